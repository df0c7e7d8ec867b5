"""One file holds everything, and either database takes it back."""

from __future__ import annotations

import asyncio
import os
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tafelronde.errors import BadInput
from tafelronde.storage.backup import backup, restore
from tafelronde.storage.backup.archive import TABLES
from tafelronde.storage.database import Database
from tafelronde.storage.images import ImageStore
from tafelronde.storage.names import token_hash
from tafelronde.storage.tables import (
    board_images,
    boards,
    images,
    instance,
    metadata,
    quarantine,
    sessions,
)
from tafelronde.storage.update_log import UpdateLog
from tests.images.drawing import picture
from tests.storage.backups import (
    LATER,
    a_full_database,
    a_session,
    everything,
    made,
    restored,
)
from tests.storage.conftest import Open, rows
from tests.storage.given import a_person, some_boards, write


async def test_what_was_backed_up_is_there_again_in_the_other_database(
    database: Database, other_url: str, open_database: Open, tmp_path: Path
) -> None:
    """From SQLite to PostgreSQL and the other way round, with nobody there before."""
    await a_full_database(database)
    other = await open_database(other_url)
    await backup(database, tmp_path / "all.zip")
    await restored(other, tmp_path / "all.zip")
    before, after = await everything(database), await everything(other)
    numbered_anew = {"boards", "snapshots", "closed_epochs", "instance"}
    for table in metadata.tables.keys() - numbered_anew - {"quarantine"}:
        assert after[table] == before[table] != [], table
    assert after["quarantine"] == []
    for board_id, *_ in before["boards"]:
        assert await made(other, board_id) == await made(database, board_id)


async def test_a_backup_is_of_one_moment_while_others_write(
    database: Database, tmp_path: Path
) -> None:
    """Every board's log in it is without gaps, whatever was added meanwhile."""
    many = await some_boards(database, 20)
    log = UpdateLog(database)
    done = asyncio.Event()

    async def writes() -> None:
        while not done.is_set():
            await log.append([write(board, bytes(5000)) for board in many])

    async def backs_up() -> None:
        for n in range(4):
            await backup(database, tmp_path / f"{n}.zip")
        done.set()

    await asyncio.gather(writes(), backs_up())
    heads = [await restored_heads(database, tmp_path / f"{n}.zip") for n in range(4)]
    assert all(len(set(of_one)) == 1 for of_one in heads)


async def restored_heads(database: Database, path: Path) -> list[int]:
    await restore(database, path, LATER, lambda stored: {})
    return [head for _, head in await rows(database, boards, "id", "head")]


async def test_memory_does_not_grow_with_the_file(
    database: Database, tmp_path: Path, report: Callable[[str], None]
) -> None:
    """15 MB of log pass through, a few rows at a time, out and in."""
    many = await some_boards(database, 20)
    log = UpdateLog(database)
    for _ in range(15):
        await log.append([write(board, os.urandom(50_000)) for board in many])
    tracemalloc.start()
    await backup(database, tmp_path / "all.zip")
    written = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    await restore(database, tmp_path / "all.zip", LATER, lambda stored: {})
    read = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = (tmp_path / "all.zip").stat().st_size
    report(
        f"backup of {size / 1e6:.0f} MB on {database.dialect}: "
        f"{written / 1e6:.0f} MB of memory to write, {read / 1e6:.0f} MB to restore"
    )
    assert size > 15_000_000
    assert written < 5_000_000
    assert read < 8_000_000


async def test_pictures_pass_through_one_by_one(
    database: Database, tmp_path: Path, report: Callable[[str], None]
) -> None:
    """30 MB of them, out and in."""
    [board] = await some_boards(database, 1)
    store = ImageStore(database)
    for _ in range(10):
        await store.add(board.id, picture(os.urandom(3_000_000)), quota=10**9, now=LATER)
    tracemalloc.start()
    await backup(database, tmp_path / "all.zip")
    written = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    await delete_all_images(database)
    await restore(database, tmp_path / "all.zip", LATER, lambda stored: {})
    read = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    report(
        f"pictures of 3 MB on {database.dialect}: "
        f"{written / 1e6:.0f} MB of memory to write, {read / 1e6:.0f} MB to restore"
    )
    assert len(await store.of_board(board.id)) == 10
    assert written < 25_000_000
    assert read < 40_000_000


async def delete_all_images(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(board_images.delete())
        await connection.execute(images.delete())


async def test_the_file_is_its_owners_only_and_takes_the_place_of_the_one_before(
    database: Database, tmp_path: Path
) -> None:
    """No part of it lies about afterwards."""
    path = tmp_path / "all.zip"
    path.write_text("an older one")
    path.chmod(0o644)
    await backup(database, path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert left_in(tmp_path) == ["all.zip"]
    assert zipfile.is_zipfile(path)


async def test_a_backup_that_cannot_be_written_leaves_nothing(
    database: Database, tmp_path: Path
) -> None:
    """A folder that is not there, a name that is a folder."""
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "nowhere" / "all.zip", tmp_path / "folder"):
        with pytest.raises(BadInput) as refused:
            await backup(database, path)
        assert refused.value.code == "file_unwritable"
    assert left_in(tmp_path) == ["folder"]


def left_in(folder: Path) -> list[str]:
    """What is there besides a database."""
    return sorted(path.name for path in folder.iterdir() if ".sqlite3" not in path.name)


async def test_tokens_of_sessions_are_not_in_the_file(database: Database, tmp_path: Path) -> None:
    """Their fingerprints are; the tokens of join links are too, as the command's help says."""
    token = await a_session(database, await a_person(database))
    await backup(database, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert token.encode() not in content
    assert token_hash(token).encode() in content


def test_a_backup_holds_every_table_but_what_is_this_servers_own() -> None:
    """A table added later is in it without anybody thinking of it. [QUAR-5] But for the quarantine."""
    assert set(TABLES) == set(metadata.tables.values()) - {instance, quarantine}
    assert TABLES.index(sessions) > TABLES.index(metadata.tables["people"])
