"""What somebody does over HTTP, as those who are on the board notice it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from tafelronde.sync.varint import read_string
from tests.running_server import Board, RunningServer

pytestmark = pytest.mark.served

EVENT = 100
FOREIGN = Origin("https://evil.test")


@pytest.fixture
def board(shared_server: RunningServer) -> Board:
    return shared_server.create_board("Zomer")


@pytest.fixture
async def facilitator(shared_server: RunningServer) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of the first facilitator, whose boards are made on the command line."""
    async with httpx.AsyncClient(base_url=shared_server.url) as browser:
        await browser.get(shared_server.run("signin-link").strip())
        yield browser


@asynccontextmanager
async def on_board(
    server: RunningServer, board: Board, token: str | None = None, **headers: str
) -> AsyncIterator[ClientConnection]:
    """A socket that was welcomed."""
    query = "events=1" if token is None else f"events=1&token={token}"
    url = f"{server.socket_url}/sync/{board.id}?{query}"
    async with connect(url, additional_headers=headers) as socket:
        assert (await event(socket))["type"] == "welcome"
        yield socket


async def event(socket: ClientConnection) -> dict[str, Any]:
    """The next event; what else the socket says is not of interest here."""
    while True:
        frame = await socket.recv(decode=False)
        if frame[0] == EVENT:
            body, _ = read_string(frame, 1)
            told: dict[str, Any] = json.loads(body)
            return told


async def close_code(socket: ClientConnection) -> int | None:
    """With which code the server closes it."""
    try:
        while True:
            await socket.recv()
    except ConnectionClosed as closed:
        return None if closed.rcvd is None else closed.rcvd.code


def cookie_of(browser: httpx.AsyncClient) -> str:
    return f"tafelronde_session={browser.cookies['tafelronde_session']}"


async def test_everybody_on_the_board_learns_its_new_title(
    shared_server: RunningServer, board: Board, facilitator: httpx.AsyncClient
) -> None:
    async with on_board(shared_server, board, board.tokens["viewer"]) as socket:
        await facilitator.patch(f"/api/boards/{board.id}", json={"title": "Herfst"})
        assert await event(socket) == {"type": "board", "title": "Herfst", "language": "en"}


async def test_everybody_on_the_board_learns_who_joined_and_who_is_called_otherwise(
    shared_server: RunningServer, board: Board
) -> None:
    async with (
        on_board(shared_server, board, board.tokens["viewer"]) as socket,
        httpx.AsyncClient(base_url=shared_server.url) as guest,
    ):
        joined = await guest.post(
            "/api/join", json={"token": board.tokens["participant"], "name": "Mieke"}
        )
        person = joined.json()["person"]
        told = {"type": "person", "id": person["id"], "color": person["color"]}
        told["role"] = "participant"
        assert await event(socket) == {**told, "name": "Mieke"}
        await guest.patch("/api/me", json={"name": "Mieke de V."})
        assert await event(socket) == {**told, "name": "Mieke de V."}


async def test_who_is_on_a_board_that_goes_to_the_bin_is_sent_away(
    shared_server: RunningServer, board: Board, facilitator: httpx.AsyncClient
) -> None:
    async with on_board(shared_server, board, board.tokens["facilitator"]) as socket:
        await facilitator.delete(f"/api/boards/{board.id}")
        assert await close_code(socket) == 4404


async def test_revoking_a_link_sends_away_all_who_came_by_it_and_nobody_else(
    shared_server: RunningServer, board: Board, facilitator: httpx.AsyncClient
) -> None:
    """[ACC-3] By its bare token and by name."""
    async with httpx.AsyncClient(base_url=shared_server.url) as guest:
        token = board.tokens["participant"]
        await guest.post("/api/join", json={"token": token, "name": "Mieke"})
        async with (
            on_board(shared_server, board, token) as by_token,
            on_board(shared_server, board, Cookie=cookie_of(guest)) as by_name,
            on_board(shared_server, board, board.tokens["viewer"]) as viewer,
        ):
            await facilitator.post(f"/api/boards/{board.id}/links/participant/revoke")
            assert await close_code(by_token) == 4401
            assert await close_code(by_name) == 4401
            await facilitator.patch(f"/api/boards/{board.id}", json={"title": "Herfst"})
            told = await event(viewer)
            while told["type"] != "board":
                told = await event(viewer)
            assert told["title"] == "Herfst"


async def test_who_revokes_the_link_they_came_by_keeps_their_socket(
    shared_server: RunningServer, board: Board
) -> None:
    """[ACC-3]"""
    async with httpx.AsyncClient(base_url=shared_server.url) as guest:
        token = board.tokens["facilitator"]
        await guest.post("/api/join", json={"token": token, "name": "Mieke"})
        async with (
            on_board(shared_server, board, token) as by_token,
            on_board(shared_server, board, Cookie=cookie_of(guest)) as by_name,
        ):
            await guest.post(f"/api/boards/{board.id}/links/facilitator/revoke")
            assert await close_code(by_token) == 4401
            await guest.patch(f"/api/boards/{board.id}", json={"title": "Herfst"})
            assert (await event(by_name))["title"] == "Herfst"


@pytest.mark.parametrize("role", ["facilitator", "participant", "viewer"])
async def test_a_page_of_another_site_opens_no_socket_with_our_cookie(
    shared_server: RunningServer, board: Board, facilitator: httpx.AsyncClient, role: str
) -> None:
    """[ACC-8] With a token, which another site does not know, anybody may connect from anywhere."""
    url = f"{shared_server.socket_url}/sync/{board.id}"
    with pytest.raises(InvalidStatus) as refused:
        async with connect(
            url, origin=FOREIGN, additional_headers={"Cookie": cookie_of(facilitator)}
        ):
            pass
    assert refused.value.response.status_code == 403
    async with connect(f"{url}?token={board.tokens[role]}", origin=FOREIGN):
        pass


async def test_our_own_page_opens_a_socket_with_the_cookie(
    shared_server: RunningServer, board: Board, facilitator: httpx.AsyncClient
) -> None:
    async with on_board(
        shared_server, board, Cookie=cookie_of(facilitator), Origin=shared_server.url
    ):
        pass


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 401), ("?token=nobody-made-this", 401), ("?token={foreign}", 403)],
)
async def test_who_may_not_enter_is_refused_at_the_door(
    shared_server: RunningServer, board: Board, query: str, status: int
) -> None:
    """[ACC-4] With `events=1` the door opens, and a close code says why."""
    foreign = shared_server.create_board("Another").tokens["facilitator"]
    url = f"{shared_server.socket_url}/sync/{board.id}{query.format(foreign=foreign)}"
    with pytest.raises(InvalidStatus) as refused:
        async with connect(url):
            pass
    assert refused.value.response.status_code == status
    async with connect(f"{url}{'&' if query else '?'}events=1") as socket:
        assert await close_code(socket) == (4403 if status == 403 else 4401)


async def test_an_address_that_no_socket_has_is_refused(shared_server: RunningServer) -> None:
    with pytest.raises(InvalidStatus):
        async with connect(f"{shared_server.socket_url}/elsewhere"):
            pass
