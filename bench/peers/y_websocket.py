"""@y/websocket-server: its own program, bare, and with y-leveldb through its persistence hook."""

from __future__ import annotations

from collections.abc import Mapping

from bench.load.target import HOST, Board
from bench.peers import cache
from bench.peers.peer import Place
from bench.process import Command, ServerProcess

_SCRIPT = "y_websocket_server.mjs"


class YWebsocket:
    name = "y-websocket"
    title = "y-websocket-server"
    persists = False

    def install(self) -> str:
        cache.node_folder(self.name, cache.Y_WEBSOCKET, None)
        return f"{_versions(cache.Y_WEBSOCKET)}; its own program"

    def command(self, place: Place) -> Command:
        folder = cache.node_folder(self.name, cache.Y_WEBSOCKET, None)
        program = folder / "node_modules/@y/websocket-server/src/server.js"
        environment = {"NODE_ENV": "production", "HOST": HOST, "PORT": str(place.port)}
        return Command((cache.node(), str(program)), environment, place.folder)

    def boards(self, process: ServerProcess, count: int) -> tuple[Board, ...]:
        return tuple(Board(f"/board-{number}") for number in range(count))


class YWebsocketLeveldb(YWebsocket):
    name = "y-websocket-leveldb"
    title = "y-websocket-server + LevelDB"
    persists = True

    def install(self) -> str:
        cache.node_folder(self.name, cache.Y_WEBSOCKET_LEVELDB, _SCRIPT)
        return _versions(cache.Y_WEBSOCKET_LEVELDB)

    def command(self, place: Place) -> Command:
        folder = cache.node_folder(self.name, cache.Y_WEBSOCKET_LEVELDB, _SCRIPT)
        environment = {
            "NODE_ENV": "production",
            "HOST": HOST,
            "PORT": str(place.port),
            "BENCH_DATABASE": str(place.folder / "leveldb"),
        }
        return Command((cache.node(), str(folder / _SCRIPT)), environment, place.folder)


def _versions(packages: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in packages.items())
