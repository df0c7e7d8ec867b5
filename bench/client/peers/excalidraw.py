"""excalidraw: a note is a rectangle and the text bound to it, as when one writes in a rectangle there."""

from __future__ import annotations

from typing import Any

from bench.client.layout import SIDE, Layout, Note, order
from bench.client.peers.page import BuiltPage

_FONT_SIZE, _LINE_HEIGHT, _LETTERS_A_LINE = 11, 1.25, 13
_VIRGIL_SUCCESSOR = 5


class Excalidraw(BuiltPage):
    name = "excalidraw"
    title = "excalidraw"
    # It adds and subtracts hundredths of the zoom.
    zoom_step = 2.0
    actual_size = "Control+Digit0"

    def __init__(self) -> None:
        super().__init__({"@excalidraw/excalidraw": "0.18.1"}, scene)


def scene(layout: Layout) -> list[dict[str, Any]]:
    """The elements as a saved file has them, lowest first."""
    bound: list[list[dict[str, str]]] = [
        [{"type": "text", "id": f"text{number}"}] for number in range(len(layout.notes))
    ]
    for number, line in enumerate(layout.connectors):
        for end in (line.start, line.end):
            bound[end].append({"type": "arrow", "id": f"line{number}"})
    elements: list[dict[str, Any]] = []
    for number, note in enumerate(layout.notes):
        elements.append(
            _element(f"note{number}", "rectangle", len(elements))
            | {"x": note.x, "y": note.y, "width": SIDE, "height": SIDE}
            | {"backgroundColor": "#ffec99", "roundness": {"type": 3}}
            | {"boundElements": bound[number]}
        )
        elements.append(_text(number, note, len(elements)))
    for number, line in enumerate(layout.connectors):
        (x, y), (to_x, to_y) = layout.notes[line.start].middle, layout.notes[line.end].middle
        elements.append(
            _element(f"line{number}", "arrow", len(elements))
            | {"x": x, "y": y, "width": abs(to_x - x), "height": abs(to_y - y)}
            | {"points": [[0, 0], [to_x - x, to_y - y]], "lastCommittedPoint": None}
            | {"startBinding": {"elementId": f"note{line.start}", "focus": 0, "gap": 1}}
            | {"endBinding": {"elementId": f"note{line.end}", "focus": 0, "gap": 1}}
            | {"startArrowhead": None, "endArrowhead": "arrow", "elbowed": False}
            | {"roundness": {"type": 2}}
        )
    return elements


def _text(number: int, note: Note, place: int) -> dict[str, Any]:
    lines = _lines(note.text)
    height = len(lines) * _FONT_SIZE * _LINE_HEIGHT
    return (
        _element(f"text{number}", "text", place)
        | {"x": note.x + 5, "y": note.y + (SIDE - height) / 2, "width": SIDE - 10, "height": height}
        | {"text": "\n".join(lines), "originalText": note.text, "fontSize": _FONT_SIZE}
        | {"fontFamily": _VIRGIL_SUCCESSOR, "textAlign": "center", "verticalAlign": "middle"}
        | {"containerId": f"note{number}", "autoResize": True, "lineHeight": _LINE_HEIGHT}
    )


def _element(id: str, kind: str, place: int) -> dict[str, Any]:
    """What every element has, as excalidraw makes them when nobody has changed a setting."""
    return {
        "id": id,
        "type": kind,
        "angle": 0,
        "strokeColor": "#1e1e1e",
        "backgroundColor": "transparent",
        "fillStyle": "solid",
        "strokeWidth": 2,
        "strokeStyle": "solid",
        "roughness": 1,
        "opacity": 100,
        "groupIds": [],
        "frameId": None,
        "index": order(place),
        "roundness": None,
        "seed": place + 1,
        "version": 1,
        "versionNonce": place + 1,
        "isDeleted": False,
        "boundElements": [],
        "updated": 1,
        "link": None,
        "locked": False,
    }


def _lines(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _LETTERS_A_LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
