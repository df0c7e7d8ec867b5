"""A page of another whiteboard: its package built with Vite in the cache, served from there."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page

from bench.client.layout import Layout, laid_out
from bench.client.weight import entry, weight
from bench.peers import cache
from bench.process import Command, ServerProcess, free_port

_PAGES = Path(__file__).parents[1] / "pages"
_VITE = "8.3.8"
_REACT = "19.3.1"


class BuiltPage:
    """A peer whose page is `pages/`*name*`.js`. `board`: a layout as that whiteboard's own documents have it."""

    name: str

    def __init__(self, packages: Mapping[str, str], board: Callable[[Layout], Any]) -> None:
        self._packages = {**packages, "react": _REACT, "react-dom": _REACT, "vite": _VITE}
        self._board = board

    def install(self) -> str:
        """Installs and builds it, each once; what it is made of."""
        folder = self._folder()
        for name in ("index.html", "moves.js", "vite.config.js"):
            shutil.copyfile(_PAGES / name, folder / name)
        shutil.copyfile(_PAGES / f"{self.name}.js", folder / "main.js")
        cache.run((cache.node(), "node_modules/vite/bin/vite.js", "build"), folder)
        return ", ".join(f"{name} {number}" for name, number in self._packages.items())

    def weight(self) -> int:
        return weight([entry(self._folder() / "dist")])

    @asynccontextmanager
    async def opened(self, objects: int) -> AsyncIterator[OpenedPage]:
        dist = self._folder() / "dist"
        board = self._board(laid_out(objects))
        (dist / "board.json").write_text(json.dumps(board, separators=(",", ":")), "utf-8")
        port = free_port()
        words = (sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port))
        server = ServerProcess(Command(words, {}, dist), port, self._folder() / "server.log")
        try:
            yield OpenedPage(f"http://127.0.0.1:{port}/?objects={objects}")
        finally:
            server.end()

    def _folder(self) -> Path:
        return cache.node_folder(f"client-{self.name}", self._packages, None)


class OpenedPage:
    """The page's script offers all of this itself: `pages/`."""

    is_shown = "globalThis.board?.isShown() === true"

    def __init__(self, url: str) -> None:
        self.url = url

    async def enter(self, context: BrowserContext) -> None:
        """It is open to everybody."""

    async def point_of(self, page: Page, note: int) -> tuple[float, float]:
        x, y = await page.evaluate("(note) => board.pointOf(note)", note)
        return x, y

    async def moves(self, page: Page, going: bool) -> None:
        await page.evaluate("(going) => board.moves(going)", going)
