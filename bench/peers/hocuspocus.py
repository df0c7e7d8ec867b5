"""Hocuspocus 4: `new Server({ port })`, bare, and with its database extension over SQLite."""

from __future__ import annotations

from bench.load.target import HOST, Board
from bench.peers import cache
from bench.peers.peer import Place
from bench.process import Command, ServerProcess
from tafelronde.sync.varint import write_string

_AUTH, _TOKEN = 2, 0


class Hocuspocus:
    name = "hocuspocus"
    title = "Hocuspocus"
    persists = False
    _folder = "hocuspocus"
    _packages = cache.HOCUSPOCUS

    def install(self) -> str:
        cache.node_folder(self._folder, self._packages, _SCRIPT)
        packages = ", ".join(f"{name} {number}" for name, number in self._packages.items())
        return f"{packages}; default configuration"

    def command(self, place: Place) -> Command:
        folder = cache.node_folder(self._folder, self._packages, _SCRIPT)
        environment = {
            "NODE_ENV": "production",
            "BENCH_HOST": HOST,
            "BENCH_PORT": str(place.port),
            "BENCH_DATABASE": str(place.folder / "hocuspocus.sqlite") if self.persists else "",
        }
        return Command((cache.node(), str(folder / _SCRIPT)), environment, place.folder)

    def boards(self, process: ServerProcess, count: int) -> tuple[Board, ...]:
        return tuple(_board(f"board-{number}") for number in range(count))


class HocuspocusSqlite(Hocuspocus):
    name = "hocuspocus-sqlite"
    title = "Hocuspocus + SQLite"
    persists = True
    _folder = "hocuspocus-sqlite"
    _packages = cache.HOCUSPOCUS_SQLITE


_SCRIPT = "hocuspocus_server.mjs"


def _board(name: str) -> Board:
    prefix = write_string(name)
    # Its provider always begins with a token, whether or not one is asked for.
    hello = prefix + bytes((_AUTH, _TOKEN)) + write_string("")
    return Board("/", prefix, (hello,))
