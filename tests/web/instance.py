"""An instance under test, and the browsers of the people who use it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI

from tafelronde.board.access import Role
from tafelronde.settings import Settings
from tafelronde.storage.database import Database
from tafelronde.storage.people import create_person, create_signin_link

PUBLIC_URL = "http://tafel.test"
JSON = "application/json"


@dataclass
class Board:
    """A board as its maker got it. `links`: the live ones when it was made, by role."""

    id: str
    epoch: str
    title: str
    links: dict[str, str]

    @property
    def path(self) -> str:
        return f"/api/boards/{self.id}"

    def token(self, role: str) -> str:
        return self.links[role].rpartition("/")[2]


@dataclass
class Instance:
    """`now`: the time it goes by, in Unix milliseconds."""

    app: FastAPI
    settings: Settings
    now: int
    _browsers: list[httpx.AsyncClient] = field(default_factory=list)

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    def browser(self) -> httpx.AsyncClient:
        """A browser nobody has used yet."""
        browser = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url=self.settings.public_url
        )
        self._browsers.append(browser)
        return browser

    async def close_browsers(self) -> None:
        for browser in self._browsers:
            await browser.aclose()

    async def signin_path(self, name: str = "Facilitator") -> str:
        """The path of a fresh sign-in link of a new facilitator."""
        async with self.database.write() as connection:
            person = await create_person(connection, kind="facilitator", name=name, now=self.now)
            token = await create_signin_link(connection, person.id, self.now)
        return f"/signin/{token}"

    async def facilitator(self) -> httpx.AsyncClient:
        browser = self.browser()
        answer = await browser.get(await self.signin_path())
        assert answer.status_code == 303
        return browser

    async def board(self, browser: httpx.AsyncClient, title: str = "Zomerfeest") -> Board:
        answer = await browser.post("/api/boards", json={"title": title})
        assert answer.status_code == 201, answer.text
        made = answer.json()
        return Board(made["id"], made["epoch"], made["title"], made["links"])

    async def guest(
        self, board: Board, role: str = Role.PARTICIPANT, name: str = "Mieke"
    ) -> httpx.AsyncClient:
        """The browser of somebody who joined the board by its link for that role."""
        browser = self.browser()
        answer = await browser.post("/api/join", json={"token": board.token(role), "name": name})
        assert answer.status_code == 200, answer.text
        return browser


def problem(answer: httpx.Response) -> tuple[int, str]:
    """The status and the code of an error, after checking that it has the one form of errors."""
    body: dict[str, Any] = answer.json()
    assert set(body) == {"error"}
    # Where in a file: only files have lines.
    assert set(body["error"]) - {"line"} == {"code", "message", "expected", "got"}
    return answer.status_code, body["error"]["code"]


async def my_id(browser: httpx.AsyncClient) -> str:
    person = (await browser.get("/api/me")).json()["person"]
    identity: str = person["id"]
    return identity
