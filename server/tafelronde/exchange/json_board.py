"""Our own file: all that is on a board, as plain JSON, and nothing lost.

    {"tafelronde": 1, "board", "title", "language", "people": {id: name}, "objects": {id: object}}

An object is as `board.schema.json` says. What `GET /api/boards/{id}/objects` answers is read as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tafelronde.board.copies import copied
from tafelronde.board.schema import BoardSchema, ObjectType
from tafelronde.errors import Unreadable
from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.decoding import decoded, whole
from tafelronde.exchange.json_text import line_of_key, parsed
from tafelronde.exchange.reading import Gathering, Reading


def write(board: ExchangedBoard) -> Iterator[str]:
    """The file, in pieces."""
    head = {
        "tafelronde": 1,
        "board": board.id,
        "title": board.title,
        "language": board.language.value,
        "people": dict(board.names),
    }
    # One line an object: differences between two files can be seen, and errors have a line.
    yield _json(head)[:-1] + ', "objects": {'
    between = "\n"
    for id, each in board.objects.items():
        yield f"{between}{_json(id)}: {_json({'type': each['type'], **dict(sorted(each.items()))})}"
        between = ",\n"
    yield "\n}}\n"


def read(data: bytes, schema: BoardSchema) -> Reading:
    """Raises Unreadable."""
    text = decoded(data)
    found = parsed(text)
    if not isinstance(found, dict) or not isinstance(found.get("objects"), dict):
        raise Unreadable(
            "file_unknown",
            "This is JSON, but not that of a board.",
            expected='an object with "objects"',
        )
    gathering = Gathering(schema, keeps_places=True)
    title, board = found.get("title"), found.get("board", found.get("id"))
    gathering.title = whole(title) if isinstance(title, str) else None
    gathering.board = board if isinstance(board, str) and schema.is_id(board) else None
    for id, each in sorted(found["objects"].items(), key=_rank):
        _take(gathering, text, id, each)
    _let_go(gathering)
    return gathering.reading()


def _take(gathering: Gathering, text: str, id: str, each: Any) -> None:
    kind = _kind(gathering.schema, each)
    if kind is None or not gathering.schema.is_id(id):
        gathering.remark("object_left_out", lambda: line_of_key(text, id))
        return
    if "deleted" in each:
        gathering.remark("bin_left_out")
        return
    each = {name: _whole(value) for name, value in each.items()}
    if not all(_fits(kind, name, each.get(name)) for name in kind.required):
        gathering.remark("object_left_out", lambda: line_of_key(text, id))
        return
    for name in [name for name, value in each.items() if not _fits(kind, name, value)]:
        gathering.remark("field_left_out", lambda: line_of_key(text, id))
        del each[name]
    gathering.add(each, None, id)


def _rank(item: tuple[str, Any]) -> tuple[bool, str, str]:
    """Frames lie below all else; what is drawn first comes first."""
    id, each = item
    fields = each if isinstance(each, Mapping) else {}
    return fields.get("type") != "frame", str(fields.get("order", "")), id


def _kind(schema: BoardSchema, each: Any) -> ObjectType | None:
    name = each.get("type") if isinstance(each, Mapping) else None
    return schema.types.get(name) if isinstance(name, str) else None


def _fits(kind: ObjectType, name: str, value: Any) -> bool:
    field = kind.fields.get(name)
    if field is None:
        return False
    # A text that is too long is cut, not left out.
    return isinstance(value, str) if field.is_text else field.allows(value)


def _whole(value: Any) -> Any:
    """Without halves of characters, in whatever depth; the schema allows few levels."""
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, list):
        return [whole(part) if isinstance(part, str) else part for part in value]
    if isinstance(value, dict):
        return {
            key: whole(part) if isinstance(part, str) else part
            for key, part in value.items()
            if key == whole(key)
        }
    return value


def _let_go(gathering: Gathering) -> None:
    """Leave out what hangs on what is not there."""
    kept = copied(gathering.objects)
    for id in gathering.objects.keys() - kept.keys():
        del gathering.objects[id]
        gathering.remark("object_left_out")
    gathering.objects.update(kept)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
