"""What was found in a file, and what could not be taken from it.

Reading is forgiving where something can be left out or cut, and says how often and where first. What
cannot be read at all is `Unreadable`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tafelronde.board.schema import BoardSchema, ObjectType
from tafelronde.errors import Unreadable
from tafelronde.exchange.layout import begin_at_nought, lay_out

MOST_BYTES = 10 * 1024 * 1024
MOST_OBJECTS = 10_000
MOST_LEVELS = 200

_OF_PEOPLE = frozenset({"author", "created", "round", "source", "lock"})
_MOST_TAGS = 12
_TAG_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Remark:
    """`code`: what was left out or changed, for programs. `count`: how often. `line`: where first."""

    code: str
    count: int
    line: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """`objects`: as `board.schema.json` says, lowest first. `title`: the file's own, if it has one.
    `board`: the id of the board it was written from, whose pictures the objects name.
    """

    objects: Mapping[str, Mapping[str, Any]]
    title: str | None = None
    board: str | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many objects there are of each type."""
        return dict(Counter(each["type"] for each in self.objects.values()))


def without_people(reading: Reading) -> Reading:
    """What of a reading anybody may bring: a file is no witness of who said what and when, and locks
    nothing.
    """
    objects = {
        id: {name: value for name, value in each.items() if name not in _OF_PEOPLE}
        for id, each in reading.objects.items()
        if each["type"] != "comment"
    }
    comments = len(reading.objects) - len(objects)
    remarks = reading.remarks
    if comments:
        remarks = (*remarks, Remark("comments_left_out", comments, None))
    return replace(reading, objects=objects, remarks=remarks)


@dataclass(slots=True)
class Gathering:
    """A reading in the making. `keeps_places`: things lie where the file says, wherever that is."""

    schema: BoardSchema
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    title: str | None = None
    board: str | None = None
    keeps_places: bool = False
    _remarks: dict[str, tuple[int, int | None]] = field(default_factory=dict)

    def remark(self, code: str, line: int | Callable[[], int | None] | None = None) -> None:
        """Note once more that something could not be taken as it is. A `line` that takes long to find
        is asked for the first time only.
        """
        if code not in self._remarks:
            self._remarks[code] = (0, line() if callable(line) else line)
        count, first = self._remarks[code]
        self._remarks[code] = (count + 1, first)

    def new_id(self) -> str:
        """An id for the next object, of this reading only."""
        return f"n{len(self.objects) + 1}"

    def add(self, fields: Mapping[str, Any], line: int | None = None, id: str | None = None) -> str:
        """Take an object, without the fields that cannot be, its texts cut to what fits.

        Raises Unreadable when there are too many.
        """
        if len(self.objects) >= MOST_OBJECTS:
            raise Unreadable(
                "file_too_many",
                "There is more in this file than boards take at once.",
                line=line,
                expected=f"at most {MOST_OBJECTS} things",
            )
        id = self.new_id() if id is None else id
        kind = self.schema.types[fields["type"]]
        self.objects[id] = {
            name: self._fitted(kind, name, value, line)
            for name, value in fields.items()
            if self._is_taken(kind, name, value, line)
        }
        return id

    def write(self, id: str, text: str, line: int | None = None) -> None:
        """Give an object other words, cut to what fits."""
        kind = self.schema.types[self.objects[id]["type"]]
        self.objects[id]["text"] = self._fitted(kind, "text", text, line)

    def tags(self, words: Iterable[str], line: int | None = None) -> dict[str, list[str]]:
        """The field of these tags, as many and as long as there may be; nothing when there are none."""
        tags = list(dict.fromkeys(filter(None, (" ".join(word.split()) for word in words))))
        if len(tags) > _MOST_TAGS or any(len(tag) > _TAG_LENGTH for tag in tags):
            self.remark("tags_cut", line)
            tags = list(dict.fromkeys(tag[:_TAG_LENGTH].strip() for tag in tags))[:_MOST_TAGS]
        return {"tags": tags} if tags else {}

    def reading(self) -> Reading:
        """All that was gathered, with a place for each thing, from [0, 0] on."""
        lay_out(self.objects)
        if not self.keeps_places:
            begin_at_nought(self.objects)
        remarks = tuple(Remark(code, *found) for code, found in self._remarks.items())
        return Reading(self.objects, self.title, self.board, remarks)

    def _is_taken(self, kind: ObjectType, name: str, value: Any, line: int | None) -> bool:
        if name not in kind.fields:
            self.remark("field_left_out", line)
            return False
        known = kind.fields[name]
        if known.is_text or known.allows(value):
            return True
        self.remark("field_left_out", line)
        return False

    def _fitted(self, kind: ObjectType, name: str, value: Any, line: int | None) -> Any:
        known = kind.fields[name]
        if not known.is_text or len(value) <= known.max_length:
            return value
        self.remark("text_cut", line)
        return value[: known.max_length]


def too_deep(line: int | None) -> Unreadable:
    """What is nested deeper than anybody means it."""
    return Unreadable(
        "file_too_deep",
        "Things in this file lie in each other deeper than boards take.",
        line=line,
        expected=f"at most {MOST_LEVELS} levels",
    )
