"""An outline in Markdown, line by line, as objects.

Of Markdown only what gives a text its order is understood: headings, lists, paragraphs, links that
stand alone, tags. Emphasis and the like stay as they were typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tafelronde.board.schema import BoardSchema
from tafelronde.exchange.branches import Branches, spread
from tafelronde.exchange.decoding import clean
from tafelronde.exchange.reading import Gathering, Reading

_HEADING = re.compile(r" {0,3}(#{1,6})(?=\s|$)")
_ITEM = re.compile(r"(\s*)([-*+]|\d{1,9}[.)])(?:(\s+)(.*))?")
_FENCE = re.compile(r"\s*(```|~~~)")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*")
_QUOTE = re.compile(r" {0,3}> ?")
_TASK = re.compile(r"\[([ xX])\]\s+")
_RELATION = re.compile(r"([→←↔—]) (?:\*((?:\\.|[^*\\])+)\*: )?(.+)")
_TAGS = re.compile(r"((?:\s+#[^\s#\\]+)+)\s*$")
_LINK = re.compile(
    r"<(https?://[^\s<>]+)>|\[((?:\\.|[^\]\\])*)\]\((https?://[^\s()]+)\)|(https?://\S+)"
)
# No bracket within, so that a file of nothing but beginnings is read in time.
_PICTURE = re.compile(r"!\[([^\[\]\\\n]*)\]\([^()\n]*\)|!\[\[([^\[\]\n]*)\]\]")
# What Logseq keeps with an item for itself.
_STATE = re.compile(r"\s*(?:collapsed:: (?:true|false)|id:: [0-9a-f]{8}(?:-[0-9a-f]{4,12}){4})\s*")
_MOST_OF_TAGS = 600
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|&#(\d{1,5});")
_HEADS = {
    "→": {},
    "←": {"startHead": "arrow", "endHead": "none"},
    "↔": {"startHead": "arrow"},
    "—": {"endHead": "none"},
}
_TAB = 4


@dataclass(slots=True)
class _Item:
    """An item of a list whose lines still come. `content`: how far in its words begin."""

    line: int
    content: int
    lines: list[str]
    is_begun: bool = False


@dataclass(slots=True)
class _Relation:
    """`begin`: the id, or where in the list it will be. `name`: the first line of the other's words."""

    line: int
    begin: str
    name: str
    fields: dict[str, Any]


@dataclass(slots=True)
class _Frames:
    """The headings that stand above what comes next, each with how many marks it has."""

    above: list[tuple[int, str]] = field(default_factory=list)

    @property
    def here(self) -> dict[str, str]:
        return {"frame": self.above[-1][1]} if self.above else {}


class MarkdownReader:
    """Takes one line after another; `reading` is what came of them."""

    def __init__(self, schema: BoardSchema) -> None:
        self._gathering = Gathering(schema)
        self._branches = Branches(self._gathering)
        self._frames = _Frames()
        self._items: list[_Item] = []
        self._relations: list[_Relation] = []
        # Of relations whose item has no id yet, by how deep that item is.
        self._waiting: list[list[_Relation]] = []
        # What relations lead away from that stand in no item: the heading or the text above them.
        self._anchor: str | None = None
        self._paragraph: list[str] = []
        self._paragraph_line = 0
        self._blanks = 0
        self._fence: str | None = None

    def take(self, number: int, line: str) -> None:
        """The next line; the first has number 1. Raises Unreadable."""
        line = line.rstrip("\n")
        fence = _FENCE.match(line)
        if self._fence is not None or fence is not None:
            if fence is not None and self._fence in (None, fence[1]):
                self._fence = None if self._fence is not None else fence[1]
            self._words(number, line)
        elif not line.strip():
            self._blanks += 1
            self._end_paragraph()
            return
        elif (heading := _HEADING.match(line)) is not None:
            self._heading(number, len(heading[1]), _without_marks(line[heading.end() :]))
        elif _RULE.fullmatch(line) is not None:
            self._end_all()
        elif (item := _ITEM.fullmatch(line)) is not None and self._is_item(item[1]):
            self._item(number, item)
        else:
            self._words(number, line)
        self._blanks = 0

    def reading(self) -> Reading:
        """All that was found."""
        self._end_all()
        names: dict[str, str] = {}
        for id, each in self._gathering.objects.items():
            names.setdefault(each["text"].strip().split("\n", 1)[0], id)
        for relation in self._relations:
            self._relate(relation, names.get(relation.name))
        spread(self._gathering)
        return self._gathering.reading()

    def _heading(self, number: int, marks: int, title: str) -> None:
        self._end_all()
        words, tags = self._split_tags(title, number)
        if marks == 1 and self._gathering.title is None and not self._frames.above:
            self._gathering.title = words
            return
        above = self._frames.above
        while above and above[-1][0] >= marks:
            above.pop()
        frame = {"type": "frame", "text": words, **self._frames.here, **tags}
        self._anchor = self._gathering.add(frame, number)
        above.append((marks, self._anchor))

    def _is_item(self, indent: str) -> bool:
        """What is indented by more than a list before it would be is code."""
        return bool(self._items) or len(indent.expandtabs(_TAB)) < _TAB

    def _item(self, number: int, item: re.Match[str]) -> None:
        self._end_paragraph()
        indent = len(item[1].expandtabs(_TAB))
        while self._items and indent < self._items[-1].content:
            self._end_item()
        text = item[4] or ""
        # Words that stand far behind their mark are indented themselves.
        gap = len((item[3] or " ").expandtabs(_TAB))
        task = _TASK.match(text)
        if task is not None:
            text = ("☐ " if task[1] == " " else "☑ ") + text[task.end() :]
        content = indent + len(item[2]) + (gap if gap <= _TAB else 1)
        relation = self._relation(number, text)
        if self._items:
            self._begin(self._items[-1], is_above_another=relation is None)
        if relation is not None:
            self._waiting.append([relation]) if not self._items else self._waiting[-1].append(
                relation
            )
            if not self._items:
                self._settle(self._waiting.pop(), self._anchor or "")
            return
        self._anchor = self._frames.here.get("frame")
        self._items.append(_Item(number, content, [text]))
        self._waiting.append([])

    def _relation(self, number: int, text: str) -> _Relation | None:
        found = _RELATION.fullmatch(text.strip())
        if found is None or not (self._items or self._anchor):
            return None
        fields: dict[str, Any] = {**_HEADS[found[1]]}
        if found[2]:
            fields["text"] = _plain(found[2])
        return _Relation(number, "", _plain(found[3]).strip(), fields)

    def _begin(self, item: _Item, *, is_above_another: bool) -> None:
        """Its own words are whole when something stands under it."""
        if is_above_another and not item.is_begun:
            item.is_begun = True
            self._open(item)

    def _open(self, item: _Item) -> None:
        text, tags = self._split_tags("\n".join(item.lines).strip("\n"), item.line)
        self._branches.begin(item.line, text=text, **tags, **self._frames.here)

    def _end_item(self) -> None:
        item = self._items.pop()
        if not item.is_begun:
            if not "".join(item.lines).strip() and not self._items:
                # A mark with nothing behind it.
                self._waiting.pop()
                return
            self._open(item)
        self._settle(self._waiting.pop(), self._branches.end())

    def _settle(self, relations: list[_Relation], begin: str) -> None:
        for relation in relations:
            relation.begin = begin
            self._relations.append(relation)

    def _words(self, number: int, line: str) -> None:
        """Words that begin no block: they go on with the one before, or are a paragraph."""
        indent = len(line) - len(line.lstrip())
        is_inside = bool(self._items) and (indent >= self._items[0].content or not self._blanks)
        if is_inside and not self._paragraph:
            while self._blanks and indent < self._items[-1].content:
                self._end_item()
            item = self._items[-1]
            if _STATE.fullmatch(line) is not None:
                return
            if not item.is_begun:
                item.lines += [""] * self._blanks
                item.lines.append(line[min(indent, item.content) :])
                return
            self._gathering.remark("words_left_out", number)
            return
        if not self._paragraph:
            self._end_items()
            self._paragraph_line = number
        quote = _QUOTE.match(line)
        self._paragraph.append(line[quote.end() if quote else 0 :].rstrip())

    def _end_paragraph(self) -> None:
        if not self._paragraph:
            return
        lines, self._paragraph = self._paragraph, []
        raw = "\n".join("" if line == "\\" else line for line in lines)
        bare, tags = self._split_raw_tags(raw, self._paragraph_line)
        link = _LINK.fullmatch(bare.strip())
        fields: dict[str, Any] = {"type": "text", **tags, **self._frames.here}
        if link is not None:
            fields["url"] = link[1] or link[3] or link[4]
            fields["text"] = _plain(link[2] or "")
        else:
            fields["text"] = _plain(self._without_pictures(bare))
        if fields["text"].strip() or "url" in fields:
            self._anchor = self._gathering.add(fields, self._paragraph_line)

    def _without_pictures(self, text: str) -> str:
        """What a picture shows stands for it."""
        bare, count = _PICTURE.subn(lambda found: found[1] or found[2] or "", text)
        for _ in range(count):
            self._gathering.remark("picture_left_out", self._paragraph_line)
        return bare

    def _end_items(self) -> None:
        while self._items:
            self._end_item()

    def _end_all(self) -> None:
        self._end_paragraph()
        self._end_items()

    def _split_tags(self, raw: str, line: int) -> tuple[str, dict[str, Any]]:
        bare, tags = self._split_raw_tags(raw, line)
        return _plain(bare), tags

    def _split_raw_tags(self, raw: str, line: int) -> tuple[str, dict[str, Any]]:
        begin = max(0, len(raw) - _MOST_OF_TAGS)
        found = _TAGS.search(raw, begin)
        if found is None or not raw[: found.start()].strip():
            return raw, {}
        return raw[: found.start()], self._gathering.tags(found[1].replace("#", "").split(), line)

    def _relate(self, relation: _Relation, end: str | None) -> None:
        if end is None:
            self._gathering.remark("line_left_out", relation.line)
            return
        objects = self._gathering.objects
        begin = objects[relation.begin]
        is_link = begin["type"] == objects[end]["type"] == "mindnode" and not relation.fields
        if is_link and len(begin.get("links", ())) < 50 and end != relation.begin:
            links = begin.setdefault("links", [])
            if end not in links:
                links.append(end)
            return
        ends = {"from": {"object": relation.begin}, "to": {"object": end}}
        self._gathering.add({"type": "connector", **ends, **relation.fields}, relation.line)


def _without_marks(title: str) -> str:
    """Marks that close a heading are not of its words."""
    title = title.strip()
    bare = title.rstrip("#")
    return bare.rstrip() if not bare or bare[-1].isspace() else title


def _plain(text: str) -> str:
    return clean(_ESCAPE.sub(lambda found: found[1] or chr(int(found[2])), text))
