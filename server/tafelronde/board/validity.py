"""Is what a transaction changed still a board? The rules, in one place.

A change is judged after pycrdt applied it and before anybody else sees it; a refused one is taken
back whole (`BoardDocument.undo`). The rules, numbered in docs/SPEC.md as [DOC-n]:

- an object is created whole: a known type, every required field, each field as the schema says;
- afterwards only what changed is looked at; `type` never changes, required fields stay;
- texts are plain, and no longer than the schema allows;
- what the server stamps, no client changes (on creation its word is simply overwritten).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pycrdt import Map, Text

from tafelronde.board.document import (
    SHARED_TYPES,
    TAKEN_OUT,
    TEXT_CHANGED,
    BoardDocument,
    Changes,
)
from tafelronde.board.schema import BoardSchema, ObjectType


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a change is refused: where, what belongs there, and what came (never the content)."""

    object_id: str | None
    field: str | None
    expected: str
    got: str
    code: str = "invalid"

    def __str__(self) -> str:
        place = " ".join(part for part in (self.object_id, self.field) if part) or "the board"
        return f"{place}: expected {self.expected}, got {self.got}"


def find_invalid(document: BoardDocument, changes: Changes, schema: BoardSchema) -> Fault | None:
    """The first thing in `changes` that may not be so, or None."""
    if changes.rich is not None:
        return Fault(*changes.rich, "plain text", "formatting or an embed")
    if changes.deep:
        return Fault(None, None, "registers and texts", "shared types below a field")
    for id in changes.created:
        fault = _find_in_created(document, id, schema)
        if fault is not None:
            return fault
    for id, fields in changes.fields.items():
        if id in changes.created:
            continue
        fault = _find_in_changed(document, id, fields, schema)
        if fault is not None:
            return fault
    return None


def _find_in_created(document: BoardDocument, id: str, schema: BoardSchema) -> Fault | None:
    if not schema.is_id(id):
        return Fault(None, None, "an id of 1 to 64 letters, digits, - and _", "another id")
    value = document.objects[id]
    if not isinstance(value, Map):
        return Fault(id, None, "a map", _kind(value))
    type_name = value.get("type")
    object_type = schema.types.get(type_name) if isinstance(type_name, str) else None
    if object_type is None:
        return Fault(id, "type", f"one of {', '.join(schema.types)}", _kind(type_name))
    present = set(value.keys())
    missing = object_type.required - present
    if missing:
        return Fault(id, min(missing), "the field, from the start", "none")
    for name in present:
        field = object_type.fields.get(name)
        if field is not None and field.by_server:
            # Whatever the client put there, the server's stamp replaces it.
            continue
        fault = _find_in_field(id, name, value[name], object_type)
        if fault is not None:
            return fault
    return None


def _find_in_changed(
    document: BoardDocument, id: str, fields: Mapping[str, Any], schema: BoardSchema
) -> Fault | None:
    type_name = document.type_of(id)
    if type_name is None or "type" in fields:
        return Fault(id, "type", "the type it was created with", "another")
    object_type = schema.types[type_name]
    for name, content in fields.items():
        field = object_type.fields.get(name)
        if field is not None and field.by_server:
            return Fault(id, name, "the server's stamp", "a change to it")
        if content is TAKEN_OUT:
            if name in object_type.required:
                return Fault(id, name, "the field, always", "none")
            continue
        now = document.objects[id][name] if content is TEXT_CHANGED else content
        fault = _find_in_field(id, name, now, object_type)
        if fault is not None:
            return fault
    return None


def _find_in_field(id: str, name: str, content: Any, object_type: ObjectType) -> Fault | None:
    field = object_type.fields.get(name)
    if field is None:
        return Fault(id, None, f"fields of a {object_type.name}", "an unknown field")
    if field.is_text:
        if not isinstance(content, Text):
            return Fault(id, name, "a Y.Text", _kind(content))
        # pycrdt counts bytes: only when those exceed the limit can the characters do so.
        if len(content) > field.max_length and len(str(content)) > field.max_length:
            return Fault(id, name, f"at most {field.max_length} characters", f"{len(str(content))}")
        return None
    if isinstance(content, SHARED_TYPES):
        return Fault(id, name, "a plain value", _kind(content))
    if not field.allows(content):
        return Fault(id, name, field.expected, _kind(content))
    return None


def _kind(value: Any) -> str:
    """What sort of thing came, without its content."""
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return f"a {type(value).__name__}"
