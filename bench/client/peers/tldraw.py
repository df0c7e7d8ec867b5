"""tldraw: a note is its sticky note, at the scale that makes it as large as ours."""

from __future__ import annotations

from typing import Any

from bench.client.layout import SIDE, Layout, order
from bench.client.peers.page import BuiltPage

_NOTE = 200


class Tldraw(BuiltPage):
    name = "tldraw"
    title = "tldraw"
    # It multiplies: forty times 0.96.
    zoom_step = 4.0
    actual_size = "Shift+Digit0"

    def __init__(self) -> None:
        super().__init__({"tldraw": "5.4.2"}, records)


def records(layout: Layout) -> list[dict[str, Any]]:
    """The records of a document, lowest first."""
    found = [
        _shape(f"note{number}", "note", number)
        | {"x": note.x, "y": note.y}
        | {
            "props": {
                "color": "yellow",
                "labelColor": "black",
                "size": "m",
                "font": "draw",
                "fontSizeAdjustment": 1,
                "align": "middle",
                "verticalAlign": "middle",
                "growY": 0,
                "url": "",
                "richText": _rich(note.text),
                "scale": SIDE / _NOTE,
                "textLastEditedBy": None,
            }
        }
        for number, note in enumerate(layout.notes)
    ]
    for number, line in enumerate(layout.connectors):
        (x, y), (to_x, to_y) = layout.notes[line.start].middle, layout.notes[line.end].middle
        arrow = _shape(f"line{number}", "arrow", len(layout.notes) + number) | {"x": x, "y": y}
        arrow["props"] = {
            "kind": "arc",
            "labelColor": "black",
            "color": "black",
            "fill": "none",
            "dash": "draw",
            "size": "m",
            "arrowheadStart": "none",
            "arrowheadEnd": "arrow",
            "font": "draw",
            "start": {"x": 0, "y": 0},
            "end": {"x": to_x - x, "y": to_y - y},
            "bend": 0,
            "richText": _rich(""),
            "labelPosition": 0.5,
            "scale": SIDE / _NOTE,
            "elbowMidPoint": 0.5,
        }
        found += [arrow, _binding(number, "start", line.start), _binding(number, "end", line.end)]
    return found


def _shape(id: str, kind: str, place: int) -> dict[str, Any]:
    return {
        "id": f"shape:{id}",
        "typeName": "shape",
        "type": kind,
        "parentId": "page:page",
        "index": order(place),
        "rotation": 0,
        "isLocked": False,
        "opacity": 1,
        "meta": {},
    }


def _binding(line: int, end: str, note: int) -> dict[str, Any]:
    return {
        "id": f"binding:{line}{end}",
        "typeName": "binding",
        "type": "arrow",
        "fromId": f"shape:line{line}",
        "toId": f"shape:note{note}",
        "props": {
            "terminal": end,
            "normalizedAnchor": {"x": 0.5, "y": 0.5},
            "isExact": False,
            "isPrecise": False,
            "snap": "none",
        },
        "meta": {},
    }


def _rich(text: str) -> dict[str, Any]:
    content = [{"type": "text", "text": text}] if text else []
    return {"type": "doc", "content": [{"type": "paragraph", **({"content": content} if content else {})}]}
