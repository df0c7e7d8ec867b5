"""Bytes as text, with the line of what is no text."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from tafelronde.errors import Unreadable

# What nobody types, and half a character: JSON can escape what no text can hold.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HALF = re.compile("[\ud800-\udfff]")


def decoded(data: bytes, *, or_windows: bool = False) -> str:
    """The text of a file, all its lines ended alike: UTF-8, or UTF-16 with its mark.

    With `or_windows` what is neither is taken as Windows-1252, which spreadsheets write. Raises
    Unreadable.
    """
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding, data = "utf-8", data.removeprefix(BOM_UTF8)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        # A zero byte is in no text of Windows'.
        if not or_windows or encoding != "utf-8" or b"\0" in data:
            line = data.count(b"\n", 0, error.start) + 1
            raise Unreadable(
                "file_encoding",
                f"This file is not in UTF-8: byte {error.start + 1}, on line {line}, is no letter.",
                line=line,
                expected="UTF-8, or UTF-16 with its mark",
                got=f"another byte at {error.start + 1}",
            ) from error
        text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def clean(text: str) -> str:
    """Without control characters, line ends all alike."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return whole(_NOT_TEXT.sub("", text))


def whole(text: str) -> str:
    """With a mark in place of half a character."""
    return _HALF.sub("\ufffd", text)
