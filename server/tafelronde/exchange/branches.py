"""Words that stand under words, as maps: how outlines of all formats become objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tafelronde.exchange.orders import orders
from tafelronde.exchange.reading import MOST_LEVELS, Gathering, too_deep


@dataclass(slots=True)
class Word:
    """`id`: None as long as it may still become a note of its own."""

    fields: dict[str, Any]
    line: int | None
    id: str | None = None


class Branches:
    """Takes words with what stands under them. What has nothing under it and stands under nothing is a
    note, unless `centres_only`; all else is a node of a map.
    """

    def __init__(self, gathering: Gathering, *, centres_only: bool = False) -> None:
        self._gathering = gathering
        self._centres_only = centres_only
        self._open: list[Word] = []
        self._orders = orders()

    @property
    def depth(self) -> int:
        """Under how many words the next one stands."""
        return len(self._open)

    def begin(self, line: int | None, **fields: Any) -> Word:
        """A word, which ends with `end`. Raises Unreadable when it stands too deep."""
        if self.depth >= MOST_LEVELS:
            raise too_deep(line)
        word = Word(fields, line)
        if self._open or self._centres_only:
            parent = self._planted(self._open[-1]) if self._open else None
            word.id = self._node(word, parent)
        self._open.append(word)
        return word

    def end(self) -> str:
        """The id of the object that the word became."""
        word = self._open.pop()
        if word.id is None:
            note = {name: each for name, each in word.fields.items() if name in _OF_NOTES}
            word.id = self._gathering.add({"type": "sticky", **note}, word.line)
        return word.id

    def _planted(self, word: Word) -> str:
        if word.id is None:
            word.id = self._node(word, None)
        return word.id

    def _node(self, word: Word, parent: str | None) -> str:
        fields = {name: each for name, each in word.fields.items() if name != "frame" or not parent}
        node = {"type": "mindnode", "parent": parent, **fields, "order": next(self._orders)}
        return self._gathering.add(node, word.line)


# What a note can have of what a node can.
_OF_NOTES = {"text", "tags", "frame"}


def spread(gathering: Gathering) -> None:
    """Give the main branches that have no side one: the first half of each map lies to the right."""
    main: dict[str, list[dict[str, Any]]] = {}
    for each in gathering.objects.values():
        if each["type"] != "mindnode" or each["parent"] is None:
            continue
        if gathering.objects[each["parent"]]["parent"] is None:
            main.setdefault(each["parent"], []).append(each)
    for several in main.values():
        if any("side" in each for each in several):
            continue
        for each in several[(len(several) + 1) // 2 :]:
            each["side"] = "left"
