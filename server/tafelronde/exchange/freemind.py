"""The files of FreeMind and Freeplane, `.mm`: one map, nodes in nodes.

https://freemind.sourceforge.net/wiki/index.php/File_format. Freeplane writes the same with more; what
is only how it looks there (styles, clouds, fonts) is passed over without a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tafelronde.board.schema import BoardSchema
from tafelronde.errors import Unreadable
from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.branches import Branches, Word, spread
from tafelronde.exchange.colors import PENS, nearest
from tafelronde.exchange.decoding import clean
from tafelronde.exchange.icons import builtin_of, icon_of
from tafelronde.exchange.nesting import entries
from tafelronde.exchange.reading import Gathering, Reading
from tafelronde.exchange.rich_text import RichText, words_of_html
from tafelronde.exchange.xml_tree import attribute, parse

_MOST_LINKS = 50
# What is said in one node, in the order in which it is read.
_KINDS = ("NODE", "DETAILS", "NOTE", "ATTRIBUTES", "LINK")
# More than fits into a node: what comes after is cut all the same.
_MOST_SAID = 5_000
# Where FreeMind kept notes before it had rich text.
_OLD_NOTE = "accessories/plugins/NodeNote.properties"
_TOP_LEVEL = 1
# The id of a node over several maps, by which they are several again. Programs keep ids as they are,
# and no node of a board has it, for theirs begin otherwise.
_MAPS = "tafelronde-maps"
_SIDE = "TAFELRONDE_SIDE"


def write(board: ExchangedBoard) -> Iterator[str]:
    """The file, in pieces. It holds one map: several hang under one more node, the board's title."""
    outermost = [e.fields["type"] for e in entries(board) if e.level == _TOP_LEVEL]
    # A board without maps is an outline, and stays one when it is read.
    are_maps = len(outermost) > 1 and outermost[0] == "mindnode"
    yield '<map version="1.0.1">\n'
    level = 0
    deeper = 0 if len(outermost) == 1 else 1
    if deeper:
        mark = f' ID="{_MAPS}"' if are_maps else ""
        yield f'<node{mark} TEXT="{attribute(board.title)}">\n'
    for entry in entries(board):
        yield "</node>\n" * (level - entry.level + 1)
        level = entry.level
        fields = entry.fields
        yield f'<node ID="ID_{entry.id}"'
        # Readers, FreeMind first of all, take words that begin so for HTML.
        literal = not _is_html(entry.text)
        if literal:
            yield f' TEXT="{attribute(entry.text)}"'
        if level + deeper == _TOP_LEVEL + 1:
            yield f' POSITION="{fields.get("side", "right")}"'
        elif are_maps and level == _TOP_LEVEL + 1:
            # Programs know sides of the centre's own branches only: they pass over this.
            yield f' {_SIDE}="{fields.get("side", "right")}"'
        if "url" in fields:
            yield f' LINK="{attribute(fields["url"])}"'
        yield ">\n"
        if not literal:
            lines = "".join(f"<p>{attribute(line)}</p>" for line in entry.text.split("\n"))
            yield f'<richcontent TYPE="NODE"><html><body>{lines}</body></html></richcontent>\n'
        if fields["type"] == "mindnode" and "color" in fields:
            yield f'<edge COLOR="{PENS[fields["color"]]}"/>\n'
        if "icon" in fields:
            yield f'<icon BUILTIN="{attribute(builtin_of(fields["icon"]))}"/>\n'
        for link in fields.get("links", ()):
            yield f'<arrowlink DESTINATION="ID_{link}"/>\n'
    yield "</node>\n" * (level + deeper) + "</map>\n"


def read(data: bytes, schema: BoardSchema) -> Reading:
    """Raises Unreadable."""
    listener = _Listener(schema)
    parse(data, listener)
    if not listener.is_map:
        raise Unreadable(
            "file_unknown", "This is XML, but no map of FreeMind's.", line=1, expected="<map>"
        )
    listener.repeat()
    listener.link()
    listener.divide()
    spread(listener.gathering)
    return listener.gathering.reading()


def _is_html(text: str) -> bool:
    return text.lstrip()[:6].lower() == "<html>"


class _Listener:
    def __init__(self, schema: BoardSchema) -> None:
        self.gathering = Gathering(schema)
        self.is_map = False
        self._branches = Branches(self.gathering, centres_only=True)
        self._nodes: list[tuple[Word, dict[str, str]]] = []
        # Inside of a hook: styles have nodes, too, that are none of the map.
        self._within_hook = 0
        self._rich: RichText | None = None
        self._rich_kind = ""
        self._rich_name = ""
        self._ids: dict[str, str] = {}
        self._links: list[tuple[str, str, int]] = []
        # Nodes that Freeplane shows the words of another in, each with the name of that one.
        self._clones: list[tuple[str, str]] = []

    def begin(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        if self._rich is not None:
            self._rich.begin(name)
        elif name == "hook" and attributes.get("NAME") == _OLD_NOTE and self._nodes:
            self._begin_rich(name, "NOTE")
        elif self._within_hook or name == "hook":
            self._within_hook += 1
            if name == "hook" and attributes.get("NAME") == "ExternalObject":
                self.gathering.remark("picture_left_out", line)
        elif name == "map":
            self.is_map = True
        elif name == "node" and self.is_map:
            self._node(attributes, line)
        elif self._nodes:
            self._part_of_node(name, attributes, line)

    def text(self, text: str) -> None:
        if self._rich is not None:
            self._rich.text(clean(text))

    def end(self, name: str) -> None:
        if self._within_hook:
            self._within_hook -= 1
        elif self._rich is not None:
            if name == self._rich_name:
                self._keep_rich(self._rich)
            else:
                self._rich.end(name)
        elif name == "node" and self._nodes:
            word, said = self._nodes.pop()
            id = self._branches.end()
            texts = [said.get(kind, "") for kind in _KINDS]
            text = "\n".join(dict.fromkeys(filter(None, texts)))
            self.gathering.write(id, text, word.line)

    def _node(self, attributes: Mapping[str, str], line: int) -> None:
        fields: dict[str, Any] = {}
        if self._branches.depth == _TOP_LEVEL:
            position = attributes.get("POSITION", "")
            if position in ("left", "top_or_left"):
                fields["side"] = "left"
            elif position in ("right", "bottom_or_right"):
                fields["side"] = "right"
        elif attributes.get(_SIDE) in ("left", "right") and _MAPS in self._ids:
            fields["side"] = attributes[_SIDE]
        color = nearest(attributes.get("COLOR", ""), PENS)
        if color not in (None, "ink", "white"):
            fields["color"] = color
        tags = self.gathering.tags(attributes.get("TAGS", "").split("\n"), line)
        word = self._branches.begin(line, text="", **fields, **tags)
        text = attributes.get("TEXT", "")
        said = {"NODE": clean(text), "ATTRIBUTES": ""}
        if _is_html(text):
            said["NODE"] = clean(words_of_html(text))
        if "ENCRYPTED_CONTENT" in attributes:
            self.gathering.remark("encrypted_left_out", line)
        self._nodes.append((word, said))
        assert word.id is not None  # noqa: S101 - in a map every word is a node at once
        if "ID" in attributes:
            self._ids[attributes["ID"]] = word.id
        for kind in ("TREE_ID", "CONTENT_ID"):
            if kind in attributes and not text:
                self._clones.append((word.id, attributes[kind]))
        link = attributes.get("LINK", "")
        if link.startswith("#"):
            self._links.append((word.id, link[1:], line))
        elif link.startswith(("http://", "https://")):
            said["LINK"] = clean(link)
        elif link:
            self.gathering.remark("link_left_out", line)

    def _part_of_node(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        word, said = self._nodes[-1]
        node = self.gathering.objects[word.id or ""]
        match name:
            case "richcontent":
                self._begin_rich(name, attributes.get("TYPE", "NODE"))
            case "attribute" if attributes.get("VALUE") and len(said["ATTRIBUTES"]) < _MOST_SAID:
                told = clean(f"{attributes.get('NAME', '')}: {attributes['VALUE']}")
                said["ATTRIBUTES"] += f"\n{told}" if said["ATTRIBUTES"] else told
            case "icon":
                icon = icon_of(attributes.get("BUILTIN", ""))
                if icon is None or "icon" in node:
                    self.gathering.remark("icon_left_out", line)
                else:
                    node["icon"] = icon
            case "edge":
                color = nearest(attributes.get("COLOR", ""), PENS)
                if color is not None:
                    node["color"] = color
            case "arrowlink":
                self._links.append((word.id or "", attributes.get("DESTINATION", ""), line))

    def _begin_rich(self, name: str, kind: str) -> None:
        self._rich, self._rich_kind, self._rich_name = RichText(), kind, name

    def _keep_rich(self, rich: RichText) -> None:
        _, said = self._nodes[-1]
        words = rich.words()
        if words:
            said[self._rich_kind] = words
        if rich.pictures:
            self.gathering.remark("picture_left_out", self._nodes[-1][0].line)
        self._rich = None

    def repeat(self) -> None:
        """Give nodes that show what is in another node its words and looks, now that all are known."""
        objects = self.gathering.objects
        for id, name in self._clones:
            original = objects.get(self._ids.get(name, ""), {})
            for field in ("text", "color", "icon", "tags"):
                if field in original and not objects[id].get(field):
                    objects[id][field] = original[field]

    def divide(self) -> None:
        """Make several maps of those that hang under a board's title."""
        over = self._ids.get(_MAPS, "")
        objects = self.gathering.objects
        under = [each for each in objects.values() if each["parent"] == over]
        if not under or objects[over]["parent"] is not None:
            return
        self.gathering.title = objects.pop(over)["text"]
        for each in under:
            each["parent"] = None
            each.pop("side", None)
        for each in objects.values():
            if over in each.get("links", ()):
                each["links"].remove(over)
                if not each["links"]:
                    del each["links"]

    def link(self) -> None:
        """Lead the links to where they say, now that all nodes are known."""
        for id, destination, line in self._links:
            there = self._ids.get(destination)
            links = self.gathering.objects[id].setdefault("links", [])
            if there is not None and there not in links and len(links) < _MOST_LINKS:
                links.append(there)
            elif there is None or len(links) >= _MOST_LINKS:
                self.gathering.remark("link_left_out", line)
        for each in self.gathering.objects.values():
            if not each.get("links", True):
                del each["links"]
