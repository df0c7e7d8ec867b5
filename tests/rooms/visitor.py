"""A lobby on a real database, and visitors with real documents whose sockets are queues."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from pycrdt import Doc, Map

from tafelronde.board.access import Role
from tafelronde.board.document import seed_update
from tafelronde.rooms.budgets import Budget
from tafelronde.rooms.connection import Connection
from tafelronde.rooms.lobby import Lobby
from tafelronde.rooms.outgoing import Outgoing
from tafelronde.rooms.settings import LobbySettings
from tafelronde.storage.boards import create_board
from tafelronde.storage.database import Database
from tafelronde.storage.images import ImageStore
from tafelronde.storage.people import create_person
from tafelronde.storage.quarantine import QuarantineStore
from tafelronde.storage.templates import TemplateStore
from tafelronde.storage.update_log import UpdateLog
from tafelronde.sync import messages
from tafelronde.sync.log_record import seed_record
from tafelronde.sync.session import Person, Session
from tafelronde.sync.varint import read_buffer, read_string, read_uint
from tests.deadline import until
from tests.sync.peer import SHARED, WIRE


class Venue:
    """A database file with one board, and a lobby in front of it."""

    def __init__(self, path: Path, settings: LobbySettings) -> None:
        self.path = path
        self.settings = settings
        self.database = Database(f"sqlite+aiosqlite:///{path}")
        self.log = UpdateLog(self.database)
        self.images = ImageStore(self.database)
        self.board_id = ""
        self.epoch = ""
        self.people: dict[str, str] = {}
        self.now = 1_000_000
        self._open_budgets = ExitStack()

    async def open(self) -> None:
        await self.database.open()
        await self.database.migrate()
        async with self.database.write() as connection:
            for name in ("Ann", "Ben", "Vic"):
                person = await create_person(connection, kind="guest", name=name, now=1)
                self.people[name] = person.id
            board = await create_board(
                connection,
                title="Tea",
                language="en",
                created_by=self.people["Ann"],
                seed=seed_record(seed_update(7)),
                now=1,
            )
        self.board_id, self.epoch = board.id, board.epoch
        self.lobby = self.make_lobby()
        await self.lobby.start()

    def make_lobby(self) -> Lobby:
        return Lobby(
            self.log,
            self.images,
            TemplateStore(self.database),
            QuarantineStore(self.database),
            self.settings,
            board_schema=json.loads((SHARED / "board.schema.json").read_text()),
            presence_schema=json.loads((SHARED / "presence.schema.json").read_text()),
            wire=WIRE,
            clock=lambda: self.now,
        )

    async def close(self) -> None:
        self._open_budgets.close()
        await self.lobby.stop()
        await self.database.close()

    def budget(self, person_id: str) -> Budget:
        drawn = self.lobby.budgets.drawn_on(person_id, "here", asyncio.get_running_loop().time())
        return self._open_budgets.enter_context(drawn)

    async def stored(self) -> dict[str, Any]:
        """The objects as a new process would load them."""
        lobby = self.make_lobby()
        await lobby.start()
        try:
            return (await lobby.read_board(self.board_id))[1]
        finally:
            await lobby.stop()

    @asynccontextmanager
    async def visit(
        self, name: str, role: Role = Role.PARTICIPANT, link_id: str | None = None
    ) -> AsyncIterator[Visitor]:
        visitor = Visitor(self, name, role, link_id)
        async with visitor.connected():
            yield visitor


class Visitor:
    """A client with a document; `settle` returns when all it sent is counted as saved."""

    def __init__(self, venue: Venue, name: str, role: Role, link_id: str | None) -> None:
        self.venue = venue
        self.person = Person(venue.people[name], name, 1, role)
        self.link_id = link_id
        self.doc: Doc[Any] = Doc()
        self.objects: Map[Any] = self.doc.get("objects", type=Map)
        self.doc.observe(self._on_change)
        self.sent = 0
        self.saved = 0
        self.is_synced = False
        self.is_reading = asyncio.Event()
        self.is_reading.set()
        self.events: list[dict[str, Any]] = []
        self.close_code: int | None = None
        self.updates_received = 0
        self.presence: dict[int, dict[str, Any]] = {}
        self.presence_messages = 0
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._is_receiving = False

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        async with self.venue.lobby.enter(self.venue.board_id) as room:
            session = Session(self.person, wants_events=True, names_epoch=True)
            self.connection = connection = Connection(
                self, session, self.link_id, self.venue.budget(self.person.id), "a socket"
            )
            served = asyncio.create_task(room.serve(connection, {"type": "welcome"}))
            self.say(messages.step1(self.doc.get_state()))
            try:
                await until(
                    lambda: self.is_synced or self.close_code is not None, "the first step2"
                )
                yield
            finally:
                self._frames.put_nowait(None)
                await served

    async def settle(self) -> None:
        await until(lambda: self.saved == self.sent, "everything saved")

    def say(self, message: bytes) -> None:
        if message[:2] in (b"\x00\x01", b"\x00\x02"):
            self.sent += 1
        self._frames.put_nowait(message)

    def plain(self) -> dict[str, Any]:
        return {id: self.objects[id].to_py() for id in list(self.objects.keys())}

    def write_now(self, outgoing: Outgoing) -> bool:
        """A socket without the fast way: everything goes through `send`."""
        return False

    async def send(self, data: bytes) -> None:
        """The server's side of the socket: what it sends arrives here."""
        await self.is_reading.wait()
        kind, at = read_uint(data, 0)
        if kind == messages.SYNC:
            step, at = read_uint(data, at)
            payload, _ = read_buffer(data, at)
            if step == messages.STEP1:
                self.say(messages.step2(self.doc.get_update(payload)))
                return
            self.updates_received += 1
            self._is_receiving = True
            self.doc.apply_update(payload)
            self._is_receiving = False
            self.is_synced |= step == messages.STEP2
        elif kind == messages.AWARENESS:
            heard = messages.decode(data)
            assert isinstance(heard, messages.Awareness)
            self.presence_messages += 1
            for entry in heard.entries:
                self.presence[entry.client_id] = json.loads(entry.state) or {}
        elif kind == messages.SAVED:
            self.saved, _ = read_uint(data, at)
        elif kind == messages.EVENT:
            self.events.append(json.loads(read_string(data, at)[0]))

    async def close(self, code: int, reason: str) -> None:
        self.close_code = code
        self._frames.put_nowait(None)

    async def read(self, take: Callable[[bytes], float], charge: Callable[[int], float]) -> None:
        """The server's side of the socket: what it reads was said here."""
        while (frame := await self._frames.get()) is not None:
            wait = take(frame)
            if wait > 0:
                await asyncio.sleep(wait)

    def _on_change(self, event: Any) -> None:
        if not self._is_receiving:
            self.say(messages.update(event.update))
