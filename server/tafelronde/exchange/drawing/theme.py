"""The colours and measures of the page in light, by the names of `client/src/styles/tokens.css`."""

from __future__ import annotations

from collections.abc import Mapping

from tafelronde.exchange.colors import NOTES, PENS

TOKENS: Mapping[str, str] = {
    "paper": "#faf7f2",
    "surface": "#ffffff",
    "ink": "#1f2430",
    "ink-2": "#4a5263",
    "line": "#d9d1c4",
    "edge": "#8c8373",
    "accent": "#0e6b63",
    "note-ink": "#1f2430",
    "frame-line": "#cfc5b5",
    **{f"note-{name}": value for name, value in NOTES.items()},
    **{f"pen-{name}": value for name, value in PENS.items()},
}
# How much of its colour a frame shows, and how much white of a frame without one.
FRAME_TINT = 0.26
FRAME_PAPER = 0.55

FONT = "Inter"
# As the page asks for it; whoever has no Inter has letters of much the same width.
FONTS = "'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"
# Of Inter, in em.
ASCENT, DESCENT = 1984 / 2048, 494 / 2048


def note(name: str) -> str:
    return NOTES.get(name, NOTES["sun"])


def pen(name: str) -> str:
    return PENS.get(name, PENS["ink"])


def mixed(color: str, part: float, under: str) -> str:
    """`part` of `color` on top of `under`, as CSS mixes colours in sRGB."""
    above, below = _channels(color), _channels(under)
    mix = (round(a * part + b * (1 - part)) for a, b in zip(above, below, strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mix)


def _channels(color: str) -> list[int]:
    return [int(color[at : at + 2], 16) for at in (1, 3, 5)]
