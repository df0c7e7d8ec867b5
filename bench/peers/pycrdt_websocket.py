"""pycrdt-websocket on uvicorn: bare, and with its SQLiteYStore."""

from __future__ import annotations

from bench.load.target import HOST, Board
from bench.peers import cache
from bench.peers.peer import Place
from bench.process import Command, ServerProcess

_FOLDER = "pycrdt-websocket"


class PycrdtWebsocket:
    name = "pycrdt-websocket"
    title = "pycrdt-websocket"
    persists = False

    def install(self) -> str:
        cache.python_folder(_FOLDER, cache.PYCRDT_WEBSOCKET)
        return ", ".join(cache.PYCRDT_WEBSOCKET).replace("==", " ")

    def command(self, place: Place) -> Command:
        folder = cache.python_folder(_FOLDER, cache.PYCRDT_WEBSOCKET)
        environment = {
            "BENCH_HOST": HOST,
            "BENCH_PORT": str(place.port),
            "BENCH_DATABASE": str(place.folder / "ystore.sqlite") if self.persists else "",
        }
        words = (str(folder / "bin/python"), str(cache.script("pycrdt_server.py")))
        return Command(words, environment, place.folder)

    def boards(self, process: ServerProcess, count: int) -> tuple[Board, ...]:
        return tuple(Board(f"/board-{number}") for number in range(count))


class PycrdtWebsocketSqlite(PycrdtWebsocket):
    name = "pycrdt-websocket-sqlite"
    title = "pycrdt-websocket + SQLite"
    persists = True
