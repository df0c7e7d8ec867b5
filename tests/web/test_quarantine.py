"""What is closed to somebody who is banned from a board, and what is not."""

from __future__ import annotations

import httpx

from tafelronde.storage.links import link_by_token, link_person
from tafelronde.storage.quarantine import Poison, QuarantineStore
from tests.web.instance import Board, Instance, my_id, problem

LINK = "participant"


async def ban(instance: Instance, board: Board, person_id: str) -> None:
    poison = Poison(board.id, person_id, None, instance.now, "PanicException", b"\x00")
    await QuarantineStore(instance.database).keep([poison, poison])


async def person_of_token(instance: Instance, board: Board) -> str:
    """The id of the one who stands for all that show the participants' bare token."""
    async with instance.database.read() as connection:
        link = await link_by_token(connection, board.token(LINK))
    assert link is not None
    return link_person(link).id


async def test_who_is_banned_is_refused_on_every_route_of_the_board_and_nowhere_else(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[QUAR-3] Joining it anew by another link is refused too; who they are stays."""
    other = await instance.board(facilitator, "Elsewhere")
    guest = await instance.guest(board)
    await guest.post("/api/join", json={"token": other.token(LINK), "name": "Mieke"})
    await ban(instance, board, await my_id(guest))
    for path in ("", "/objects", "/people"):
        assert problem(await guest.get(board.path + path)) == (403, "banned")
    copied = await guest.put(f"{other.path}/images/{'0' * 64}", json={"board": board.id})
    assert problem(copied) == (403, "banned")
    joined = await guest.post("/api/join", json={"token": board.token("viewer"), "name": "M."})
    assert problem(joined) == (403, "banned")
    assert (await guest.get(other.path)).status_code == 200
    assert (await guest.get("/api/me")).json()["person"]["name"] == "Mieke"
    assert (await facilitator.get(board.path)).status_code == 200


async def test_a_banned_token_leaves_those_who_joined_by_its_link_alone(
    instance: Instance, board: Board
) -> None:
    """[QUAR-4]"""
    guest, bare = await instance.guest(board, LINK), instance.browser()
    objects = f"{board.path}/objects?token="
    assert (await bare.get(objects + board.token(LINK))).status_code == 200
    await ban(instance, board, await person_of_token(instance, board))
    assert problem(await bare.get(objects + board.token(LINK))) == (403, "banned")
    assert (await bare.get(objects + board.token("viewer"))).status_code == 200
    assert (await guest.get(board.path)).status_code == 200
    assert (await (await instance.guest(board, LINK)).get(board.path)).status_code == 200


async def test_banning_somebody_leaves_the_bare_token_of_their_link_alone(
    instance: Instance, board: Board
) -> None:
    """[QUAR-4]"""
    guest = await instance.guest(board, LINK)
    await ban(instance, board, await my_id(guest))
    answer = await instance.browser().get(f"{board.path}/objects?token={board.token(LINK)}")
    assert answer.status_code == 200


async def test_a_lifted_ban_lets_in_at_once(instance: Instance, board: Board) -> None:
    """[QUAR-5]"""
    guest = await instance.guest(board)
    person = await my_id(guest)
    await ban(instance, board, person)
    assert problem(await guest.get(board.path)) == (403, "banned")
    await QuarantineStore(instance.database).lift(board.id, person, instance.now)
    assert (await guest.get(board.path)).status_code == 200
