"""Who is on a board, as everybody who comes in is told."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from tafelronde.web.rosters import Rosters
from tests.web.instance import Board, Instance


def _names(roster: dict[str, list[dict[str, Any]]]) -> set[str]:
    return {person["name"] for person in roster["people"]}


async def test_many_who_come_at_once_are_told_the_same(instance: Instance, board: Board) -> None:
    rosters: Rosters = instance.app.state.rosters
    told = await asyncio.gather(*(rosters.of(board.id) for _ in range(100)))
    assert all(each is told[0] for each in told)


async def test_who_comes_after_somebody_joined_is_told_of_them(
    instance: Instance, board: Board
) -> None:
    rosters: Rosters = instance.app.state.rosters
    assert _names(await rosters.of(board.id)) == {"Facilitator"}
    await instance.guest(board, name="Mieke")
    assert _names(await rosters.of(board.id)) == {"Facilitator", "Mieke"}


async def test_who_comes_after_somebody_was_renamed_is_told_the_new_name(
    instance: Instance, board: Board
) -> None:
    rosters: Rosters = instance.app.state.rosters
    guest = await instance.guest(board, name="Mieke")
    await rosters.of(board.id)
    await guest.patch("/api/me", json={"name": "Mieke de V."})
    assert _names(await rosters.of(board.id)) == {"Facilitator", "Mieke de V."}


async def test_who_comes_after_a_link_was_revoked_is_told_of_nobody_who_came_by_it(
    instance: Instance, board: Board, facilitator: httpx.AsyncClient
) -> None:
    rosters: Rosters = instance.app.state.rosters
    await instance.guest(board, name="Mieke")
    await rosters.of(board.id)
    await facilitator.post(f"{board.path}/links/participant/revoke")
    assert _names(await rosters.of(board.id)) == {"Facilitator"}
