"""Boards as files, and files as boards, over HTTP."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.images.drawing import picture
from tests.web.instance import Board, Instance, my_id, problem
from tests.web.test_copies import note, objects_of, write

FORMATS = ["json", "canvas", "md", "csv", "opml", "mm"]
BYTES = {"Content-Type": "application/octet-stream"}


@pytest.fixture
async def guest(instance: Instance, board: Board) -> httpx.AsyncClient:
    return await instance.guest(board, "participant", "Mieke")


@pytest.fixture
async def filled(instance: Instance, board: Board, guest: httpx.AsyncClient) -> Board:
    """A frame with a note of a guest in it, a note beside it, a picture, and one in the bin."""
    mieke = await my_id(guest)
    await instance.app.state.images.add(board.id, picture(), quota=10_000, now=instance.now)
    await write(
        instance,
        board,
        wishes={"type": "frame", "at": [0, 0], "size": [500, 500], "text": "Wensen"},
        bench=note(text="Een bankje", frame="wishes", author=mieke, created=5.0, at=[50, 90]),
        loose=note(text="Los idee", at=[900, 0]),
        line={"type": "connector", "from": {"object": "bench"}, "to": {"object": "loose"}},
        talk={"type": "comment", "on": "bench", "text": "Echt?", "author": mieke, "created": 7.0},
        photo={"type": "image", "at": [0, 900], "size": [60, 40], "image": picture().hash},
        gone=note(text="Weg", deleted={"by": mieke, "at": float(instance.now)}),
    )
    return board


async def exported(browser: httpx.AsyncClient, board: Board, way: str, **asked: str) -> str:
    answer = await browser.get(f"{board.path}/export", params={"format": way, **asked})
    assert answer.status_code == 200, answer.text
    return answer.content.decode("utf-8-sig")


async def read(browser: httpx.AsyncClient, board: Board, file: str | bytes, way: str) -> Any:
    answer = await browser.post(
        f"{board.path}/reading", params={"format": way}, content=file, headers=BYTES
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_board_is_downloaded_in_every_format_by_who_may_only_read(
    instance: Instance, filled: Board
) -> None:
    """[EXCH-10] Called after the board, and nothing that a browser would run."""
    viewer = await instance.guest(filled, "viewer")
    for way in FORMATS:
        answer = await viewer.get(f"{filled.path}/export", params={"format": way})
        assert answer.status_code == 200
        headers = answer.headers
        assert headers["content-disposition"].startswith(f'attachment; filename="Zomerfeest.{way}"')
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert "Een bankje" in answer.text
        assert "Weg" not in answer.text
    assert problem(await viewer.get(f"{filled.path}/export", params={"format": "exe"}))[0] == 422


async def test_a_board_is_downloaded_as_a_drawing_by_who_may_only_read(
    instance: Instance, filled: Board, guest: httpx.AsyncClient
) -> None:
    """[EXCH-10] [EXCH-15] [EXCH-16] Nothing runs in it; only its own pictures are shown."""
    viewer = await instance.guest(filled, "viewer")
    for way, begins in (("svg", b"<svg "), ("png", b"\x89PNG")):
        address = f"{filled.path}/export?format={way}&frame=wishes&scale=1"
        answer = await viewer.get(address)
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
        headers = answer.headers
        assert headers["content-type"].startswith("image/")
        assert headers["content-disposition"].startswith(f'attachment; filename="Zomerfeest.{way}"')
        assert headers["x-content-type-options"] == "nosniff"
        policy = "default-src 'none'; img-src data:; sandbox"
        assert headers["content-security-policy"] == policy
        assert (await viewer.get(f"{address}0")).status_code == 422
        stranger = await instance.browser().get(address)
        assert stranger.status_code == 401
    drawing = (await viewer.get(f"{filled.path}/export?format=svg")).text
    assert "Een bankje" in drawing
    assert "data:image/png;base64," in drawing
    for unseen in ("Weg", "Echt?", "bench"):
        assert unseen not in drawing
    address = f"{filled.path}/reading?format=svg"
    assert (await guest.post(address, content=b"<svg/>", headers=BYTES)).status_code == 422


async def test_a_title_with_anything_in_it_is_a_name_for_a_file(
    instance: Instance, facilitator: httpx.AsyncClient
) -> None:
    """[EXCH-10]"""
    board = await instance.board(facilitator, 'Één "dag"/nacht; 100% <b>')
    answer = await facilitator.get(f"{board.path}/export", params={"format": "md"})
    assert answer.headers["content-disposition"] == (
        'attachment; filename="__n dag nacht; 100_ b.md"; '
        "filename*=UTF-8''%C3%89%C3%A9n%20dag%20nacht%3B%20100%25%20b.md"
    )


async def test_a_part_of_a_board_is_what_belongs_to_it(
    facilitator: httpx.AsyncClient, filled: Board
) -> None:
    """[EXCH-10] A frame with what lies in it; things with the lines between them."""

    async def ids(**asked: str) -> set[str]:
        return set(json.loads(await exported(facilitator, filled, "json", **asked))["objects"])

    assert await ids() == {"wishes", "bench", "loose", "line", "talk", "photo"}
    assert await ids(frame="wishes") == {"wishes", "bench", "talk"}
    assert await ids(objects="bench,loose") == {"bench", "talk", "loose", "line"}
    answer = await facilitator.get(f"{filled.path}/export?format=md&frame=nowhere")
    assert problem(answer) == (404, "object_not_found")


async def test_names_of_authors_and_pictures_are_in_the_file(
    facilitator: httpx.AsyncClient, guest: httpx.AsyncClient, filled: Board
) -> None:
    """[EXCH-1] [EXCH-2] [EXCH-3]"""
    ours = json.loads(await exported(facilitator, filled, "json"))
    assert ours["people"] == {await my_id(guest): "Mieke"}
    assert f"{picture().hash}.png" in await exported(facilitator, filled, "canvas")
    assert ",Mieke," in await exported(facilitator, filled, "csv")


async def test_a_file_is_read_and_nothing_changes(
    facilitator: httpx.AsyncClient, guest: httpx.AsyncClient, filled: Board
) -> None:
    """[EXCH-11] Its objects, how many of which, and what could not be taken, on which line."""
    before = await objects_of(facilitator, filled.id)
    told = await read(guest, filled, "idee;kleur\nEen bankje;geel\nMuziek;plaid\n", "csv")
    assert told["counts"] == {"sticky": 2}
    assert [each["text"] for each in told["objects"]] == ["Een bankje", "Muziek"]
    assert told["remarks"] == [{"code": "color_left_out", "count": 1, "line": 3}]
    assert await objects_of(facilitator, filled.id) == before


async def test_what_was_exported_is_read_again_without_its_people(
    facilitator: httpx.AsyncClient, guest: httpx.AsyncClient, filled: Board
) -> None:
    """[EXCH-11] [EXCH-12] A file is no witness of who said what."""
    told = await read(guest, filled, await exported(facilitator, filled, "json"), "json")
    found = {each["id"]: each for each in told["objects"]}
    assert told["board"] == filled.id
    assert set(found) == {"wishes", "bench", "loose", "line", "photo"}
    assert "author" not in found["bench"]
    assert told["remarks"] == [{"code": "comments_left_out", "count": 1, "line": None}]


async def test_a_file_that_cannot_be_read_is_refused_with_the_line(
    guest: httpx.AsyncClient, filled: Board
) -> None:
    """[EXCH-8]"""
    path = f"{filled.path}/reading"
    answer = await guest.post(f"{path}?format=opml", content="<opml>\n<body>\n", headers=BYTES)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["line"]) == (422, "file_malformed", 3)
    assert "line 3" in error["message"]
    answer = await guest.post(f"{path}?format=csv", content=b" " * 11_000_000, headers=BYTES)
    assert problem(answer) == (413, "file_too_large")
    answer = await guest.post(f"{path}?format=csv", content="text=a")
    assert problem(answer) == (415, "file_type")


async def test_a_board_is_made_from_a_file(
    instance: Instance, facilitator: httpx.AsyncClient, filled: Board
) -> None:
    """[EXCH-12] With pictures of a board that one may read, without people, in a log of its own."""
    file = await exported(facilitator, filled, "json")
    answer = await facilitator.post(
        "/api/boards/from-file",
        params={"format": "json", "title": "Terug", "language": "nl"},
        content=file,
        headers=BYTES,
    )
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["title"], made["language"]) == ("Terug", "nl")
    objects = await objects_of(facilitator, made["id"])
    before = await objects_of(facilitator, filled.id)
    assert set(objects) == {"wishes", "bench", "loose", "line", "photo"}
    assert objects["bench"]["at"] == before["bench"]["at"]
    assert "author" not in objects["bench"]
    shown = await facilitator.get(f"/api/boards/{made['id']}/images/{picture().hash}")
    assert shown.content == picture().content

    stranger = await instance.facilitator()
    answer = await stranger.post(
        "/api/boards/from-file",
        params={"format": "json", "title": "Van een ander"},
        content=file,
        headers=BYTES,
    )
    assert "photo" not in await objects_of(stranger, answer.json()["id"])
    assert answer.json()["remarks"] == [
        {"code": "comments_left_out", "count": 1, "line": None},
        {"code": "picture_left_behind", "count": 1, "line": None},
    ]


async def test_a_board_from_a_file_needs_an_account(
    guest: httpx.AsyncClient, instance: Instance
) -> None:
    """[EXCH-12]"""
    for browser, refusal in (
        (guest, (403, "not_a_facilitator")),
        (instance.browser(), (401, "not_signed_in")),
    ):
        answer = await browser.post(
            "/api/boards/from-file?format=md&title=x", content="- a", headers=BYTES
        )
        assert problem(answer) == refusal


async def test_things_from_a_file_lie_above_each_other_in_its_order(
    facilitator: httpx.AsyncClient,
) -> None:
    """[EXCH-12] The later above the earlier."""
    answer = await facilitator.post(
        "/api/boards/from-file?format=md&title=x",
        content="".join(f"- {n}\n" for n in range(100)),
        headers=BYTES,
    )
    objects = await objects_of(facilitator, answer.json()["id"])
    by_order = sorted(objects.values(), key=lambda each: each["order"])
    assert [each["text"] for each in by_order] == [str(n) for n in range(100)]
