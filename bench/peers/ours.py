"""Tafelronde as people run it: `tafelronde serve` with SQLite, validation, links and events."""

from __future__ import annotations

import http.client
import json
import re
import sys
from importlib.metadata import version
from pathlib import Path

from bench.load.target import HOST, Board
from bench.peers.peer import Place
from bench.process import Command, NotStarted, ServerProcess


class Ours:
    name = "ours"
    title = "Tafelronde"
    persists = True

    def install(self) -> str:
        return (
            f"Tafelronde {version('tafelronde')}, Python {sys.version.split()[0]}, "
            f"pycrdt {version('pycrdt')}, uvicorn {version('uvicorn')}"
        )

    def command(self, place: Place) -> Command:
        environment = {
            "HOST": HOST,
            "PORT": str(place.port),
            "DATA_DIR": str(place.folder / "data"),
            # All load comes from one address and by one link a board. The budgets are drawn on
            # as always, but are made for people and would, rightly, slow this down.
            "TAFELRONDE_RATE_FACTOR": "1000000",
        }
        return Command(
            (str(Path(sys.executable).with_name("tafelronde")), "serve"), environment, place.folder
        )

    def boards(self, process: ServerProcess, count: int) -> tuple[Board, ...]:
        printed = process.log.read_text("utf-8", "replace")
        link = re.search(r"/signin/(\S+)", printed)
        if link is None:
            raise NotStarted(f"no sign-in link in:\n{printed[-1000:]}")
        connection = http.client.HTTPConnection(HOST, process.port, timeout=20)
        connection.request("GET", link.group())
        answer = connection.getresponse()
        answer.read()
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        headers = {"Cookie": cookie, "Content-Type": "application/json"}
        made = []
        for number in range(count):
            body = json.dumps({"title": f"Board {number}", "language": "en"})
            connection.request("POST", "/api/boards", body, headers)
            answer = connection.getresponse()
            board = json.loads(answer.read())
            if answer.status != http.HTTPStatus.CREATED:
                raise NotStarted(f"no board was made: {board}")
            token = board["links"]["participant"].rsplit("/", 1)[1]
            path = f"/sync/{board['id']}?token={token}&events=1"
            made.append(Board(path, gives_saved=True))
        connection.close()
        return tuple(made)
