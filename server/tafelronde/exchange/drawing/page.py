"""A whole drawing: its size, its paper, and everything on it from the lowest to the highest.

Nothing in it runs, leads anywhere or is fetched: there are no scripts, no links, and the only addresses
are of pictures in the file itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from tafelronde.board.naming import Language
from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.drawing import theme
from tafelronde.exchange.drawing.faces import draw
from tafelronde.exchange.drawing.geometry import Box, around, grown
from tafelronde.exchange.drawing.marks import element, escaped, number
from tafelronde.exchange.drawing.placing import Thing, place, seen
from tafelronde.exchange.drawing.sheet import Marks, Sheet
from tafelronde.exchange.drawing.writing import Hand
from tafelronde.exchange.lettering.fonts import Fonts

# Paper around what is drawn, and the paper of a board with nothing on it.
_MARGIN = 28
_EMPTY = Box(0, 0, 400, 300)
_PREVIEW_SIDE = 640


@dataclass(frozen=True, slots=True)
class Placed:
    """A board whose things have their places. `box`: all of the drawing, in board units."""

    board: ExchangedBoard
    things: list[Thing]
    box: Box


def placed(board: ExchangedBoard, fonts: Fonts) -> Placed:
    """Give everything its place. Takes time; what comes after is written piece by piece."""
    things = place(board.objects, fonts.width)
    by_id = {thing.id: thing for thing in things}
    box = around(seen(thing, by_id) for thing in things)
    box = _EMPTY if box is None else grown(box, _MARGIN - 12)
    return Placed(board, things, box)


def write(
    drawing: Placed, fonts: Fonts, hand: Hand, *, sharpness: float = 2, scale: float = 1
) -> Marks:
    """The drawing, in pieces. Where one of them is a `Picture`, its `data:` address belongs.

    `sharpness`: pixels of a unit that pictures should have; `scale`: of the drawing's own size.
    """
    board, (x, y, w, h) = drawing.board, drawing.box
    language = board.language.value
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(w * scale)}" '
        f'height="{number(h * scale)}" viewBox="{number(x)} {number(y)} {number(w)} {number(h)}" '
        f'lang="{language}" xml:lang="{language}" role="group" '
        f'font-family="{escaped(theme.FONTS)}">\n'
    )
    yield element("title", escaped(board.title)) if board.title else ""
    yield element("desc", escaped(_said(board.language, len(drawing.things)))) + "\n"
    paper = {"x": x, "y": y, "width": w, "height": h}
    yield element("rect", **paper, fill=theme.TOKENS["paper"])
    sheet = Sheet(fonts, hand, board.language, board.pictures, sharpness, _PREVIEW_SIDE, {})
    by_id = {thing.id: thing for thing in drawing.things}
    for thing in drawing.things:
        yield "\n"
        yield from draw(thing, by_id, sheet)
    yield "\n</svg>\n"


def _said(language: Language, count: int) -> str:
    if language is Language.DUTCH:
        return "Een bord met 1 ding." if count == 1 else f"Een bord met {count} dingen."
    return "A board with 1 thing." if count == 1 else f"A board with {count} things."
