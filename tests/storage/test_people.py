"""People, sessions and sign-in links."""

from __future__ import annotations

import asyncio

import pytest

from tafelronde.errors import NotSignedIn
from tafelronde.storage.database import Database
from tafelronde.storage.links import join
from tafelronde.storage.people import (
    COLORS,
    HOUR,
    SESSION_LIFE,
    SIGNIN_LINK_LIFE,
    Person,
    create_person,
    create_signin_link,
    end_session,
    facilitators,
    free_color,
    get_person,
    keep_session,
    person_by_session,
    rename_person,
    session_is_due,
    start_session,
    use_signin_link,
)
from tafelronde.storage.tables import sessions, signin_links
from tests.storage.conftest import Open, rows
from tests.storage.given import NOW, a_board, a_link, a_person


async def whose(database: Database, token: str, now: int = NOW) -> Person | None:
    async with database.read() as connection:
        return await person_by_session(connection, token, now)


async def a_session(database: Database, person: Person) -> str:
    async with database.write() as connection:
        return await start_session(connection, person.id, NOW)


async def a_signin_link(database: Database, person: Person) -> str:
    async with database.write() as connection:
        return await create_signin_link(connection, person.id, NOW)


async def use(database: Database, token: str, now: int = NOW) -> Person:
    async with database.write() as connection:
        return await use_signin_link(connection, token, now)


async def test_a_person_is_kept_and_renamed(database: Database) -> None:
    """With the stakeholder group they named."""
    async with database.write() as connection:
        made = await create_person(connection, kind="guest", name="Bo", group="Tenants", now=NOW)
        assert 0 <= made.color < COLORS
        renamed = await rename_person(connection, made.id, "Bo de Wit")
        assert await rename_person(connection, "nobody", "x") is None
    async with database.read() as connection:
        assert await get_person(connection, made.id) == renamed
        assert await get_person(connection, "nobody") is None
        assert await facilitators(connection) == []
    assert renamed is not None
    assert (renamed.name, renamed.stakeholder_group) == ("Bo de Wit", "Tenants")


async def test_people_of_a_board_get_different_colors_while_there_are_any(
    database: Database,
) -> None:
    """Then the colours begin again."""
    board = await a_board(database)
    link = await a_link(database, board)
    colors = []
    async with database.write() as connection:
        for n in range(COLORS + 2):
            color = await free_color(connection, board.id)
            guest = await create_person(connection, kind="guest", name=f"{n}", now=NOW, color=color)
            await join(connection, link, guest.id, NOW)
            colors.append(color)
    assert colors == [*range(COLORS), 0, 1]


async def test_a_session_is_good_for_180_days_out_of_use(database: Database) -> None:
    """And for another 180 from each day it is used."""
    person = await a_person(database)
    token = await a_session(database, person)
    last = NOW + SESSION_LIFE - 1
    assert await whose(database, token, last) == person
    assert await whose(database, token, last + 1) is None
    async with database.write() as connection:
        assert not await session_is_due(connection, token, NOW + 23 * HOUR)
        assert await session_is_due(connection, token, last)
        await keep_session(connection, token, last)
        assert not await session_is_due(connection, token, last)
    assert await whose(database, token, last + SESSION_LIFE - 1) == person


async def test_an_expired_session_cannot_be_kept(database: Database) -> None:
    """It does not come alive again."""
    token = await a_session(database, await a_person(database))
    late = NOW + SESSION_LIFE
    async with database.write() as connection:
        assert not await session_is_due(connection, token, late)
        await keep_session(connection, token, late)
    assert await whose(database, token, late) is None


async def test_an_ended_session_is_nobodys(database: Database) -> None:
    """Others of the same person go on."""
    person = await a_person(database)
    token, other = await a_session(database, person), await a_session(database, person)
    async with database.write() as connection:
        await end_session(connection, token)
        await end_session(connection, "never was")
    assert await whose(database, token) is None
    assert await whose(database, other) == person


async def test_a_signin_link_works_once(database: Database) -> None:
    """The second time it says so."""
    person = await a_person(database)
    token = await a_signin_link(database, person)
    assert await use(database, token) == person
    with pytest.raises(NotSignedIn) as refused:
        await use(database, token)
    assert refused.value.code == "signin_link_used"


async def test_a_signin_link_works_for_a_day(database: Database) -> None:
    """One that never was is another matter."""
    token = await a_signin_link(database, await a_person(database))
    with pytest.raises(NotSignedIn) as refused:
        await use(database, token, NOW + SIGNIN_LINK_LIFE)
    assert refused.value.code == "signin_link_expired"
    with pytest.raises(NotSignedIn) as refused:
        await use(database, "never was")
    assert refused.value.code == "signin_link_unknown"
    assert (await use(database, token, NOW + SIGNIN_LINK_LIFE - 1)).name == "An"


async def test_of_two_who_use_a_signin_link_at_once_one_gets_in(
    database: Database, open_database: Open, url: str
) -> None:
    """On two processes, too."""
    token = await a_signin_link(database, await a_person(database))
    other = await open_database(url)
    answers = await asyncio.gather(use(database, token), use(other, token), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["NotSignedIn", "Person"]


async def test_the_database_keeps_no_session_or_signin_token(database: Database) -> None:
    """Who reads it cannot sign in with what they find."""
    person = await a_person(database)
    tokens = await a_session(database, person), await a_signin_link(database, person)
    kept = str(await rows(database, sessions)) + str(await rows(database, signin_links))
    assert all(token not in kept for token in tokens)
