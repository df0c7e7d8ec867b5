"""`WS /sync/{board_id}`: the socket of a board (docs/PROTOCOL.md).

Who may not enter is refused at the HTTP upgrade, which slows down providers that know no permanent
close code. A client that asked for events is accepted and closed with the code instead: a browser
shows a page no other reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from fastapi import WebSocket
from starlette.responses import PlainTextResponse
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocketDisconnect, WebSocketState

from tafelronde.errors import OldEpoch, StorageUnavailable, TafelrondeError
from tafelronde.rooms.connection import Connection, TransportGone
from tafelronde.rooms.lobby import Lobby
from tafelronde.rooms.outgoing import Outgoing
from tafelronde.sync.session import Person, Session
from tafelronde.web import wired
from tafelronde.web.access_log import request_id_of
from tafelronde.web.errors import close_name_of, status_of
from tafelronde.web.frames import direct_socket
from tafelronde.web.identity import Visitor, looks_like_an_id, visitor_of_socket

_YES = ("1", "true", "on", "yes")

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class SocketTransport:
    """A socket as `rooms.connection.Transport`: past ASGI where the server can, else through it."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._direct = direct_socket(websocket.scope)

    def write_now(self, outgoing: Outgoing) -> bool:
        return self._direct is not None and self._direct.write(outgoing.frame)

    async def read(self, take: Callable[[bytes], float], charge: Callable[[int], float]) -> None:
        is_direct = False
        while True:
            if self._direct is not None and not is_direct:
                is_direct = self._direct.read_into(take, charge)
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            # The decoder of an empty message words it: nothing of the protocol travels as text.
            wait = take(message.get("bytes") or b"")
            if wait > 0:
                await asyncio.sleep(wait)

    async def send(self, message: bytes) -> None:
        try:
            await self._websocket.send_bytes(message)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise TransportGone from error

    async def close(self, code: int, reason: str) -> None:
        if self._websocket.application_state is WebSocketState.DISCONNECTED:
            return
        try:
            await self._websocket.close(code, reason)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise TransportGone from error


async def sync(websocket: WebSocket) -> None:
    """y-protocols over a socket. In the query, `epoch`: of the client's copy; `events=1`: send
    messages from 100 up.
    """
    board_id: str = websocket.path_params["board_id"]
    epoch = websocket.query_params.get("epoch")
    events = websocket.query_params.get("events", "").lower() in _YES
    lobby: Lobby = websocket.app.state.lobby
    loop = asyncio.get_running_loop()
    address = websocket.client.host if websocket.client is not None else ""
    structlog.contextvars.bind_contextvars(board=_logged_id(board_id))
    try:
        wired.within_join_budget(websocket)
        closings = lobby.closings
        async with wired.doorway(websocket):
            visitor, welcome = await _admit(websocket, board_id, epoch)
        async with lobby.enter(board_id) as room:
            await websocket.accept()
            while lobby.closings != closings:
                # Somebody was sent away while this one was on the way in: was it them?
                closings = lobby.closings
                visitor, welcome = await _admit(websocket, board_id, epoch)
            if room.epoch != welcome["board"]["epoch"]:
                raise OldEpoch
            if lobby.is_stopping:
                # Those who are sent away were counted before this one: nobody would send it away.
                raise StorageUnavailable("the server is stopping")
            if room.has_ended:
                raise StorageUnavailable("this board is being loaded again")
            person = Person(visitor.person_id, visitor.name, visitor.color, visitor.role)
            session = Session(person, wants_events=events, names_epoch=epoch is not None)
            # All who come by a link's bare token are one person, but not one machine.
            who = visitor.person_id if visitor.via == "cookie" else session
            with lobby.budgets.drawn_on(who, address, loop.time()) as budget:
                transport = SocketTransport(websocket)
                connection = Connection(
                    transport, session, visitor.link_id, budget, request_id_of(websocket.scope)
                )
                opened = loop.time()
                # What is not needed any more goes now: the rest of this may last for hours.
                serving = room.serve(connection, welcome)
                del visitor, welcome, person, who
                try:
                    await serving
                finally:
                    log.info(
                        "socket",
                        connection=connection.id,
                        role=session.person.role.value,
                        seconds=round(loop.time() - opened, 1),
                        received=session.received,
                        close=connection.close_reason or "left",
                    )
    except TafelrondeError as error:
        await _refuse(websocket, lobby, error, events)


async def _admit(
    websocket: WebSocket, board_id: str, epoch: str | None
) -> tuple[Visitor, dict[str, Any]]:
    """Who this is, and the event that greets them.

    Raises what `visitor_of_socket` raises, and OldEpoch when `epoch` is not the board's.
    """
    visitor, board = await visitor_of_socket(websocket, board_id)
    if epoch is not None and epoch != board.epoch:
        raise OldEpoch
    welcome = {
        "type": "welcome",
        "board": {
            "id": board.id,
            "title": board.title,
            "language": board.language,
            "epoch": board.epoch,
        },
        "you": {
            "id": visitor.person_id,
            "name": visitor.name,
            "color": visitor.color,
            "role": visitor.role.value,
        },
        **await wired.rosters(websocket).of(board_id),
    }
    return visitor, welcome


def _logged_id(board_id: str) -> str:
    """A board's id for the log; what cannot be one is a stranger's text."""
    return board_id if looks_like_an_id(board_id) else "-"


async def _refuse(websocket: WebSocket, lobby: Lobby, error: TafelrondeError, events: bool) -> None:
    lobby.measures.refused_joins[error.code] += 1
    log.info("socket refused", code=error.code)
    is_accepted = websocket.application_state is not WebSocketState.CONNECTING
    if events or is_accepted:
        name = close_name_of(error)
        if not is_accepted:
            await websocket.accept()
        await websocket.close(lobby.close_codes[name].code, name)
        return
    await websocket.send_denial_response(
        PlainTextResponse(f"{error.message}\n", status_code=status_of(error))
    )


# Starlette's own route: FastAPI's keeps stacks of dependencies for as long as a socket is open, a
# tenth of what an idle one takes.
route = WebSocketRoute("/sync/{board_id}", sync)
