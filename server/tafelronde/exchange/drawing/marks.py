"""How elements of an SVG are written: nothing that somebody wrote can end one, or begin one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tafelronde.exchange.drawing.geometry import Point

# What XML 1.0 cannot hold, whatever it is written as.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def number(value: float) -> str:
    """With two decimals at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def escaped(text: str) -> str:
    """As text of an element or of an attribute in double quotes."""
    text = _IMPOSSIBLE.sub("\ufffd", text)
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, name)
    return text


def element(name: str, content: str = "", /, **attributes: str | float | None) -> str:
    """`stroke_width=2` is `stroke-width="2"`; what is None is left out. `content` is markup."""
    said = "".join(
        f' {key.replace("__", ":").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def _value(value: str | float) -> str:
    return escaped(value) if isinstance(value, str) else number(value)


def pairs(points: Sequence[Point]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)


def line_path(points: Sequence[Point]) -> str:
    """Straight from each point to the next."""
    return "M" + "L".join(f"{number(x)},{number(y)}" for x, y in points)


def closed_curve(points: Sequence[Point]) -> str:
    """Through the middles of the sides of `points`."""
    if not points:
        return ""

    def middle(a: Point, b: Point) -> str:
        return f"{number((a[0] + b[0]) / 2)},{number((a[1] + b[1]) / 2)}"

    curves = "".join(
        f"Q{number(a[0])},{number(a[1])} {middle(a, b)}"
        for a, b in zip(points, [*points[1:], points[0]], strict=True)
    )
    return f"M{middle(points[-1], points[0])}{curves}Z"
