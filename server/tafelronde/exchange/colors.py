"""The colours of boards as other programs name them."""

from __future__ import annotations

import re
from collections.abc import Mapping

# As `client/src/styles/tokens.css` has them in light: a file looks the same for everybody.
NOTES: Mapping[str, str] = {
    "sun": "#ffe58a",
    "apricot": "#ffc9a3",
    "rose": "#ffc2cf",
    "lilac": "#dccbff",
    "sky": "#bfe0ff",
    "mint": "#bfebd0",
    "sand": "#e9e0d2",
    "white": "#ffffff",
}
PENS: Mapping[str, str] = {
    "ink": "#1f2430",
    "grey": "#5f6672",
    "red": "#b42318",
    "orange": "#a34d00",
    "yellow": "#7a5c00",
    "green": "#1b7f4b",
    "teal": "#0e6b63",
    "blue": "#2f55c8",
    "violet": "#6a3fc0",
    "pink": "#b0256f",
    "white": "#ffffff",
}

# The six presets of JSON Canvas: red, orange, yellow, green, cyan, purple.
CANVAS_NOTES: Mapping[str, str] = {
    "rose": "1",
    "apricot": "2",
    "sun": "3",
    "mint": "4",
    "sky": "5",
    "lilac": "6",
}
CANVAS_PENS: Mapping[str, str] = {
    "red": "1",
    "orange": "2",
    "yellow": "3",
    "green": "4",
    "teal": "5",
    "violet": "6",
}

_HEX = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})([0-9a-fA-F]{2})?")


def nearest(color: str, among: Mapping[str, str]) -> str | None:
    """The name of ours that looks most like a `#rrggbb`; None when it is no such thing."""
    wanted = _rgb(color)
    if wanted is None:
        return None

    def distance(name: str) -> float:
        ours = _rgb(among[name]) or (0, 0, 0)
        # Grey has no hue: what is told apart is how far from grey a colour leans, not how light it is.
        light = sum(map(abs, (a - b for a, b in zip(wanted, ours, strict=True)))) / 3
        leaning = [
            abs((a - sum(wanted) / 3) - (b - sum(ours) / 3))
            for a, b in zip(wanted, ours, strict=True)
        ]
        return light + 2 * sum(leaning)

    return min(among, key=distance)


def _rgb(color: str) -> tuple[int, int, int] | None:
    if (found := _HEX.fullmatch(color.strip())) is None:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
