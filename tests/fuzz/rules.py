"""What one person's message may do to a board, said once more and from the outside.

The server judges a change by what pycrdt's events say of it. Here two views of the whole board, one
before and one after, are laid side by side: a second opinion, from the schema file and docs/SPEC.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from tafelronde.board.access import Role
from tafelronde.sync.session import Person
from tests.sync.peer import SHARED

Objects = Mapping[str, Mapping[str, Any]]

_STAMPS = ("author", "created", "round")
_MOMENTS = ("deleted", "resolved")
_TOLERANCE_MS = 60_000

_SCHEMA: dict[str, Any] = json.loads((SHARED / "board.schema.json").read_text())
_BOARD = jsonschema_rs.validator_for(_SCHEMA)
_OBJECT = jsonschema_rs.validator_for(
    {"$schema": _SCHEMA["$schema"], "$defs": _SCHEMA["$defs"], "$ref": "#/$defs/object"}
)


def is_board(meta: Mapping[str, Any], objects: Objects) -> bool:
    """Whether the whole of it is as `board.schema.json` says."""
    return _BOARD.is_valid({"meta": meta, "objects": objects})


def same(a: Any, b: Any) -> bool:
    """Whether JSON would not tell them apart: True is not 1, but 1.0 is 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b)


def broken(before: Objects, after: Objects, who: Person, now: int) -> Iterator[str]:
    """Each rule that `who` got around, with the object, between these two views."""
    if who.role is Role.VIEWER and not same(before, after):
        yield "[SYNC-6] a viewer changed the board"
    for id in before.keys() - after.keys():
        yield f"[DOC-6] {id} is gone"
    for id in after.keys() - before.keys():
        yield from _broken_in_new(id, after[id], who, now)
    for id in before.keys() & after.keys():
        if before[id] != after[id]:
            yield from _broken_in_changed(id, before[id], after[id], who, now)


def _broken_in_new(id: str, new: Mapping[str, Any], who: Person, now: int) -> Iterator[str]:
    if not _OBJECT.is_valid(new):
        yield f"[DOC-2] {id} is not as the schema says"
    if (new.get("author"), new.get("created")) != (who.id, now):
        yield f"[DOC-7] the stamp of {id} is not the server's"
    if "round" in new:
        yield f"[DOC-7] {id} has a round that nobody gave it"
    if new.get("lock") == "facilitators" and who.role is not Role.FACILITATOR:
        yield f"[LOCK-2] {id} is locked by somebody who may not"
    for moment in _MOMENTS:
        yield from _broken_in_moment(id, moment, new, who, now)


def _broken_in_changed(
    id: str, old: Mapping[str, Any], new: Mapping[str, Any], who: Person, now: int
) -> Iterator[str]:
    if not _OBJECT.is_valid(new):
        yield f"[DOC-3] {id} is not as the schema says any more"
    if old.get("type") != new.get("type"):
        yield f"[DOC-4] {id} is of another type"
    for stamp in _STAMPS:
        if old.get(stamp) != new.get(stamp):
            yield f"[DOC-7] {stamp} of {id} was forged"
    locks = (old.get("lock"), new.get("lock"))
    if "facilitators" in locks and who.role is not Role.FACILITATOR:
        yield f"[LOCK-1] {id} is locked and changed"
    for moment in _MOMENTS:
        if old.get(moment) != new.get(moment):
            yield from _broken_in_moment(id, moment, new, who, now)


def _broken_in_moment(
    id: str, name: str, new: Mapping[str, Any], who: Person, now: int
) -> Iterator[str]:
    moment = new.get(name)
    if moment is not None and (moment["by"] != who.id or abs(moment["at"] - now) > _TOLERANCE_MS):
        yield f"[DOC-8] {id} was not {name} by whom it says, or not then"
