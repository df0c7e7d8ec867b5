"""A running server with its first facilitator signed in, who makes boards for the tests."""

from __future__ import annotations

import re
from typing import Any, Self

import httpx

from tests.browser.visitor import SESSION
from tests.browser.words import Language
from tests.running_server import Board, RunningServer


class House:
    """`server` with somebody who may make boards; `cookie` is their session."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self._facilitator = httpx.Client(base_url=server.url, timeout=60)

    def __enter__(self) -> Self:
        answer = self._facilitator.get(self.signin_path())
        assert answer.status_code == httpx.codes.SEE_OTHER
        return self

    def __exit__(self, *_: object) -> None:
        self._facilitator.close()

    @property
    def cookie(self) -> str:
        return self._facilitator.cookies[SESSION]

    def signin_path(self) -> str:
        """A fresh sign-in link, as the command prints it, without its host."""
        return _signin_path(self.server.run("signin-link"))

    def printed_path(self) -> str:
        """The one that the server printed when it started for the first time."""
        return _signin_path(self.server.said())

    def make_board(self, title: str, language: Language = "en") -> Board:
        return Board.from_json(self._post("/api/boards", {"title": title, "language": language}))

    def keep_as_template(self, board: Board, title: str) -> None:
        self._post(f"/api/boards/{board.id}/template", {"title": title})

    def rename(self, name: str) -> None:
        """The facilitator is called so from now on."""
        self._facilitator.patch("/api/me", json={"name": name}).raise_for_status()

    def throw_away(self, board: Board) -> None:
        self._facilitator.delete(f"/api/boards/{board.id}").raise_for_status()

    def revoke(self, board: Board, role: str) -> None:
        self._post(f"/api/boards/{board.id}/links/{role}/revoke", {})

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._facilitator.post(path, json=body)
        answer.raise_for_status()
        said: dict[str, Any] = answer.json()
        return said


def _signin_path(text: str) -> str:
    found = re.search(r"/signin/\S+", text)
    assert found is not None, text
    return found[0]
