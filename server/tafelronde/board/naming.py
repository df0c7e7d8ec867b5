"""What a title, a person's name and a stakeholder group may be: one line of visible text.

Each function returns the text without surrounding space, or raises BadInput with a code that says
what is wrong: `title_empty`, `name_too_long`, `control_characters`.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from tafelronde.errors import BadInput

TITLE_LENGTH = 200
NAME_LENGTH = 80
GROUP_LENGTH = 80

# Breaks of lines and paragraphs, controls, halves of surrogate pairs.
_NOT_IN_A_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})
# They turn the reading direction of whatever is written after them.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset({"Cf", "Zs"})


class Language(StrEnum):
    """The languages a board can be in."""

    DUTCH = "nl"
    ENGLISH = "en"


def title(text: str) -> str:
    """A board's title: 1 to 200 characters."""
    return _line("title", text, TITLE_LENGTH)


def name(text: str) -> str:
    """What a person is called: 1 to 80 characters."""
    return _line("name", text, NAME_LENGTH)


def group(text: str) -> str | None:
    """A stakeholder group: at most 80 characters; None when nothing is left of it."""
    return _line("group", text, GROUP_LENGTH) if text.strip() else None


def _line(what: str, text: str, most: int) -> str:
    line = text.strip()
    if len(line) > most:
        raise BadInput(
            f"{what}_too_long",
            f"The {what} may have {most} characters; this one has {len(line)}.",
            expected=f"at most {most} characters",
            got=f"{len(line)} characters",
        )
    categories = {unicodedata.category(character) for character in line}
    if categories & _NOT_IN_A_LINE or not _DIRECTION.isdisjoint(line):
        raise BadInput(
            "control_characters",
            f"The {what} may not hold control characters or line breaks.",
            expected="one line of text",
            got="a control character",
        )
    if categories <= _INVISIBLE:
        raise BadInput(
            f"{what}_empty",
            f"The {what} is empty.",
            expected=f"1 to {most} characters",
            got="no visible character",
        )
    return line
