"""Join links: one live link a role, revocable, and who comes in by them."""

from __future__ import annotations

import asyncio

import pytest

from tafelronde.board.access import Role
from tafelronde.errors import Conflict, Revoked
from tafelronde.storage.boards import Member, Membership, membership, people_of_board
from tafelronde.storage.database import Database
from tafelronde.storage.links import (
    Link,
    issue_link,
    join,
    link_by_token,
    link_person,
    links_of,
    revoke_link,
)
from tafelronde.storage.people import get_person
from tests.storage.conftest import Open
from tests.storage.given import NOW, a_board, a_guest, a_link, a_person


async def revoke(database: Database, link: Link, keep: str | None = None) -> Link | None:
    async with database.write() as connection:
        return await revoke_link(connection, link.board_id, link.role, NOW + 1, keep)


async def members(database: Database, board_id: str) -> list[Member]:
    async with database.read() as connection:
        return await people_of_board(connection, board_id)


async def test_a_board_has_one_live_link_a_role(database: Database) -> None:
    """A second is refused; after a revocation a new one has another token."""
    board = await a_board(database)
    first = await a_link(database, board)
    viewers = await a_link(database, board, Role.VIEWER)
    async with database.write() as connection:
        with pytest.raises(Conflict) as refused:
            await issue_link(connection, board.id, Role.PARTICIPANT, NOW)
        assert refused.value.code == "link_exists"
        found = await links_of(connection, board.id)
        assert found == {Role.PARTICIPANT: first, Role.VIEWER: viewers}
    await revoke(database, first)
    second = await a_link(database, board)
    assert second.token != first.token
    async with database.read() as connection:
        found = await links_of(connection, board.id)
        assert found == {Role.PARTICIPANT: second, Role.VIEWER: viewers}


async def test_a_link_is_found_by_its_token_also_when_revoked(database: Database) -> None:
    """So that its holder can be told which of the two it is: unknown or revoked."""
    link = await a_link(database, await a_board(database))
    async with database.read() as connection:
        assert await link_by_token(connection, link.token) == link
        assert await link_by_token(connection, link.token[:-1]) is None
    await revoke(database, link)
    async with database.read() as connection:
        found = await link_by_token(connection, link.token)
        assert found is not None
        assert found.revoked_at == NOW + 1


async def test_a_guest_joins_with_the_role_of_the_link(database: Database) -> None:
    """And is then one of the people of the board."""
    board = await a_board(database)
    link = await a_link(database, board)
    guest = await a_guest(database, link)
    assert await members(database, board.id) == [Member(guest, Role.PARTICIPANT)]
    async with database.read() as connection:
        assert await membership(connection, board.id, guest.id) == Membership(
            board.id, guest.id, Role.PARTICIPANT, link.id, NOW
        )


async def test_the_stronger_role_holds(database: Database) -> None:
    """Whichever link came first."""
    board = await a_board(database)
    viewers, writers = await a_link(database, board, Role.VIEWER), await a_link(database, board)
    guest = await a_guest(database, viewers)
    async with database.write() as connection:
        assert (await join(connection, writers, guest.id, NOW + 1)).role is Role.PARTICIPANT
        again = await join(connection, viewers, guest.id, NOW + 2)
    assert again == Membership(board.id, guest.id, Role.PARTICIPANT, writers.id, NOW)


async def test_revoking_a_link_ends_the_memberships_it_gave_but_ones_own(
    database: Database,
) -> None:
    """Members by another link, and the maker of the board, stay."""
    maker = await a_person(database)
    board = await a_board(database, maker)
    link, viewers = await a_link(database, board), await a_link(database, board, Role.VIEWER)
    _, cy = await a_guest(database, link), await a_guest(database, link, "Cy")
    await a_guest(database, viewers, "Di")
    revoked = await revoke(database, link, keep=cy.id)
    assert revoked is not None
    assert revoked.id == link.id
    assert {one.person.name for one in await members(database, board.id)} == {"An", "Cy", "Di"}
    assert await revoke(database, link) is None


async def test_nobody_joins_by_a_revoked_link(database: Database) -> None:
    """Nor by one of a board that is gone."""
    board = await a_board(database)
    link, guest = await a_link(database, board), await a_person(database)
    await revoke(database, link)
    async with database.write() as connection:
        with pytest.raises(Revoked):
            await join(connection, link, guest.id, NOW)
    assert await members(database, board.id) == []


async def test_who_lost_their_access_comes_back_by_a_new_link(database: Database) -> None:
    """With what that link gives, not with what they were."""
    board = await a_board(database)
    link = await a_link(database, board)
    guest = await a_guest(database, link)
    await revoke(database, link)
    viewers = await a_link(database, board, Role.VIEWER)
    async with database.write() as connection:
        assert (await join(connection, viewers, guest.id, NOW)).role is Role.VIEWER


async def test_a_revocation_and_a_joining_at_once_leave_nobody_inside(
    database: Database, open_database: Open, url: str
) -> None:
    """Whoever wins, the membership does not outlive the link."""
    board = await a_board(database)
    other = await open_database(url)
    guests = [await a_person(database, f"Guest {n}") for n in range(4)]
    for _ in range(5):
        link = await a_link(database, board)

        async def joins(person_id: str, by: Link = link) -> None:
            async with other.write() as connection:
                await join(connection, by, person_id, NOW)

        await asyncio.gather(
            *(joins(guest.id) for guest in guests), revoke(database, link), return_exceptions=True
        )
        assert await members(database, board.id) == []


async def test_joining_twice_at_once_is_joining_once(
    database: Database, open_database: Open, url: str
) -> None:
    """Two tabs, one click each."""
    board = await a_board(database)
    other = await open_database(url)
    link, guest = await a_link(database, board), await a_person(database)

    async def joins(by: Database) -> Membership:
        async with by.write() as connection:
            return await join(connection, link, guest.id, NOW)

    one, two = await asyncio.gather(joins(database), joins(other))
    assert one == two
    assert len(await members(database, board.id)) == 1


async def test_a_link_has_a_person_who_stands_for_its_unnamed_guests(database: Database) -> None:
    """Known from the moment the link is."""
    link = await a_link(database, await a_board(database))
    person = link_person(link)
    assert (person.id, person.kind, person.name) == (f"link_{link.id}", "link", "")
    async with database.read() as connection:
        assert await get_person(connection, person.id) == person


def test_a_link_does_not_show_its_token() -> None:
    """Not in a log line, not in a traceback."""
    link = Link("id", "board", Role.VIEWER, "s3cret", NOW, None)
    assert "s3cret" not in f"{link!r} {link}"
