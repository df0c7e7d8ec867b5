"""JSON Canvas 1.0 (https://jsoncanvas.org/spec/1.0/), the files of Obsidian and others.

Notes, texts, shapes and nodes of maps are cards with text, frames are groups, lines are edges. What a
canvas has no word for (pen strokes, loose ends, comments, tags) is not in the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tafelronde.board.schema import BoardSchema
from tafelronde.board.tree import Forest, forest
from tafelronde.errors import Unreadable
from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.colors import CANVAS_NOTES, CANVAS_PENS, NOTES, PENS, nearest
from tafelronde.exchange.decoding import clean, decoded
from tafelronde.exchange.json_text import line_of_key, parsed
from tafelronde.exchange.layout import boxes_of
from tafelronde.exchange.map_layout import Box
from tafelronde.exchange.reading import Gathering, Reading

_SIDES = ("top", "right", "bottom", "left")
# Among more than these nobody looks for what a thing lies in.
_MOST_FRAMES = 1_000
_CARDS = ("sticky", "text", "shape", "mindnode")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\((https?://[^\s()]+)\)")


def write(board: ExchangedBoard) -> Iterator[str]:
    """The file, in pieces."""
    objects = board.objects
    tree = forest(objects)
    yield '{\n\t"nodes":['
    yield from _lines(_nodes(board, tree))
    yield '],\n\t"edges":['
    yield from _lines(_edges(objects, tree))
    yield "]\n}\n"


def _lines(values: Iterator[dict[str, Any]]) -> Iterator[str]:
    between = "\n"
    for value in values:
        yield f"{between}\t\t{json.dumps(value, ensure_ascii=False)}"
        between = ",\n"


def _nodes(board: ExchangedBoard, tree: Forest) -> Iterator[dict[str, Any]]:
    boxes = boxes_of(board.objects, tree)

    def layer(id: str) -> tuple[bool, str, str]:
        # Frames lie below all else, a frame in a frame above that.
        return board.objects[id]["type"] != "frame", board.objects[id].get("order", ""), id

    for id in sorted(board.objects, key=layer):
        each = board.objects[id]
        told = _node(each, board.pictures)
        if told is not None:
            yield {"id": id, **told, **_place(boxes[id])}


def _place(box: Box) -> dict[str, int]:
    return {
        "x": round(box.x),
        "y": round(box.y),
        "width": max(1, round(box.w)),
        "height": max(1, round(box.h)),
    }


def _node(each: Mapping[str, Any], pictures: Mapping[str, str]) -> dict[str, Any] | None:
    match each["type"]:
        case "frame":
            return {"type": "group", "label": each["text"], **_color(each, NOTES, CANVAS_NOTES)}
        case "image":
            name = pictures.get(each["image"], each["image"])
            return {"type": "file", "file": name}
        case "text" if "url" in each:
            words = each["text"].strip()
            if words and words != each["url"] and _LINK.fullmatch(f"[{words}]({each['url']})"):
                return {"type": "text", "text": f"[{words}]({each['url']})"}
            return {"type": "link", "url": each["url"]}
        case "sticky":
            return {"type": "text", "text": each["text"], **_color(each, NOTES, CANVAS_NOTES)}
        case "text" | "shape" | "mindnode":
            color = _color(each, PENS, CANVAS_PENS) if each["type"] != "shape" else {}
            return {"type": "text", "text": each.get("text", ""), **color}
    return None


def _color(
    each: Mapping[str, Any], names: Mapping[str, str], presets: Mapping[str, str]
) -> dict[str, str]:
    color = each.get("color", "sun" if each["type"] == "sticky" else None)
    if color in (None, "white", "ink"):
        return {}
    return {"color": presets.get(color) or names[color]}


def _edges(objects: Mapping[str, Mapping[str, Any]], tree: Forest) -> Iterator[dict[str, Any]]:
    for child, parent in tree.parents.items():
        yield {"id": f"{child}-branch"[-64:], "fromNode": parent, "toNode": child, "toEnd": "none"}
    for id, each in objects.items():
        for number, link in enumerate(each.get("links", ())):
            yield {"id": f"{id}-link{number}"[-64:], "fromNode": id, "toNode": link}
        if each["type"] != "connector" or not _is_edge(each, objects):
            continue
        told = {"id": id}
        for name, end in (("from", each["from"]), ("to", each["to"])):
            told[f"{name}Node"] = end["object"]
            if end.get("side", "auto") != "auto":
                told[f"{name}Side"] = end["side"]
        # An edge knows arrows and nothing else; where none is named it has one at its end.
        if each.get("startHead", "none") != "none":
            told["fromEnd"] = "arrow"
        if each.get("endHead", "arrow") == "none":
            told["toEnd"] = "none"
        told |= _color(each, PENS, CANVAS_PENS)
        if each.get("text"):
            told["label"] = each["text"]
        yield told


def _is_edge(each: Mapping[str, Any], objects: Mapping[str, Mapping[str, Any]]) -> bool:
    ends = [objects.get(each[name].get("object", "")) for name in ("from", "to")]
    seen = (*_CARDS, "frame", "image")
    return all(end is not None and end["type"] in seen for end in ends)


def read(data: bytes, schema: BoardSchema) -> Reading:
    """Raises Unreadable."""
    text = decoded(data)
    # Obsidian leaves an empty file where nothing is on a canvas yet.
    found = parsed(text) if text.strip() else {}
    nodes = found.get("nodes", []) if isinstance(found, dict) else None
    edges = found.get("edges", []) if isinstance(found, dict) else None
    if not isinstance(nodes, list) or not isinstance(edges, list) or "objects" in found:
        raise Unreadable(
            "file_unknown",
            "This is JSON, but no canvas.",
            expected='an object with "nodes" and "edges"',
        )
    return _Reader(text, schema).read(nodes, edges)


class _Reader:
    def __init__(self, text: str, schema: BoardSchema) -> None:
        self._text = text
        self._gathering = Gathering(schema)
        self._ids: dict[str, str] = {}

    def read(self, nodes: list[Any], edges: list[Any]) -> Reading:
        groups = [node for node in nodes if _is(node, "group")]
        others = [node for node in nodes if not _is(node, "group")]
        # Groups come first: frames lie below all else.
        for node in (*groups, *others):
            self._node(node)
        self._put_into_frames()
        for edge in edges:
            self._edge(edge)
        return self._gathering.reading()

    def _remark(self, code: str, part: Any) -> None:
        id = part.get("id") if isinstance(part, dict) else None
        if isinstance(id, str):
            self._gathering.remark(code, lambda: line_of_key(self._text, id))
        else:
            self._gathering.remark(code)

    def _node(self, node: Any) -> None:
        fields = _object_of(node, lambda code: self._remark(code, node))
        if fields is None or node["id"] in self._ids:
            self._remark("object_left_out", node)
            return
        self._ids[node["id"]] = self._gathering.add(fields, None)

    def _put_into_frames(self) -> None:
        """What lies in a group belongs to the smallest that holds its middle; of a group, all of it."""
        objects = self._gathering.objects
        boxes = boxes_of(objects)
        frames = [id for id in boxes if objects[id]["type"] == "frame"]
        frames.sort(key=lambda id: (boxes[id].w * boxes[id].h, id))
        del frames[_MOST_FRAMES:]
        for id, box in boxes.items():
            is_frame = objects[id]["type"] == "frame"
            for frame in frames:
                around = boxes[frame]
                if is_frame and around.w * around.h <= box.w * box.h:
                    continue
                if _holds(around, box) if is_frame else _holds_middle(around, box):
                    objects[id]["frame"] = frame
                    break

    def _edge(self, edge: Any) -> None:
        is_known = isinstance(edge, dict) and all(
            isinstance(edge.get(name), str) and edge[name] in self._ids
            for name in ("fromNode", "toNode")
        )
        if not is_known:
            self._remark("line_left_out", edge)
            return
        fields: dict[str, Any] = {"type": "connector"}
        for name in ("from", "to"):
            fields[name] = {"object": self._ids[edge[f"{name}Node"]]}
            if edge.get(f"{name}Side") in _SIDES:
                fields[name]["side"] = edge[f"{name}Side"]
        if edge.get("fromEnd") == "arrow":
            fields["startHead"] = "arrow"
        if edge.get("toEnd") == "none":
            fields["endHead"] = "none"
        if isinstance(edge.get("label"), str):
            fields["text"] = clean(edge["label"])
        color = _our_color(edge, PENS, CANVAS_PENS)
        if color is not None:
            fields["color"] = color
        self._gathering.add(fields, None)


def _is(node: Any, kind: str) -> bool:
    return isinstance(node, dict) and node.get("type") == kind


def _object_of(node: Any, remark: Callable[[str], None]) -> dict[str, Any] | None:
    """None for what is no node that boards know."""
    if not isinstance(node, dict) or not isinstance(node.get("id"), str):
        return None
    place = _our_place(node)
    if place is None:
        return None
    color = _our_color(node, NOTES, CANVAS_NOTES) or "white"
    text, file, url = (node.get(name) for name in ("text", "file", "url"))
    match node.get("type"):
        case "group":
            label = node.get("label")
            words = " ".join(clean(label).split("\n")) if isinstance(label, str) else ""
            if "background" in node:
                remark("picture_left_out")
            return {"type": "frame", "text": words, "color": color, **place}
        case "text" if isinstance(text, str):
            link = _LINK.fullmatch(text.strip())
            if link is not None:
                return {"type": "text", "text": clean(link[1]), "url": link[2], **place}
            return {"type": "sticky", "text": clean(text), "color": color, **place}
        case "link" if isinstance(url, str):
            if url.startswith(("http://", "https://")):
                return {"type": "text", "text": "", "url": clean(url), **place}
            return {"type": "sticky", "text": clean(url), "color": color, **place}
        case "file" if isinstance(file, str):
            # The file itself is elsewhere: its name stands for it.
            remark("file_as_name")
            subpath = node.get("subpath")
            words = file + (subpath if isinstance(subpath, str) else "")
            return {"type": "sticky", "text": clean(words), "color": color, **place}
    return None


def _our_place(node: Mapping[str, Any]) -> dict[str, Any] | None:
    found = [node.get(name) for name in ("x", "y", "width", "height")]
    numbers = [n for n in found if isinstance(n, (int, float)) and not isinstance(n, bool)]
    if len(numbers) < len(found):
        return None
    x, y, w, h = numbers
    if not (abs(x) <= 1_000_000 and abs(y) <= 1_000_000):
        return None
    return {"at": [x, y], "size": [max(1, min(100_000, w)), max(1, min(100_000, h))]}


def _our_color(
    part: Mapping[str, Any], names: Mapping[str, str], presets: Mapping[str, str]
) -> str | None:
    color = part.get("color")
    if not isinstance(color, str):
        return None
    preset = next((name for name, number in presets.items() if number == color), None)
    return preset or nearest(color, names)


def _holds_middle(around: Box, box: Box) -> bool:
    x, y = box.x + box.w / 2, box.y + box.h / 2
    return around.x <= x <= around.x + around.w and around.y <= y <= around.y + around.h


def _holds(around: Box, box: Box) -> bool:
    return (
        around.x <= box.x
        and around.y <= box.y
        and box.x + box.w <= around.x + around.w
        and box.y + box.h <= around.y + around.h
    )
