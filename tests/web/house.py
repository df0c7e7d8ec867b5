"""An instance that stays open for a whole module, for tests that cannot await: hypothesis's."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tafelronde.app import create_app
from tafelronde.settings import Settings
from tafelronde.web.static import ClientFiles
from tests.web.instance import PUBLIC_URL, Board, Instance

NOW = 1_790_000_000_000


@dataclass
class House:
    """A running instance; one board in it, three browsers of people, and a sign-in token not yet used.

    `renew` makes all but the instance anew. `answers`: statuses, as tests count them.
    """

    instance: Instance
    runner: asyncio.Runner
    answers: Counter[str] = field(default_factory=Counter)

    def renew(self) -> None:
        self.runner.run(self._renew())

    async def _renew(self) -> None:
        await self.instance.close_browsers()
        facilitator = await self.instance.facilitator()
        self.board: Board = await self.instance.board(facilitator)
        self.browsers = {
            "facilitator": facilitator,
            "guest": await self.instance.guest(self.board),
            "nobody": self.instance.browser(),
        }
        self.signin = (await self.instance.signin_path()).rpartition("/")[2]


@contextmanager
def open_house(folder: Path, migrated: Path) -> Iterator[House]:
    """`folder`: an empty one for its data. `migrated`: a database file with the current schema."""
    shutil.copy(migrated, folder)
    (folder / "client").mkdir()
    (folder / "client" / "index.html").write_text("<!doctype html><title>Tafelronde</title>")
    settings = Settings(data_dir=folder, public_url=PUBLIC_URL, rate_factor=1_000_000)
    app = create_app(settings)
    app.state.clock = lambda: NOW
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        runner.run(stack.enter_async_context(app.router.lifespan_context(app)))
        app.state.client = ClientFiles(folder / "client")
        house = House(Instance(app, settings, NOW), runner)
        house.renew()
        try:
            yield house
        finally:
            runner.run(house.instance.close_browsers())
            runner.run(stack.aclose())
