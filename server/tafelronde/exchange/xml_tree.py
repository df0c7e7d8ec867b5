"""XML that somebody else wrote, as events, within bounds.

Entities of its own, which can make a small file endless or reach for others, are refused; nothing is
fetched. Nothing recurses, and what is kept is what the reader of the events keeps.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

from tafelronde.errors import Unreadable
from tafelronde.exchange.reading import MOST_LEVELS, too_deep

_MOST_ELEMENTS = 500_000
# Text that is laid out, with lists in tables in lists, lies deeper than the nodes that hold it.
_MOST_DEPTH = MOST_LEVELS + 100

# What expat reads by itself, and what Python has a table of single bytes for.
_ENCODINGS = {
    *("utf-8", "utf-16", "ascii", "iso8859-1", "iso8859-15"),
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp437", "cp850", "mac-roman"),
}

_ESCAPED = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\n": "&#10;",
    "\t": "&#9;",
    "\r": "&#13;",
}


class Listener(Protocol):
    """Who is told what the file holds, in order."""

    def begin(self, name: str, attributes: Mapping[str, str], line: int) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


def parse(data: bytes, listener: Listener) -> None:
    """Tell `listener` all of it. Raises Unreadable, and what the listener raises."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = elements = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > _MOST_DEPTH:
            raise too_deep(parser.CurrentLineNumber)
        if elements > _MOST_ELEMENTS:
            raise Unreadable(
                "file_too_many",
                "There is more in this file than boards take at once.",
                line=parser.CurrentLineNumber,
                expected=f"at most {_MOST_ELEMENTS} elements",
            )
        listener.begin(name, attributes, parser.CurrentLineNumber)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        listener.end(name)

    def entity(*_: object) -> None:
        raise Unreadable(
            "file_entities",
            "This file defines entities of its own; files that do so are not read.",
            line=parser.CurrentLineNumber,
            expected="XML without <!ENTITY>",
        )

    def declaration(_: str, encoding: str | None, __: int) -> None:
        if encoding is not None and not _is_known(encoding):
            raise Unreadable(
                "file_encoding",
                "This file says that it is in an encoding that is not known here.",
                line=1,
                expected="UTF-8",
            )

    parser.XmlDeclHandler = declaration
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = listener.text
    parser.EntityDeclHandler = entity
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code)
        raise Unreadable(
            "file_malformed",
            f"This is no XML that can be read: {why} at column {error.offset + 1}.",
            line=error.lineno,
            expected="XML",
            got=why,
        ) from error


def _is_known(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name in _ENCODINGS
    except LookupError:
        return False


def attribute(value: str) -> str:
    """A value as it stands between double quotes. XML has no control characters at all."""
    return "".join(_ESCAPED.get(letter, letter) for letter in value if _is_allowed(letter))


def _is_allowed(letter: str) -> bool:
    code = ord(letter)
    return (code >= 0x20 or letter in "\t\n\r") and not (
        0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)
    )
