"""Every route of a board × everybody who might come: `PERMISSIONS` decides, and nothing else."""

from __future__ import annotations

from typing import NamedTuple

import httpx
import pytest

from tafelronde.board.access import PERMISSIONS, Action, Role
from tests.images.drawing import picture, png
from tests.web.instance import Board, Instance, problem


class Route(NamedTuple):
    """A route below `/api/boards/{board_id}`, what it takes, and what it answers when it works.

    `by_account`: works only for somebody with an account.
    """

    method: str
    path: str
    action: Action
    status: int
    body: dict[str, str] | None = None
    image: bytes | None = None
    file: bytes | None = None
    query: dict[str, str] | None = None
    by_account: bool = False


PICTURE = picture()


# In an order in which each still finds the board as it needs it.
ROUTES = [
    Route("GET", "", Action.READ_BOARD, 200),
    Route("GET", "/objects", Action.READ_BOARD, 200),
    Route("GET", "/people", Action.READ_BOARD, 200),
    Route("GET", "/export", Action.READ_BOARD, 200, query={"format": "md"}),
    Route("POST", "/reading", Action.WRITE_OBJECTS, 200, file=b"- A", query={"format": "md"}),
    Route("POST", "/images", Action.ADD_IMAGES, 201, image=png()),
    Route("PUT", "/images/{image_hash}", Action.ADD_IMAGES, 200, {"board": "{board_id}"}),
    Route("GET", "/images/{image_hash}", Action.READ_BOARD, 200),
    Route("GET", "/images/{image_hash}/preview", Action.READ_BOARD, 200),
    Route("POST", "/copy", Action.COPY_BOARD, 201, {"title": "Copy"}, by_account=True),
    Route("POST", "/template", Action.COPY_BOARD, 201, {"title": "Form"}, by_account=True),
    Route("PATCH", "", Action.RENAME_BOARD, 200, {"title": "Herfst"}),
    Route("GET", "/links/{role}/qr", Action.SHARE, 200),
    Route("POST", "/links/{role}/revoke", Action.REVOKE_LINK, 200),
    Route("POST", "/links/{role}", Action.SHARE, 201),
    Route("DELETE", "", Action.DELETE_BOARD, 204),
    Route("POST", "/restore", Action.RESTORE_BOARD, 200),
]


async def ask(
    browser: httpx.AsyncClient, board: Board, route: Route, token: str | None = None
) -> httpx.Response:
    path = board.path + route.path.format(role="viewer", image_hash=PICTURE.hash)
    params = {**(route.query or {}), **({} if token is None else {"token": token})}
    if route.image is not None:
        headers = {"Content-Type": "image/png"}
        return await browser.post(path, content=route.image, headers=headers, params=params)
    if route.file is not None:
        headers = {"Content-Type": "application/octet-stream"}
        return await browser.post(path, content=route.file, headers=headers, params=params)
    body = route.body and {
        key: value.format(board_id=board.id) for key, value in route.body.items()
    }
    return await browser.request(route.method, path, json=body, params=params)


@pytest.fixture
async def board(instance: Instance, facilitator: httpx.AsyncClient) -> Board:
    """A board with a picture."""
    board = await instance.board(facilitator)
    await instance.app.state.images.add(board.id, PICTURE, quota=10_000, now=instance.now)
    return board


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_may_do_what_the_table_says_and_no_more(
    instance: Instance, board: Board, role: Role
) -> None:
    """[ACC-7]"""
    guest = await instance.guest(board, role)
    for route in ROUTES:
        answer = await ask(guest, board, route)
        if role in PERMISSIONS[route.action] and route.by_account:
            assert problem(answer) == (403, "not_a_facilitator"), route
        elif role in PERMISSIONS[route.action]:
            assert answer.status_code == route.status, route
        else:
            assert problem(answer) == (403, "role_too_weak"), route


async def test_who_has_an_account_may_copy_what_they_facilitate(
    facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[COPY-1] [COPY-4]"""
    for route in ROUTES:
        if route.by_account:
            assert (await ask(facilitator, board, route)).status_code == route.status


async def test_nobody_may_do_nothing(instance: Instance, board: Board) -> None:
    """[ACC-7] Without a cookie one does not even learn whether the board exists."""
    nowhere = Board("nowhere", "", "", {})
    for route in ROUTES:
        for asked in (board, nowhere):
            answer = await ask(instance.browser(), asked, route)
            assert problem(answer) == (401, "not_signed_in"), route


async def test_a_stranger_to_the_board_may_do_nothing(instance: Instance, board: Board) -> None:
    """[ACC-7] Not even a facilitator with an account."""
    stranger = await instance.facilitator()
    for route in ROUTES:
        assert problem(await ask(stranger, board, route)) == (403, "not_a_member"), route


async def test_who_lost_the_board_may_do_nothing(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[ACC-3]"""
    guest = await instance.guest(board, "facilitator")
    await facilitator.post(f"{board.path}/links/facilitator/revoke")
    for route in ROUTES:
        assert problem(await ask(guest, board, route)) == (401, "link_revoked"), route


@pytest.mark.parametrize("role", list(Role))
async def test_a_bare_token_only_reads_objects_and_pictures(
    instance: Instance, board: Board, role: Role
) -> None:
    """[ACC-7] Everywhere else it is as if it had not been shown."""
    for route in ROUTES:
        answer = await ask(instance.browser(), board, route, board.token(role))
        if route.method == "GET" and ("/objects" in route.path or "/images" in route.path):
            assert answer.status_code == 200
        else:
            assert problem(answer) == (401, "not_signed_in"), route


def test_the_table_above_holds_every_route_of_a_board(instance: Instance) -> None:
    """A new route without a line here fails."""
    prefix = "/api/boards/{board_id}"
    found = {
        (method.upper(), path.removeprefix(prefix))
        for path, methods in instance.app.openapi()["paths"].items()
        if path.startswith(prefix)
        for method in methods
    }
    assert found == {(route.method, route.path) for route in ROUTES}
