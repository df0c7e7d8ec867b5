"""Tafelronde as people have it: the client as it is built, from the server that they run, with fifty others there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from playwright.async_api import BrowserContext, Page

from bench.client.crowd import NICE, Crowd, Where, crowd
from bench.client.weight import entry, weight
from bench.peers.ours import Ours as OurServer
from bench.peers.peer import NotInstalled, Place
from bench.process import Command
from bench.stage import stage

_DIST = Path(__file__).parents[3] / "client/dist"


class _Behind(OurServer):
    """With what the browser leaves: elsewhere a server is a machine of its own."""

    def command(self, place: Place) -> Command:
        command = super().command(place)
        return replace(command, words=("nice", "-n", str(NICE), *command.words))


class Ours:
    name = "ours"
    title = "Tafelronde"
    # e to the power of so many hundredths.
    zoom_step = 4.0
    actual_size = "Control+Digit0"

    def install(self) -> str:
        if not (_DIST / "index.html").exists():
            raise NotInstalled("client/dist is not there: `npm run build --prefix client`")
        return OurServer().install()

    def weight(self) -> int:
        """The entry and the page of a board, as `client/scripts/first_visit.ts` counts them."""
        (board,) = _DIST.glob("assets/BoardPage-*.js")
        return weight([entry(_DIST), board])

    @asynccontextmanager
    async def opened(self, objects: int) -> AsyncIterator[OpenedBoard]:
        with stage(_Behind()) as running:
            target = running.target()
            (board,) = target.boards
            with crowd(Where(target.port, board, objects)) as people:
                _, id, token = re.split(r"/sync/|\?token=", board.path.partition("&")[0])
                yield OpenedBoard(f"http://127.0.0.1:{target.port}", id, token, people)


class OpenedBoard:
    """The zoom is no longer 100% once the page has shown all of the board, which it does once it has all."""

    is_shown = """
    (() => {
      const percent = document.querySelector(".percent")?.textContent;
      const far = document.querySelector("canvas.far");
      return percent !== undefined && percent !== "100%" && (far?.hidden === false || document.querySelector(".thing") !== null);
    })()
    """

    def __init__(self, server: str, id: str, token: str, people: Crowd) -> None:
        self.url = f"{server}/b/{id}"
        self._server = server
        self._token = token
        self._people = people

    async def enter(self, context: BrowserContext) -> None:
        answer = await context.request.post(
            f"{self._server}/api/join", data={"token": self._token, "name": "Who measures"}
        )
        assert answer.ok, await answer.text()

    async def point_of(self, page: Page, note: int) -> tuple[float, float]:
        box = await page.locator(f"#thing-note{note}").bounding_box()
        assert box is not None, f"note {note} is not on screen"
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    async def moves(self, page: Page, going: bool) -> None:
        self._people.move(going)
