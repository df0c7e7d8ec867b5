"""Join links: revoked for good, made anew, shown as a QR code."""

from __future__ import annotations

import io

import httpx
import pytest
import segno

from tests.web.instance import Board, Instance, problem


async def test_a_revoked_link_lets_nobody_in(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[ACC-3] Neither by name, nor by the bare token."""
    answer = await facilitator.post(f"{board.path}/links/viewer/revoke")
    assert (answer.status_code, answer.json()) == (200, {"role": "viewer", "link": None})

    token = board.token("viewer")
    late = instance.browser()
    refused = (401, "link_revoked")
    assert problem(await late.post("/api/join/preview", json={"token": token})) == refused
    assert problem(await late.post("/api/join", json={"token": token, "name": "Late"})) == refused
    assert problem(await late.get(f"{board.path}/objects?token={token}")) == refused
    assert (await facilitator.get(board.path)).json()["links"]["viewer"] is None


async def test_who_came_by_a_revoked_link_has_lost_the_board(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[ACC-3] They are told so on every route, not that they never had access."""
    guest = await instance.guest(board, "participant")
    other = await instance.guest(board, "viewer")
    await facilitator.post(f"{board.path}/links/participant/revoke")

    for path in ("", "/objects", "/people"):
        assert problem(await guest.get(board.path + path)) == (401, "link_revoked")
        assert (await other.get(board.path + path)).status_code == 200
    assert (await guest.get("/api/boards")).json() == {"boards": []}
    people = (await facilitator.get(f"{board.path}/people")).json()["people"]
    assert {person["role"] for person in people} == {"facilitator", "viewer"}


async def test_who_lost_the_board_comes_back_by_another_link_as_the_same_person(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    guest = await instance.guest(board, "participant")
    before = (await guest.get("/api/me")).json()
    await facilitator.post(f"{board.path}/links/participant/revoke")
    answer = await guest.post("/api/join", json={"token": board.token("viewer"), "name": "Mieke"})
    assert answer.json()["role"] == "viewer"
    assert (await guest.get("/api/me")).json() == before
    assert (await guest.get(board.path)).status_code == 200


async def test_who_revokes_the_link_they_came_by_stays(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    guest = await instance.guest(board, "facilitator")
    other = await instance.guest(board, "facilitator")
    await guest.post(f"{board.path}/links/facilitator/revoke")
    assert (await guest.get(board.path)).status_code == 200
    assert (await facilitator.get(board.path)).status_code == 200
    assert problem(await other.get(board.path)) == (401, "link_revoked")


async def test_revoking_twice_is_revoking_once(
    facilitator: httpx.AsyncClient, board: Board
) -> None:
    first = await facilitator.post(f"{board.path}/links/viewer/revoke")
    second = await facilitator.post(f"{board.path}/links/viewer/revoke")
    assert (second.status_code, second.json()) == (200, first.json())


async def test_a_new_link_takes_the_place_of_a_revoked_one(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[ACC-3] The old one stays revoked."""
    await facilitator.post(f"{board.path}/links/viewer/revoke")
    answer = await facilitator.post(f"{board.path}/links/viewer")
    link = answer.json()["link"]
    assert answer.status_code == 201
    assert link != board.links["viewer"]
    assert (await facilitator.get(board.path)).json()["links"]["viewer"] == link

    visitor = instance.browser()
    old, new = board.token("viewer"), link.rpartition("/")[2]
    assert (await visitor.get(f"{board.path}/objects?token={new}")).status_code == 200
    answer = await visitor.get(f"{board.path}/objects?token={old}")
    assert problem(answer) == (401, "link_revoked")


async def test_a_role_has_one_live_link(facilitator: httpx.AsyncClient, board: Board) -> None:
    answer = await facilitator.post(f"{board.path}/links/viewer")
    assert problem(answer)[0] == 409
    assert (await facilitator.get(board.path)).json()["links"] == board.links


@pytest.mark.parametrize("path", ["links/owner", "links/owner/revoke"])
async def test_a_role_that_does_not_exist_has_no_link(
    facilitator: httpx.AsyncClient, board: Board, path: str
) -> None:
    assert problem(await facilitator.post(f"{board.path}/{path}")) == (422, "field_invalid")


async def test_the_qr_code_is_the_link(facilitator: httpx.AsyncClient, board: Board) -> None:
    """Drawn with its own light ground and quiet border, so that it also works on a dark page."""
    answer = await facilitator.get(f"{board.path}/links/participant/qr")
    drawn = io.BytesIO()
    code = segno.make_qr(board.links["participant"], error="m")
    code.save(drawn, kind="svg", border=4, light="#fff", xmldecl=False, omitsize=True)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.content == drawn.getvalue()


async def test_a_revoked_link_has_no_qr_code(facilitator: httpx.AsyncClient, board: Board) -> None:
    await facilitator.post(f"{board.path}/links/viewer/revoke")
    answer = await facilitator.get(f"{board.path}/links/viewer/qr")
    assert problem(answer) == (409, "link_missing")
