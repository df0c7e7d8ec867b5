"""Joining by a link: a name, no account."""

from __future__ import annotations

import httpx
import pytest

from tests.web.instance import Board, Instance, my_id, problem


async def test_a_guest_types_a_name_and_is_on_the_board(instance: Instance, board: Board) -> None:
    """[ACC-2] The answer says who they are and as what; the cookie does the rest."""
    guest = instance.browser()
    answer = await guest.post(
        "/api/join", json={"token": board.token("participant"), "name": " Mieke ", "group": "buren"}
    )
    joined = answer.json()
    assert answer.status_code == 200
    assert joined["board"] == {
        "id": board.id,
        "title": board.title,
        "language": "en",
        "epoch": board.epoch,
    }
    assert joined["role"] == "participant"
    assert joined["person"] | {"id": "", "color": 0} == {
        "id": "",
        "name": "Mieke",
        "kind": "guest",
        "color": 0,
        "group": "buren",
    }
    assert (await guest.get("/api/me")).json()["person"] == joined["person"]
    assert (await guest.get(board.path)).json()["role"] == "participant"


async def test_a_preview_says_where_a_link_leads_and_joins_nothing(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    visitor = instance.browser()
    answer = await visitor.post("/api/join/preview", json={"token": board.token("viewer")})
    assert answer.json() == {
        "board": {"id": board.id, "title": board.title, "language": "en"},
        "role": "viewer",
        "person": None,
    }
    assert len((await facilitator.get(f"{board.path}/people")).json()["people"]) == 1


async def test_a_preview_says_as_whom_this_browser_would_join(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    answer = await facilitator.post("/api/join/preview", json={"token": board.token("viewer")})
    assert answer.json()["person"] == {"id": await my_id(facilitator), "name": "Facilitator"}


async def test_who_is_known_stays_who_they_are(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[ACC-2] On a second board, and without typing the name again."""
    another = await instance.board(facilitator, "Another")
    guest = await instance.guest(board)
    before = await my_id(guest)
    answer = await guest.post("/api/join", json={"token": another.token("viewer")})
    assert answer.json()["person"]["id"] == before
    assert "set-cookie" not in answer.headers
    assert len((await guest.get("/api/boards")).json()["boards"]) == 2


async def test_joining_under_another_name_renames(instance: Instance, board: Board) -> None:
    guest = await instance.guest(board, name="Mieke")
    answer = await guest.post(
        "/api/join", json={"token": board.token("participant"), "name": "Mieke de V."}
    )
    assert answer.json()["person"]["name"] == "Mieke de V."
    assert (await guest.get("/api/me")).json()["person"]["name"] == "Mieke de V."


@pytest.mark.parametrize(("first", "then"), [("viewer", "facilitator"), ("facilitator", "viewer")])
async def test_of_two_links_the_stronger_role_holds(
    instance: Instance, board: Board, first: str, then: str
) -> None:
    guest = await instance.guest(board, first)
    answer = await guest.post("/api/join", json={"token": board.token(then), "name": "Mieke"})
    assert answer.json()["role"] == "facilitator"
    assert (await guest.get(board.path)).json()["role"] == "facilitator"


async def test_the_maker_of_a_board_stays_its_facilitator_by_any_link(
    facilitator: httpx.AsyncClient, board: Board
) -> None:
    answer = await facilitator.post("/api/join", json={"token": board.token("viewer")})
    assert answer.json()["role"] == "facilitator"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_empty"),
        (" \t ", "name_empty"),
        ("x" * 81, "name_too_long"),
        ("x" * 10_000, "name_too_long"),
        ("Mie\x00ke", "control_characters"),
        ("Mie\nke", "control_characters"),
        ("Mie\u2028ke", "control_characters"),
        ("\u202eekeiM", "control_characters"),
        ({"first": "Mieke"}, "field_invalid"),
    ],
)
async def test_a_name_that_cannot_be_is_refused_and_nobody_joins(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board, name: object, code: str
) -> None:
    visitor = instance.browser()
    answer = await visitor.post("/api/join", json={"token": board.token("viewer"), "name": name})
    assert problem(answer) == (422, code)
    assert "set-cookie" not in answer.headers
    assert len((await facilitator.get(f"{board.path}/people")).json()["people"]) == 1
    assert problem(await facilitator.patch("/api/me", json={"name": name})) == (422, code)


async def test_nobody_joins_without_a_name(instance: Instance, board: Board) -> None:
    answer = await instance.browser().post("/api/join", json={"token": board.token("viewer")})
    assert problem(answer) == (422, "name_empty")


@pytest.mark.parametrize("name", ["Zoë", "李小龙", "O'Brien-van der Meer", "👩‍🏫 Anna", "x" * 80])
async def test_names_of_all_the_world_are_kept(instance: Instance, board: Board, name: str) -> None:
    guest = await instance.guest(board, name=name)
    assert (await guest.get("/api/me")).json()["person"]["name"] == name


@pytest.mark.parametrize(
    ("group", "status", "kept"),
    [("  buren ", 200, "buren"), ("", 200, None), ("   ", 200, None), ("x" * 81, 422, None)],
)
async def test_a_group_is_one_line_or_nothing(
    instance: Instance, board: Board, group: str, status: int, kept: str | None
) -> None:
    answer = await instance.browser().post(
        "/api/join", json={"token": board.token("viewer"), "name": "Mieke", "group": group}
    )
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["person"]["group"] == kept


@pytest.mark.parametrize("token", ["nobody-made-this", "x" * 200, "a b", "\x00", "' OR 1=1 --"])
async def test_a_token_nobody_made_opens_nothing(
    instance: Instance, board: Board, token: str
) -> None:
    """[ACC-4] By any of the three ways to show one."""
    visitor, unknown = instance.browser(), (401, "link_unknown")
    assert problem(await visitor.post("/api/join/preview", json={"token": token})) == unknown
    answer = await visitor.post("/api/join", json={"token": token, "name": "Eve"})
    assert problem(answer) == unknown
    answer = await visitor.get(f"{board.path}/objects", params={"token": token})
    assert problem(answer) == unknown


async def test_the_token_of_another_board_opens_only_that_board(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[ACC-4] Also in the hands of somebody who is on this board."""
    another = await instance.board(facilitator, "Another")
    token = another.token("facilitator")
    for browser in (instance.browser(), facilitator):
        answer = await browser.get(f"{board.path}/objects", params={"token": token})
        assert problem(answer) == (403, "link_foreign")


async def test_guests_of_one_board_have_different_colours(instance: Instance, board: Board) -> None:
    colors = set()
    for number in range(11):
        guest = await instance.guest(board, name=f"Guest {number}")
        colors.add((await guest.get("/api/me")).json()["person"]["color"])
    assert len(colors) == 11
