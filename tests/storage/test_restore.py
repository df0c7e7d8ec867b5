"""What a restore puts back, what it leaves as it is, and who is refused afterwards."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Map

from tafelronde.board.access import Role
from tafelronde.cli.stored import state_vector as real_state_vector
from tafelronde.errors import BoardNotFound
from tafelronde.storage.backup import backup, restore
from tafelronde.storage.boards import (
    Board,
    get_board,
    move_to_bin,
    people_of_board,
    rename,
)
from tafelronde.storage.database import Database
from tafelronde.storage.images import ImageStore
from tafelronde.storage.links import Link, link_by_token, revoke_link
from tafelronde.storage.people import (
    Person,
    end_session,
    person_by_session,
)
from tafelronde.storage.tables import closed_epochs, metadata
from tafelronde.storage.templates import TemplateStore
from tafelronde.storage.update_log import Appended, Fenced, UpdateLog
from tafelronde.sync.log_record import LogEntry, encode_record
from tests.images.drawing import picture
from tests.storage.backups import (
    LATER,
    a_full_database,
    a_session,
    a_template,
    everything,
    made,
    restored,
)
from tests.storage.conftest import Open, rows
from tests.storage.given import NOW, a_board, a_guest, a_link, a_person, some_boards, write


async def test_a_board_goes_back_to_what_it_was(database: Database, tmp_path: Path) -> None:
    """Its content, its title, its snapshots, and out of the bin if it was."""
    board = await a_full_database(database)
    was = await made(database, board.id)
    await backup(database, tmp_path / "all.zip")
    log = UpdateLog(database)
    await log.append([write(board, b"9=1")])
    await log.compact(board.id, board.epoch, 5, b"9=1", NOW)
    await log.save_named_snapshot(board.id, board.epoch, 5, b"", "Session 2", NOW)
    async with database.write() as connection:
        await rename(connection, board.id, title="Other", now=LATER)
        await move_to_bin(connection, board.id, LATER)
    await restored(database, tmp_path / "all.zip")
    assert await made(database, board.id) == was


async def test_pictures_and_templates_go_back_to_what_they_were(
    database: Database, tmp_path: Path
) -> None:
    """[IMG-9] What was thrown away is back, what came since is gone, with its pictures."""
    board = await a_full_database(database)
    an = (await rows(database, metadata.tables["templates"], "person_id"))[0][0]
    person = Person(an, "facilitator", "An", None, 0, NOW)
    before = await everything(database)
    await backup(database, tmp_path / "all.zip")
    store = ImageStore(database)
    had = {info.hash for info in await store.of_board(board.id)}
    newer = picture(b"newer")
    await store.add(board.id, newer, quota=10_000, now=LATER)
    await a_template(database, person, board, newer.hash, "Newer")
    old = next(each for each in await TemplateStore(database).of_person(an) if each.title == "Café")
    await TemplateStore(database).move_to_bin(an, old.id, LATER)
    await TemplateStore(database).purge(LATER + 1)
    await store.note_used(board.id, set(), LATER)
    await store.drop(board.id, had, LATER + 1)
    assert await store.delete_forsaken() == len(had)
    await restored(database, tmp_path / "all.zip")
    after = await everything(database)
    for table in ("images", "board_images", "templates", "template_images", "board_authors"):
        assert after[table] == before[table]


async def test_a_board_newer_than_the_backup_is_removed(database: Database, tmp_path: Path) -> None:
    """With its log, its links and its memberships; the people stay."""
    old = await a_board(database)
    await backup(database, tmp_path / "all.zip")
    new = await a_board(database, await a_person(database))
    guest = await a_guest(database, await a_link(database, new))
    await restored(database, tmp_path / "all.zip")
    async with database.read() as connection:
        assert (await get_board(connection, old.id)).title == old.title
        with pytest.raises(BoardNotFound):
            await get_board(connection, new.id)
    left = await everything(database)
    assert left["links"] == left["memberships"] == []
    assert [row[0] for row in left["board_log"]] == [old.id]
    assert guest.id in {row[0] for row in left["people"]}


async def test_a_restored_board_is_in_a_new_epoch(database: Database, tmp_path: Path) -> None:
    """[DUR-8] Who still writes for the old one is fenced."""
    board = await a_board(database)
    await backup(database, tmp_path / "all.zip")
    await restored(database, tmp_path / "all.zip")
    log = UpdateLog(database)
    assert await log.append([write(board)]) == [Fenced("epoch")]
    (epoch,) = (await log.epochs([board.id])).values()
    assert epoch != board.epoch
    assert await log.append([write(board, epoch=epoch)]) == [Appended(2)]


async def test_a_restore_is_a_new_generation(database: Database, tmp_path: Path) -> None:
    """[DUR-8] By that a running server notices."""
    log = UpdateLog(database)
    generation = await log.generation()
    await backup(database, tmp_path / "all.zip")
    assert await log.generation() == generation
    await restored(database, tmp_path / "all.zip")
    assert await log.generation() != generation


async def allowed(database: Database, board: Board) -> dict[int, int]:
    return (await UpdateLog(database).load(board.id)).closed_clocks


async def present(database: Database, board: Board) -> Board:
    async with database.read() as connection:
        return await get_board(connection, board.id)


async def test_closed_clients_may_name_what_was_restored_and_nothing_beyond(
    database: Database, tmp_path: Path
) -> None:
    """Known now or then: the restored clock, 0 for who had written nothing yet."""
    board = await a_board(database)
    log = UpdateLog(database)
    await log.append([write(board, b"1=5,2=2")])
    await backup(database, tmp_path / "first.zip")
    await log.append([write(board, b"1=9,3=4")])
    await backup(database, tmp_path / "second.zip")
    await restored(database, tmp_path / "first.zip")
    assert await allowed(database, board) == {1: 5, 2: 2, 3: 0}
    board = await present(database, board)
    await log.append([write(board, b"4=6")])
    await restored(database, tmp_path / "second.zip")
    assert await allowed(database, board) == {1: 9, 2: 2, 3: 4, 4: 0}
    await restored(database, tmp_path / "first.zip")
    assert await allowed(database, board) == {1: 5, 2: 2, 3: 0, 4: 0}


async def test_closed_epochs_travel_with_the_backup(
    database: Database, other_url: str, open_database: Open, tmp_path: Path
) -> None:
    """A client of an epoch closed long ago is refused on the new machine too."""
    board = await a_board(database)
    log = UpdateLog(database)
    await backup(database, tmp_path / "empty.zip")
    await log.append([write(board, b"1=5")])
    await restored(database, tmp_path / "empty.zip")
    now = await present(database, board)
    await log.append([write(now, b"2=3")])
    await backup(database, tmp_path / "all.zip")
    other = await open_database(other_url)
    await restored(other, tmp_path / "all.zip")
    assert await allowed(other, board) == {1: 0, 2: 3}
    closed = {epoch for _, epoch in await rows(other, closed_epochs, "board_id", "epoch")}
    assert closed == {board.epoch, now.epoch}


async def test_clocks_are_those_of_real_documents(database: Database, tmp_path: Path) -> None:
    """With the function that the command line passes in."""
    board = await a_board(database)
    document: Doc[Any] = Doc(client_id=77)
    notes = document.get("objects", type=Map)
    log = UpdateLog(database)

    async def writes(key: str) -> None:
        before = document.get_state()
        notes[key] = "x"
        entry = LogEntry(document.get_update(before), "person")
        await log.append([write(board, encode_record([entry]))])

    async with database.write() as connection:
        seed = encode_record([])
        await connection.execute(metadata.tables["board_log"].update().values(payload=seed))
    await writes("one")
    await backup(database, tmp_path / "all.zip")
    await writes("two")
    await restore(database, tmp_path / "all.zip", LATER, real_state_vector)
    assert await allowed(database, board) == {77: 1}


async def token_is_good(database: Database, link: Link) -> bool:
    async with database.read() as connection:
        found = await link_by_token(connection, link.token)
        return found is not None and found.revoked_at is None


async def names_on(database: Database, board: Board) -> set[str]:
    async with database.read() as connection:
        return {member.person.name for member in await people_of_board(connection, board.id)}


async def test_revocations_stay_revoked(database: Database, tmp_path: Path) -> None:
    """And the link that took the place of a revoked one stays live."""
    board = await a_board(database, await a_person(database))
    link, viewers = await a_link(database, board), await a_link(database, board, Role.VIEWER)
    await a_guest(database, link)
    await a_guest(database, viewers, "Vi")
    await backup(database, tmp_path / "all.zip")
    async with database.write() as connection:
        await revoke_link(connection, board.id, Role.PARTICIPANT, NOW)
    newer = await a_link(database, board)
    await a_guest(database, newer, "Cy")
    await restored(database, tmp_path / "all.zip")
    assert not await token_is_good(database, link)
    assert await token_is_good(database, newer)
    assert await token_is_good(database, viewers)
    assert await names_on(database, board) == {"An", "Vi", "Cy"}


async def test_a_role_never_has_two_live_links(
    database: Database, other_url: str, open_database: Open, tmp_path: Path
) -> None:
    """Where the backup and the database each have one of their own, the one that is here lives."""
    board = await a_board(database)
    first = await a_link(database, board)
    await backup(database, tmp_path / "first.zip")
    other = await open_database(other_url)
    await restored(other, tmp_path / "first.zip")
    for at in (database, other):
        async with at.write() as connection:
            await revoke_link(connection, board.id, Role.PARTICIPANT, NOW)
    here, there = await a_link(database, board), await a_link(other, board)
    await backup(database, tmp_path / "second.zip")
    await restored(other, tmp_path / "second.zip")
    assert await token_is_good(other, there)
    assert not await token_is_good(other, here)
    assert not await token_is_good(other, first)


async def test_a_link_revoked_in_the_backup_is_revoked(
    database: Database, other_url: str, open_database: Open, tmp_path: Path
) -> None:
    """Also where an older backup had brought it back to life."""
    board = await a_board(database)
    link = await a_link(database, board)
    await a_guest(database, link)
    await backup(database, tmp_path / "first.zip")
    async with database.write() as connection:
        await revoke_link(connection, board.id, Role.PARTICIPANT, NOW)
    await backup(database, tmp_path / "second.zip")
    other = await open_database(other_url)
    await restored(other, tmp_path / "first.zip")
    assert await token_is_good(other, link)
    await restored(other, tmp_path / "second.zip")
    assert not await token_is_good(other, link)
    assert await names_on(other, board) == set()


async def test_people_and_sessions_newer_than_the_backup_are_kept(
    database: Database, tmp_path: Path
) -> None:
    """And a session that was ended since does not come back."""
    an = await a_person(database)
    ended, kept = await a_session(database, an), await a_session(database, an)
    await backup(database, tmp_path / "all.zip")
    newer = await a_person(database, "Bo")
    fresh = await a_session(database, newer)
    async with database.write() as connection:
        await end_session(connection, ended)
    await restored(database, tmp_path / "all.zip")
    async with database.read() as connection:
        assert await person_by_session(connection, kept, NOW) == an
        assert await person_by_session(connection, fresh, NOW) == newer
        assert await person_by_session(connection, ended, NOW) is None


async def test_a_restore_while_a_server_writes_fences_every_room(
    database: Database, open_database: Open, url: str, tmp_path: Path
) -> None:
    """[DUR-8] Each append is before the restore, and gone, or after it, and fenced."""
    many = await some_boards(database, 5)
    await backup(database, tmp_path / "all.zip")
    server = UpdateLog(await open_database(url))
    answers: list[Appended | Fenced] = []

    async def writes() -> None:
        while Fenced("epoch") not in answers:
            answers.extend(await server.append([write(board) for board in many]))

    await asyncio.gather(writes(), restored(database, tmp_path / "all.zip"))
    assert answers[-5:] == [Fenced("epoch")] * 5
    for board in many:
        assert (await server.load(board.id)).payloads == [b"seed"]
