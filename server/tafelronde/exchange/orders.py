"""Fractional indices for what has none yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

# The integer keys of fractional indices as the client makes them: a0 … az, b00 … bzz, c000 …
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def orders() -> Iterator[str]:
    """Fractional indices, each above the one before."""
    for length, head in enumerate("abcde", 1):
        for number in range(62**length):
            digits = ""
            for _ in range(length):
                number, digit = divmod(number, 62)  # noqa: PLW2901
                digits = _DIGITS[digit] + digits
            yield head + digits


def stacked(objects: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """`objects`, the later above the earlier; unless some know already how they lie."""
    if any("order" in each for each in objects.values() if each["type"] != "mindnode"):
        return {id: dict(each) for id, each in objects.items()}
    above = orders()
    return {id: {**each, "order": each.get("order", next(above))} for id, each in objects.items()}
