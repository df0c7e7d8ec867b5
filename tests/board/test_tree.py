"""The tree of mind nodes: what is read from the examples, and from whatever many hands made at once."""

from __future__ import annotations

from typing import Any

import pytest

from tafelronde.board.tree import Forest, branch, forest
from tests.board.histories import History, Reader, faults_of
from tests.board.test_examples import examples

TREES = examples("trees")


def plain(tree: Forest) -> dict[str, Any]:
    return {
        "centres": list(tree.centres),
        "children": {id: list(several) for id, several in tree.children.items()},
        "lost": sorted(tree.lost),
        "places": {id: list(place) for id, place in tree.places.items()},
    }


@pytest.mark.parametrize("name", TREES)
def test_an_example_is_read_as_it_says(name: str) -> None:
    """[TREE-1] [TREE-2] [TREE-3] [TREE-4] The client's tests read the same files."""
    assert plain(forest(TREES[name]["objects"])) == TREES[name]["forest"]


def test_a_branch_is_walked_from_its_top() -> None:
    """Each node comes before what hangs under it, siblings in order."""
    tree = forest(TREES["a_map"]["objects"])

    assert list(branch(tree, "m")) == ["m", "b", "x", "d", "a"]


def test_a_very_deep_map_is_read() -> None:
    """Ten thousand levels, whether they live or lie in the bin."""
    chain: dict[str, dict[str, Any]] = {
        str(n): {"type": "mindnode", "parent": str(n - 1)} for n in range(10_000)
    }
    chain["0"]["parent"] = None
    gone = {id: each | {"deleted": {"by": "p", "at": 1}} for id, each in chain.items()}

    assert len(list(branch(forest(chain), "0"))) == 10_000
    assert forest(gone | {"9999": chain["9999"]}).centres == ("9999",)


def test_random_histories_make_a_tree_that_both_languages_read_alike() -> None:
    """[TREE-5] A thousand boards on which three people moved, deleted and made nodes at once."""
    _compare(range(1_000))


@pytest.mark.long
def test_a_hundred_thousand_histories_make_a_tree() -> None:
    """[TREE-5]"""
    _compare(range(1_000, 101_000))


def _compare(seeds: range) -> None:
    with Reader() as reader:
        for seed in seeds:
            history = History(seed)
            objects = history.objects()
            tree = forest(objects)
            assert faults_of(objects, tree) == [], f"seed {seed}"
            assert reader.read(history.updates()) == plain(tree), f"seed {seed}"
