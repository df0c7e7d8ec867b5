"""Boards of every sort, for what must hold of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tafelronde.board.naming import Language
from tafelronde.exchange.board import ExchangedBoard, lying
from tafelronde.exchange.colors import NOTES, PENS
from tafelronde.exchange.icons import WORDS

Objects = dict[str, dict[str, Any]]

# What means something in one format or another.
SPECIAL = "-*_`#[](){}<>&;,'\"=+@|\\/~!.:1 \t\n→←—•\u00a0é字🙂"
texts = st.text(
    st.one_of(
        st.sampled_from(SPECIAL),
        st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")),
    ),
    max_size=40,
)
words = st.text(st.sampled_from("abcdefghijk"), min_size=1, max_size=8)
points = st.lists(st.integers(-20_000, 20_000), min_size=2, max_size=2)
sizes = st.lists(st.integers(24, 2_000), min_size=2, max_size=2)
tags = st.lists(words, max_size=3, unique=True)


@st.composite
def things(draw: st.DrawFn, kinds: tuple[str, ...] = ("sticky", "text", "shape")) -> Objects:
    """Frames in frames and what lies in them, each with words that nothing else has."""
    objects: Objects = {}
    frames: list[str] = []
    for number in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from((*kinds, "frame")))
        text = draw(texts)
        if kind == "frame":
            text = " ".join(text.split())
        each: dict[str, Any] = {"type": kind, "at": draw(points), "size": draw(sizes)}
        each["text"] = f"{text} x{number}"
        inside = draw(st.sampled_from([None, *frames]))
        if inside is not None:
            each["frame"] = inside
        chosen = draw(tags)
        if chosen:
            each["tags"] = chosen
        if kind in ("sticky", "frame"):
            each["color"] = draw(st.sampled_from(sorted(NOTES)))
        else:
            each["color"] = draw(st.sampled_from(sorted(PENS)))
        if kind == "shape":
            each["form"] = "ellipse"
        if draw(st.booleans()):
            each["group"] = draw(st.sampled_from(["ga", "gb"]))
        id = f"o{number}"
        objects[id] = each
        if kind == "frame":
            frames.append(id)
    return objects


@st.composite
def lines(draw: st.DrawFn, objects: Objects) -> Objects:
    """Lines between things."""
    ends = sorted(objects)
    drawn: Objects = {}
    for number in range(draw(st.integers(0, 4)) if ends else 0):
        line: dict[str, Any] = {
            "type": "connector",
            "from": {"object": draw(st.sampled_from(ends))},
            "to": {"object": draw(st.sampled_from(ends))},
        }
        side = draw(st.sampled_from([None, "top", "left"]))
        if side is not None:
            line["to"]["side"] = side
        if text := " ".join(draw(texts).split()):
            line["text"] = text
        line |= draw(
            st.sampled_from([{}, {"endHead": "none"}, {"startHead": "arrow"}, {"color": "red"}])
        )
        drawn[f"c{number}"] = line
    return drawn


@st.composite
def maps(draw: st.DrawFn, most: int = 12) -> Objects:
    """Maps with branches, cross-links, icons and colours."""
    objects: Objects = {}
    for number in range(draw(st.integers(1, most))):
        parents = sorted(objects)
        parent = draw(st.sampled_from([None, *parents])) if parents else None
        node: dict[str, Any] = {"type": "mindnode", "parent": parent}
        node["text"] = f"{draw(texts)} m{number}"
        node["order"] = f"b{number // 10}{number % 10}"
        if parent is None:
            node["at"] = draw(points)
        elif objects[parent]["parent"] is None:
            node["side"] = draw(st.sampled_from(["left", "right"]))
        if draw(st.booleans()):
            node["color"] = draw(st.sampled_from(sorted(PENS)))
        if draw(st.booleans()):
            node["icon"] = draw(st.sampled_from([*WORDS, "❗", "🟢", "🦊", "👩‍🌾"]))
        linked = draw(st.sampled_from([None, *parents]))
        if linked is not None:
            node["links"] = [linked]
        objects[f"m{number}"] = node
    return objects


def board_of(
    objects: Mapping[str, Mapping[str, Any]],
    title: str = "Zomerfeest",
    language: Language = Language.ENGLISH,
    **more: Any,
) -> ExchangedBoard:
    """A board with these objects on it."""
    return ExchangedBoard("board", title, language, lying(objects), **more)


def normal(text: str) -> str:
    """Without white space at the ends of its lines, and around it."""
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))
