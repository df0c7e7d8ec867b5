"""Pictures in the database, the same on both."""

from __future__ import annotations

import asyncio

import pytest

from tafelronde.board.images import Picture
from tafelronde.errors import BoardNotFound, Conflict
from tafelronde.storage.boards import Board, move_to_bin
from tafelronde.storage.database import Database
from tafelronde.storage.images import Holder, ImageFile, ImageInfo, ImageStore
from tafelronde.storage.tables import board_images, images
from tests.images.drawing import picture
from tests.storage.conftest import Open, rows
from tests.storage.given import NOW, a_board, some_boards

PLENTY = 1_000_000
DAY = 86_400_000


@pytest.fixture
def store(database: Database) -> ImageStore:
    return ImageStore(database)


def on(board: Board) -> Holder:
    return Holder("board", board.id)


async def brought(store: ImageStore, board: Board, *pictures: Picture, at: int = NOW) -> None:
    for each in pictures:
        await store.add(board.id, each, quota=PLENTY, now=at)


async def hashes(database: Database) -> list[str]:
    return [image_hash for (image_hash,) in await rows(database, images, "hash")]


async def test_a_picture_is_read_through_the_board_that_has_it_and_no_other(
    database: Database, store: ImageStore
) -> None:
    """[IMG-1] Knowing its hash opens nothing."""
    here, elsewhere = await some_boards(database, 2)
    one = picture(b"large", preview=b"small")
    await brought(store, here, one)
    assert await store.read(on(here), one.hash, preview=False) == ImageFile("image/png", b"large")
    assert await store.read(on(here), one.hash, preview=True) == ImageFile("image/webp", b"small")
    assert await store.has(on(here), one.hash)
    for holder in (on(elsewhere), Holder("template", here.id), Holder("board", "nobody")):
        assert await store.read(holder, one.hash, preview=False) is None
        assert not await store.has(holder, one.hash)
    assert await store.of_board(here.id) == [ImageInfo(one.hash, "image/png", 60, 40, 5)]
    assert await store.of_board(elsewhere.id) == []


async def test_a_small_picture_is_its_own_preview(database: Database, store: ImageStore) -> None:
    board = await a_board(database)
    one = picture(b"tiny")
    await brought(store, board, one)
    assert await store.read(on(board), one.hash, preview=True) == ImageFile("image/png", b"tiny")


async def test_the_same_picture_is_kept_once(database: Database, store: ImageStore) -> None:
    """[IMG-1] On many boards, brought many times, by many at once."""
    boards = await some_boards(database, 5)
    one = picture(b"large", preview=b"small")
    await asyncio.gather(*(brought(store, board, one, one) for board in boards))
    assert await hashes(database) == [one.hash]
    assert all([await store.has(on(board), one.hash) for board in boards])


async def test_a_board_that_is_full_of_pictures_takes_no_more(
    database: Database, store: ImageStore
) -> None:
    """[IMG-6] Of many at once no more come in than there is room for; another board is untouched."""
    board, other = await some_boards(database, 2)
    ten = [picture(bytes([n]) * 100) for n in range(10)]
    answers = await asyncio.gather(
        *(store.add(board.id, each, quota=450, now=NOW) for each in ten), return_exceptions=True
    )
    refused = [answer for answer in answers if answer is not None]
    assert [type(answer) for answer in refused] == [Conflict] * 6
    assert {getattr(answer, "code", "") for answer in refused} == {"images_full"}
    assert await store.bytes_of_board(board.id) == 400
    assert len(await hashes(database)) == 4
    kept = (await store.of_board(board.id))[0]
    again = next(each for each in ten if each.hash == kept.hash)
    await store.add(board.id, again, quota=400, now=NOW)
    await store.add(other.id, ten[0], quota=450, now=NOW)


async def test_a_board_in_the_bin_or_one_that_never_was_takes_none(
    database: Database, store: ImageStore
) -> None:
    board = await a_board(database)
    async with database.write() as connection:
        await move_to_bin(connection, board.id, NOW)
    for board_id in (board.id, "nobody"):
        with pytest.raises(BoardNotFound):
            await store.add(board_id, picture(), quota=PLENTY, now=NOW)
    assert await hashes(database) == []


async def test_pictures_are_carried_only_from_where_they_are(
    database: Database, store: ImageStore
) -> None:
    """[IMG-7] And stay where they were."""
    here, there, third = await some_boards(database, 3)
    mine, hidden = picture(b"mine"), picture(b"hidden")
    await brought(store, here, mine)
    await brought(store, third, hidden)
    wanted = [mine.hash, hidden.hash, "0" * 64]
    await store.share(on(here), there.id, wanted, quota=PLENTY, now=NOW)
    await store.share(on(here), there.id, wanted, quota=PLENTY, now=NOW)
    assert [info.hash for info in await store.of_board(there.id)] == [mine.hash]
    assert await store.has(on(here), mine.hash)
    with pytest.raises(Conflict):
        await store.share(on(third), there.id, [hidden.hash], quota=5, now=NOW)
    assert not await store.has(on(there), hidden.hash)


async def test_a_picture_goes_when_no_board_has_used_it_for_long_enough(
    database: Database, store: ImageStore
) -> None:
    """[IMG-8] One that is used, one that was used until a while ago, and one never used."""
    board, other = await some_boards(database, 2)
    used, left, never = picture(b"used"), picture(b"left"), picture(b"never")
    await brought(store, board, used, left, never)
    await brought(store, other, left)
    await store.note_used(board.id, {used.hash, left.hash}, NOW + DAY)
    await store.note_used(board.id, {used.hash}, NOW + 2 * DAY)
    # Noted again and again: it counts from the first time.
    await store.note_used(board.id, {used.hash}, NOW + 3 * DAY)

    assert await store.unused(NOW + DAY) == {board.id: {never.hash}, other.id: {left.hash}}
    assert await store.unused(NOW + 2 * DAY + 1) == {
        board.id: {never.hash, left.hash},
        other.id: {left.hash},
    }
    assert await store.delete_forsaken() == 0
    await store.drop(board.id, {never.hash, left.hash, used.hash}, NOW + 2 * DAY)
    assert await store.delete_forsaken() == 1
    assert await hashes(database) == sorted([used.hash, left.hash])
    await store.drop(board.id, {left.hash}, NOW + 2 * DAY + 1)
    assert not await store.has(on(board), left.hash)
    assert await store.delete_forsaken() == 0, "another board has it"


async def test_a_picture_that_is_brought_again_begins_anew(
    database: Database, store: ImageStore
) -> None:
    """[IMG-8] It is about to be used; one that is in use stays so."""
    board = await a_board(database)
    idle, used = picture(b"idle"), picture(b"used")
    await brought(store, board, idle, used)
    await store.note_used(board.id, {used.hash}, NOW + DAY)
    await brought(store, board, idle, used, at=NOW + 5 * DAY)
    since = {row[1]: row[3] for row in await rows(database, board_images)}
    assert since == {idle.hash: NOW + 5 * DAY, used.hash: None}


async def test_whoever_brings_a_picture_while_it_is_swept_away_has_it(
    database: Database, open_database: Open, url: str
) -> None:
    """[IMG-8] From two processes, in any order: never a board that has what is not there."""
    board = await a_board(database)
    one = picture(b"now and then")
    mine, theirs = ImageStore(database), ImageStore(await open_database(url))
    for _ in range(25):
        await mine.add(board.id, one, quota=PLENTY, now=NOW)
        await mine.drop(board.id, {one.hash}, NOW + 1)
        _, deleted = await asyncio.gather(
            theirs.add(board.id, one, quota=PLENTY, now=NOW), mine.delete_forsaken()
        )
        assert deleted in (0, 1)
        assert await theirs.read(on(board), one.hash, preview=False) is not None
