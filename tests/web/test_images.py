"""Pictures over HTTP: brought, made anew, shown to who may read the board, and to nobody else."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.images.drawing import SECRET, drawn, encoded, opened, photograph, png
from tests.images.test_remaking import HOSTILE
from tests.web.conftest import StartInstance
from tests.web.instance import Board, Instance, problem


async def bring(
    browser: httpx.AsyncClient, board: Board, content: bytes, kind: str = "image/png"
) -> httpx.Response:
    headers = {"Content-Type": kind}
    return await browser.post(f"{board.path}/images", content=content, headers=headers)


async def brought(browser: httpx.AsyncClient, board: Board, content: bytes) -> dict[str, Any]:
    answer = await bring(browser, board, content)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def path_of(board: Board, image: dict[str, Any]) -> str:
    return f"{board.path}/images/{image['hash']}"


async def test_a_picture_comes_back_as_it_was_made_anew(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[IMG-1] [IMG-3] For everybody on the board, and in what is read of it."""
    made = await brought(facilitator, board, photograph(6))
    assert set(made) == {"hash", "media_type", "width", "height", "bytes"}
    assert (made["media_type"], made["width"], made["height"]) == ("image/jpeg", 40, 60)
    for browser in (facilitator, await instance.guest(board, "viewer")):
        answer = await browser.get(path_of(board, made))
        assert answer.status_code == 200
        assert opened(answer.content).size == (40, 60)
        assert len(answer.content) == made["bytes"]
        assert SECRET not in answer.content
        objects = (await browser.get(f"{board.path}/objects")).json()
        assert objects["images"] == [made]


async def test_a_picture_can_do_nothing_where_it_is_opened(
    facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[IMG-1] Its type is what it is, no script runs, and only who asked keeps it."""
    made = await brought(facilitator, board, png())
    headers = (await facilitator.get(path_of(board, made))).headers
    assert headers["content-type"] == "image/png"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["content-disposition"] == f'inline; filename="{made["hash"][:12]}.png"'
    assert headers["cache-control"] == "private, max-age=31536000, immutable"


async def test_who_has_a_picture_is_not_sent_it_again(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    """But has to be let in all the same."""
    made = await brought(facilitator, board, png(1000, 20))
    for path in (path_of(board, made), f"{path_of(board, made)}/preview"):
        etag = (await facilitator.get(path)).headers["etag"]
        again = await facilitator.get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        stranger = await instance.browser().get(path, headers={"If-None-Match": etag})
        assert stranger.status_code == 401


async def test_a_preview_is_small(facilitator: httpx.AsyncClient, board: Board) -> None:
    """[IMG-5]"""
    made = await brought(facilitator, board, png(2000, 1000))
    answer = await facilitator.get(f"{path_of(board, made)}/preview")
    assert answer.headers["content-type"] == "image/webp"
    assert opened(answer.content).size == (640, 320)


async def test_a_hash_opens_nothing_on_another_board(
    facilitator: httpx.AsyncClient, instance: Instance, board: Board
) -> None:
    """[IMG-1]"""
    made = await brought(facilitator, board, png())
    other = await instance.board(facilitator, "Other")
    for path in (
        path_of(other, made),
        f"{path_of(other, made)}/preview",
        f"{board.path}/images/{'0' * 64}",
        f"{board.path}/images/%2e%2e",
        f"{board.path}/images/{made['hash'].upper()}",
        f"{board.path}/images/{made['hash']}%00",
    ):
        assert problem(await facilitator.get(path)) == (404, "image_not_found"), path


@pytest.mark.parametrize("name", ["a page", "a drawing with a script", "half a picture"])
@pytest.mark.parametrize("kind", ["image/png", "image/svg+xml", "image/jpeg; charset=utf-7"])
async def test_what_is_no_picture_is_refused_whatever_it_is_called(
    facilitator: httpx.AsyncClient, board: Board, name: str, kind: str
) -> None:
    """[IMG-2] With nothing kept, and nothing of it repeated."""
    upload, code = HOSTILE[name]
    answer = await bring(facilitator, board, upload, kind)
    assert problem(answer) == ({"image_unknown": 415}.get(code, 422), code)
    assert "alert" not in answer.text
    assert (await facilitator.get(f"{board.path}/objects")).json()["images"] == []


async def test_a_picture_is_taken_for_what_it_is_and_not_for_what_it_is_called(
    facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[IMG-2]"""
    answer = await bring(facilitator, board, encoded(drawn(), "WEBP"), "image/png")
    assert answer.json()["media_type"] == "image/webp"


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", "text/html", ""]
)
async def test_a_form_cannot_bring_a_picture(
    facilitator: httpx.AsyncClient, board: Board, kind: str
) -> None:
    """[ACC-8] A page of another site can send a form with our cookie."""
    assert problem(await bring(facilitator, board, png(), kind)) == (415, "image_unknown")


async def test_a_page_of_another_site_cannot_bring_a_picture(
    facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[ACC-8]"""
    headers = {"Origin": "https://evil.test", "Content-Type": "image/png"}
    answer = await facilitator.post(f"{board.path}/images", content=png(), headers=headers)
    assert problem(answer) == (403, "origin_foreign")


async def test_only_the_route_for_pictures_takes_large_bodies(
    facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[ACC-9]"""
    large = json.dumps({"title": "x" * 70_000}).encode()
    for path in (
        f"{board.path}/images/more",
        f"{board.path}/copy",
        "/api/boards",
        "/api/boards//images",
    ):
        answer = await facilitator.post(
            path, content=large, headers={"Content-Type": "application/json"}
        )
        assert problem(answer) == (413, "body_too_large"), path


async def test_a_board_full_of_pictures_says_so(start: StartInstance) -> None:
    """[IMG-6] Everything that was there stays; another board takes it."""
    instance = await start(board_images_mb=1)
    facilitator = await instance.facilitator()
    board = await instance.board(facilitator)
    noise = Image.effect_noise((900, 800), 100)
    first = await brought(facilitator, board, encoded(noise, "PNG"))
    assert 500_000 < first["bytes"] < 1_000_000
    second = encoded(Image.effect_noise((900, 800), 90), "PNG")
    answer = await bring(facilitator, board, second)
    assert problem(answer) == (409, "images_full")
    assert "1 MB" in answer.json()["error"]["message"]
    assert (await facilitator.get(path_of(board, first))).status_code == 200
    other = await instance.board(facilitator, "Other")
    assert (await bring(facilitator, other, second)).status_code == 201


async def test_a_picture_is_carried_between_boards_that_one_may_read(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[IMG-7]"""
    made = await brought(facilitator, board, png())
    mine = await instance.board(facilitator, "Mine")
    answer = await facilitator.put(path_of(mine, made), json={"board": board.id})
    assert (answer.status_code, answer.json()) == (200, made)
    assert (await facilitator.get(path_of(mine, made))).status_code == 200

    stranger = await instance.facilitator()
    theirs = await instance.board(stranger, "Theirs")
    answer = await stranger.put(path_of(theirs, made), json={"board": board.id})
    assert problem(answer) == (403, "not_a_member")
    answer = await stranger.put(path_of(theirs, made), json={"board": theirs.id})
    assert problem(answer) == (404, "image_not_found")
    answer = await stranger.put(path_of(theirs, made), json={"board": "nowhere"})
    assert problem(answer) == (404, "board_not_found")


async def test_who_brings_too_many_pictures_is_told_when_to_go_on(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[IMG-6] Others may."""
    spent = 0
    while (answer := await bring(facilitator, board, b"no picture")).status_code == 415:
        spent += 1
        assert spent < 500
    assert problem(answer) == (429, "over_budget")
    assert int(answer.headers["retry-after"]) >= 1
    guest = await instance.guest(board)
    assert (await bring(guest, board, png())).status_code == 201
