"""Puts notes on a board before a test begins, as any Yjs client with a token would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pycrdt import (
    Decoder,
    Doc,
    Map,
    Text,
    create_sync_message,
    create_update_message,
    handle_sync_message,
)
from websockets.sync.client import connect

from tests.browser.visitor import SESSION
from tests.running_server import Board, RunningServer

_SYNC, _SAVED = 0, 101
# What is sent and counted: the answer to the server's step1, and the notes.
_SENT = 2


@dataclass(frozen=True)
class Note:
    """A note to put down; `at` is its top left corner, in board units."""

    text: str
    at: tuple[int, int] = (0, 0)
    color: str = "sun"
    size: tuple[int, int] = (200, 200)


@dataclass(frozen=True)
class Thing:
    """Any other object, as the schema has it: `text` is its shared text, `fields` all the rest.

    `id` is for others to refer to: a connector to what it hangs on, what lies in a frame to the frame.
    """

    type: str
    fields: dict[str, Any]
    text: str = ""
    id: str | None = None


def put_down(
    server: RunningServer,
    board: Board,
    notes: Sequence[Note | Thing],
    *,
    session: str | None = None,
) -> None:
    """Return when the server says that all of `notes` are on disk.

    By nobody in particular, or by the one whose `session` this is.
    """
    doc: Doc[Any] = Doc()
    token = board.tokens["participant"]
    address = f"{server.socket_url}/sync/{board.id}?events=1"
    proof = {} if session is None else {"Cookie": f"{SESSION}={session}"}
    if session is None:
        address += f"&token={token}"
    with connect(address, compression=None, open_timeout=30, additional_headers=proof) as socket:
        socket.send(create_sync_message(doc))
        answered, saved = False, 0
        while saved < _SENT:
            frame = socket.recv(timeout=30)
            assert isinstance(frame, bytes)
            if frame[0] == _SAVED:
                saved = Decoder(frame[1:]).read_var_uint()
            if frame[0] != _SYNC:
                continue
            answer = handle_sync_message(frame[1:], doc)
            if answer is not None and not answered:
                answered = True
                socket.send(answer)
                socket.send(_message(doc, notes))


def _message(doc: Doc[Any], notes: Sequence[Note | Thing]) -> bytes:
    """Make the notes, lowest first, in one update."""
    objects = doc.get("objects", type=Map)
    before = doc.get_state()
    with doc.transaction():
        for number, note in enumerate(notes):
            name = f"seed{number:03}"
            fields = _sticky(note) if isinstance(note, Note) else _fields(note)
            id = (note.id if isinstance(note, Thing) else None) or name
            objects[id] = Map({"order": f"c{number:03}", **fields})
    return create_update_message(doc.get_update(before))


def _sticky(note: Note) -> dict[str, Any]:
    return {
        "type": "sticky",
        "at": list(note.at),
        "size": list(note.size),
        "color": note.color,
        "text": Text(note.text),
    }


def _fields(thing: Thing) -> dict[str, Any]:
    text = {} if thing.type in ("stroke", "image") else {"text": Text(thing.text)}
    return {"type": thing.type, **thing.fields, **text}
