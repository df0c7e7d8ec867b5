"""What letting somebody in asks of the database."""

from __future__ import annotations

from tafelronde.board.access import Role
from tafelronde.storage.boards import move_to_bin
from tafelronde.storage.database import Database
from tafelronde.storage.links import link_person, revoke_link
from tafelronde.storage.people import SESSION_LIFE, end_session, start_session
from tafelronde.storage.quarantine import Poison, QuarantineStore
from tafelronde.storage.standing import Standing, link_with_board, standing_by_session
from tests.storage.given import NOW, a_board, a_guest, a_link, a_person


async def _session(database: Database, person_id: str) -> str:
    async with database.write() as connection:
        return await start_session(connection, person_id, NOW)


async def _standing(
    database: Database, token: str, board_id: str, now: int = NOW
) -> Standing | None:
    return await database.run_read(standing_by_session, token, board_id, now)


async def test_a_member_stands_on_the_board_by_the_link_they_came_by(database: Database) -> None:
    maker = await a_person(database)
    board = await a_board(database, maker)
    link = await a_link(database, board, Role.VIEWER)
    guest = await a_guest(database, link)
    at_guests = await _standing(database, await _session(database, guest.id), board.id)
    assert at_guests == Standing(guest, board, Role.VIEWER, link.id, False, False)
    at_makers = await _standing(database, await _session(database, maker.id), board.id)
    assert at_makers == Standing(maker, board, Role.FACILITATOR, None, False, False)


async def test_who_is_no_member_stands_before_the_board(database: Database) -> None:
    """As does who is no member any more, which is another thing."""
    board = await a_board(database, await a_person(database))
    stranger = await a_person(database, "Stranger")
    link = await a_link(database, board)
    guest = await a_guest(database, link)
    async with database.write() as connection:
        await revoke_link(connection, board.id, Role.PARTICIPANT, NOW)
    before = await _standing(database, await _session(database, stranger.id), board.id)
    assert before == Standing(stranger, board, None, None, False, False)
    after = await _standing(database, await _session(database, guest.id), board.id)
    assert after == Standing(guest, board, None, None, True, False)


async def test_a_board_that_is_not_there_has_nobody_on_it(database: Database) -> None:
    person = await a_person(database)
    await a_board(database, person)
    seen = await _standing(database, await _session(database, person.id), "no-such-board")
    assert seen == Standing(person, None, None, None, False, False)


async def test_a_session_that_ended_proves_nobody(database: Database) -> None:
    person = await a_person(database)
    board = await a_board(database, person)
    token = await _session(database, person.id)
    assert await _standing(database, token, board.id, NOW + SESSION_LIFE) is None
    async with database.write() as connection:
        await end_session(connection, token)
    assert await _standing(database, token, board.id) is None


async def test_a_link_leads_to_its_board_also_when_it_was_revoked_or_the_board_is_in_the_bin(
    database: Database,
) -> None:
    board = await a_board(database)
    link = await a_link(database, board)
    assert await database.run_read(link_with_board, link.token) == (link, board, False)
    assert await database.run_read(link_with_board, "nobody-made-this") is None
    async with database.write() as connection:
        await revoke_link(connection, board.id, Role.PARTICIPANT, NOW + 1)
        await move_to_bin(connection, board.id, NOW + 2)
    found = await database.run_read(link_with_board, link.token)
    assert found is not None
    assert (found.link.revoked_at, found.board.deleted_at) == (NOW + 1, NOW + 2)


async def test_who_is_banned_from_a_board_is_known_for_it(database: Database) -> None:
    """[QUAR-3] By name and by a link's bare token."""
    board = await a_board(database)
    link = await a_link(database, board)
    guest = await a_guest(database, link)
    for person_id in (guest.id, link_person(link).id):
        poison = Poison(board.id, person_id, link.id, NOW, "PanicException", b"poison")
        assert await QuarantineStore(database).keep([poison, poison])
    seen = await _standing(database, await _session(database, guest.id), board.id)
    assert seen == Standing(guest, board, Role.PARTICIPANT, link.id, False, True)
    assert await database.run_read(link_with_board, link.token) == (link, board, True)
