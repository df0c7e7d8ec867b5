"""The update log, the same on both databases."""

from __future__ import annotations

import asyncio

import pytest

from tafelronde.errors import BoardNotFound, OldEpoch
from tafelronde.storage.boards import get_board, move_to_bin, take_from_bin
from tafelronde.storage.database import Database
from tafelronde.storage.tables import board_log, object_edits, snapshots
from tafelronde.storage.update_log import Append, Appended, Fenced, UpdateLog
from tests.storage.conftest import Open, rows
from tests.storage.given import NOW, a_board, content, some_boards, write


@pytest.fixture
def log(database: Database) -> UpdateLog:
    return UpdateLog(database)


async def seqs(database: Database, board_id: str) -> list[int]:
    found = await rows(database, board_log, "board_id", "seq")
    return [seq for board, seq in found if board == board_id]


async def test_a_row_gets_the_next_number_of_its_board(database: Database, log: UpdateLog) -> None:
    """[DUR-4] The seed is row 1."""
    board = await a_board(database)
    assert await log.append([write(board, b"one")]) == [Appended(2)]
    assert await log.append([write(board, b"two")]) == [Appended(3)]
    stored = await log.load(board.id)
    assert (stored.epoch, stored.seq) == (board.epoch, 3)
    assert (stored.snapshot, stored.payloads) == (None, [b"seed", b"one", b"two"])


async def test_one_commit_serves_many_boards_in_the_order_asked(
    database: Database, log: UpdateLog
) -> None:
    """[DUR-4] Every board has a sequence of its own."""
    boards = await some_boards(database, 60)
    await log.append([write(board) for board in boards[::2]])
    answers = await log.append([write(board) for board in reversed(boards)])
    assert answers == [Appended(3 if n % 2 == 0 else 2) for n in reversed(range(60))]


async def test_a_commit_may_hold_more_boards_than_a_statement_has_parameters(
    database: Database, log: UpdateLog
) -> None:
    """After an outage everything that waited goes in one commit."""
    boards = await some_boards(database, 100)
    strangers = [Append(f"nobody{n}", "epoch", b"", {}, NOW) for n in range(40_000)]
    answers = await log.append([*(write(board) for board in boards), *strangers])
    assert answers[:100] == [Appended(2)] * 100
    assert set(answers[100:]) == {Fenced("gone")}


async def test_a_fenced_board_does_not_spoil_the_others(database: Database, log: UpdateLog) -> None:
    """A closed epoch, a board in the bin and one that never was write nothing and leave no gap."""
    first, closed, binned, last = await some_boards(database, 4)
    async with database.write() as connection:
        await move_to_bin(connection, binned.id, NOW)
    stranger = Append("nobody", "epoch", b"x", {"o": "p"}, NOW)
    answers = await log.append(
        [
            write(first),
            write(closed, epoch="another", o="p"),
            write(binned, o="p"),
            stranger,
            write(last),
        ]
    )
    assert answers == [
        Appended(2),
        Fenced("epoch"),
        Fenced("bin"),
        Fenced("gone"),
        Appended(2),
    ]
    assert await rows(database, object_edits) == []
    async with database.write() as connection:
        await take_from_bin(connection, binned.id)
    assert await log.append([write(closed), write(binned)]) == [Appended(2), Appended(2)]
    assert await seqs(database, binned.id) == [1, 2]


async def test_the_epoch_of_another_board_does_not_open_a_board(
    database: Database, log: UpdateLog
) -> None:
    """Id and epoch must belong together."""
    one, two = await some_boards(database, 2)
    answers = await log.append([write(one, epoch=two.epoch), write(two, epoch=one.epoch)])
    assert answers == [Fenced("epoch"), Fenced("epoch")]


async def test_a_board_twice_in_one_commit_is_refused_whole(
    database: Database, log: UpdateLog
) -> None:
    """The caller puts everything a board adds in one row."""
    board, other = await some_boards(database, 2)
    with pytest.raises(ValueError, match="twice"):
        await log.append([write(board), write(other), write(board)])
    assert await seqs(database, board.id) == await seqs(database, other.id) == [1]


async def test_an_empty_commit_is_no_commit(log: UpdateLog) -> None:
    """Nothing waited."""
    assert await log.append([]) == []


async def test_who_edited_an_object_last_is_known(database: Database, log: UpdateLog) -> None:
    """The document itself does not say."""
    board, other = await some_boards(database, 2)
    await log.append(
        [write(board, at=NOW + 1, a="ann", b="ann"), write(other, at=NOW + 1, a="eve")]
    )
    await log.append([write(board, at=NOW + 2, b="ben")])
    assert await rows(database, object_edits) == sorted(
        [
            (board.id, "a", "ann", NOW + 1),
            (board.id, "b", "ben", NOW + 2),
            (other.id, "a", "eve", NOW + 1),
        ]
    )


async def test_writing_to_a_board_makes_it_the_latest(database: Database, log: UpdateLog) -> None:
    """Lists of boards show what was touched last first."""
    board, other = await some_boards(database, 2)
    await log.append([write(board, at=NOW + 5)])
    async with database.read() as connection:
        assert (await get_board(connection, board.id)).updated_at == NOW + 5
        assert (await get_board(connection, other.id)).updated_at == NOW


async def test_bytes_come_back_as_they_went_in(database: Database, log: UpdateLog) -> None:
    """Every byte, the empty row and a megabyte."""
    board = await a_board(database)
    payloads = [bytes(range(256)), b"", bytes(1024 * 1024)]
    for payload in payloads:
        await log.append([write(board, payload)])
    assert (await log.load(board.id)).payloads == [b"seed", *payloads]


async def test_two_nodes_that_share_boards_neither_wait_in_a_ring_nor_leave_gaps(
    open_database: Open, database: Database, url: str
) -> None:
    """[DUR-4] Two processes on one database, each naming the boards in its own order."""
    boards = await some_boards(database, 12)
    log, other = UpdateLog(database), UpdateLog(await open_database(url))

    async def writes(by: UpdateLog, order: int) -> list[int]:
        seen = []
        for _ in range(25):
            answers = await by.append([write(board) for board in boards[::order]])
            first = answers[0 if order == 1 else -1]
            assert isinstance(first, Appended)
            seen.append(first.seq)
        return seen

    one, two = await asyncio.gather(writes(log, 1), writes(other, -1))
    assert sorted(one + two) == list(range(2, 52))
    for board in boards:
        assert await seqs(database, board.id) == list(range(1, 52))


async def test_a_board_that_never_was_cannot_be_loaded(log: UpdateLog) -> None:
    """The caller learns which."""
    with pytest.raises(BoardNotFound) as failed:
        await log.load("nobody")
    assert failed.value.board_id == "nobody"


async def test_a_board_in_the_bin_can_be_read(database: Database, log: UpdateLog) -> None:
    """It may still be exported, or taken back."""
    board = await a_board(database)
    async with database.write() as connection:
        await move_to_bin(connection, board.id, NOW)
    assert (await log.load(board.id)).payloads == [b"seed"]
    assert await log.epochs([board.id, "nobody"]) == {}


async def test_the_epochs_of_boards_are_those_of_the_living(
    database: Database, log: UpdateLog
) -> None:
    """However many are asked about."""
    boards = await some_boards(database, 3)
    ids = [board.id for board in boards] + [f"nobody{n}" for n in range(12_000)]
    assert await log.epochs(ids) == {board.id: board.epoch for board in boards}


async def test_a_snapshot_takes_the_place_of_the_rows_before_it(
    database: Database, log: UpdateLog
) -> None:
    """[DUR-4] Rows behind it stay."""
    board = await a_board(database)
    for payload in (b"two,", b"three,", b"four,"):
        await log.append([write(board, payload)])
    assert await log.compact(board.id, board.epoch, 3, b"seed,two,three,", NOW)
    stored = await log.load(board.id)
    assert (stored.seq, stored.snapshot, stored.payloads) == (4, b"seed,two,three,", [b"four,"])
    assert await seqs(database, board.id) == [4]
    assert await log.append([write(board)]) == [Appended(5)]
    assert await log.compact(board.id, board.epoch, 5, b"all", NOW)
    assert await rows(database, snapshots, "board_id", "seq", "name", "state") == [
        (board.id, 5, None, b"all")
    ]


async def test_a_snapshot_that_is_late_or_foreign_changes_nothing(
    database: Database, log: UpdateLog
) -> None:
    """Compaction is guarded by its sequence number, the epoch and the log's head."""
    board = await a_board(database)
    await log.append([write(board, b"two,")])
    await log.append([write(board, b"three,")])
    assert await log.compact(board.id, board.epoch, 2, b"seed,two,", NOW)
    before = await log.load(board.id)
    for board_id, epoch, seq in (
        (board.id, board.epoch, 1),
        (board.id, board.epoch, 2),
        (board.id, board.epoch, 4),
        (board.id, "another", 3),
        ("nobody", board.epoch, 3),
    ):
        assert not await log.compact(board_id, epoch, seq, b"wrong", NOW)
    assert await log.load(board.id) == before


async def test_a_snapshot_is_replaced_where_it_stands_and_nowhere_else(
    database: Database, log: UpdateLog
) -> None:
    """[DUR-4] The rows behind it, a named one, and what another node wrote meanwhile stay."""
    board = await a_board(database)
    await log.append([write(board, b"two,")])
    assert not await log.replace_snapshot(board.id, board.epoch, 1, b"none yet", NOW)
    assert await log.compact(board.id, board.epoch, 1, b"one,", NOW)
    await log.save_named_snapshot(board.id, board.epoch, 1, b"named", "Session 1", NOW)
    for board_id, epoch, seq in (
        (board.id, board.epoch, 2),
        (board.id, "another", 1),
        ("nobody", board.epoch, 1),
    ):
        assert not await log.replace_snapshot(board_id, epoch, seq, b"wrong", NOW)
    assert await log.replace_snapshot(board.id, board.epoch, 1, b"ONE,", NOW)
    stored = await log.load(board.id)
    assert (stored.snapshot, stored.payloads, stored.seq) == (b"ONE,", [b"two,"], 2)
    assert (1, "Session 1", b"named") in await snapshot_rows(database)


async def test_of_two_nodes_that_compact_at_once_one_does(
    open_database: Open, database: Database, url: str
) -> None:
    """An older full state never overwrites a newer one."""
    board = await a_board(database)
    logs = [UpdateLog(database), UpdateLog(await open_database(url))]
    for _ in range(10):
        await logs[0].append([write(board, b"x")])
    done = await asyncio.gather(
        *(
            log.compact(board.id, board.epoch, seq, b"%d" % seq, NOW)
            for log in logs
            for seq in (9, 11)
        )
    )
    assert sum(done) in (1, 2)
    stored = await logs[0].load(board.id)
    assert (stored.snapshot, stored.payloads, stored.seq) == (b"11", [], 11)


async def test_a_named_snapshot_is_never_discarded(database: Database, log: UpdateLog) -> None:
    """Not by compaction, not by another of the same name."""
    board = await a_board(database)
    await log.append([write(board)])
    first = await log.save_named_snapshot(board.id, board.epoch, 1, b"1", "Session 1", NOW)
    second = await log.save_named_snapshot(board.id, board.epoch, 2, b"2", "Session 1", NOW)
    assert first != second
    assert await log.compact(board.id, board.epoch, 2, b"full", NOW)
    kept = {(seq, name, state) for seq, name, state in await snapshot_rows(database)}
    assert kept == {(1, "Session 1", b"1"), (2, "Session 1", b"2"), (2, None, b"full")}
    assert (await log.load(board.id)).snapshot == b"full"


async def snapshot_rows(database: Database) -> list[tuple[int, str | None, bytes]]:
    async with database.read() as connection:
        found = await connection.execute(snapshots.select())
        return [(row.seq, row.name, row.state) for row in found]


async def test_a_named_snapshot_of_what_is_not_there_is_refused(
    database: Database, log: UpdateLog
) -> None:
    """A closed epoch, no board, a row that was never written."""
    board = await a_board(database)
    with pytest.raises(OldEpoch):
        await log.save_named_snapshot(board.id, "another", 1, b"", "x", NOW)
    with pytest.raises(BoardNotFound):
        await log.save_named_snapshot("nobody", board.epoch, 1, b"", "x", NOW)
    with pytest.raises(ValueError, match="rows 1 to 1"):
        await log.save_named_snapshot(board.id, board.epoch, 2, b"", "x", NOW)
    assert await snapshot_rows(database) == []


async def test_a_load_sees_one_moment_while_others_write_and_compact(
    open_database: Open, database: Database, url: str
) -> None:
    """[DUR-4] Snapshot and rows make every row exactly once, whatever happens meanwhile."""
    board = await a_board(database)
    log, reader = UpdateLog(database), UpdateLog(await open_database(url))
    await log.compact(board.id, board.epoch, 1, b"1,", NOW)
    done = asyncio.Event()

    async def writes() -> None:
        for seq in range(2, 122):
            await log.append([write(board, b"%d," % seq)])
            if seq % 5 == 0:
                state = b"".join(b"%d," % n for n in range(1, seq + 1))
                assert await log.compact(board.id, board.epoch, seq, state, NOW)
        done.set()

    async def reads() -> int:
        loads = 0
        while not done.is_set():
            stored = await reader.load(board.id)
            assert content(stored) == b"".join(b"%d," % n for n in range(1, stored.seq + 1))
            loads += 1
        return loads

    _, loads = await asyncio.gather(writes(), reads())
    assert loads > 0


async def test_a_cancelled_append_is_there_whole_or_not_at_all(
    database: Database, log: UpdateLog
) -> None:
    """The next append finds the log without a gap either way."""
    board = await a_board(database)
    task = asyncio.create_task(log.append([write(board, o="p")]))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await log.append([write(board)])
    numbers = await seqs(database, board.id)
    assert numbers == list(range(1, len(numbers) + 1))
