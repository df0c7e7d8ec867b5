"""Templates in the database, the same on both."""

from __future__ import annotations

from typing import Any

import pytest

from tafelronde.errors import NotFound
from tafelronde.storage.boards import Board
from tafelronde.storage.database import Database
from tafelronde.storage.images import Holder, ImageStore
from tafelronde.storage.people import Person
from tafelronde.storage.tables import images
from tafelronde.storage.templates import Template, TemplateStore
from tests.images.drawing import picture
from tests.storage.conftest import rows
from tests.storage.given import NOW, a_board, a_person

NOTE = {"type": "sticky", "at": [0, 0], "size": [200, 200], "text": "Wat bedoelen we met “samen”?"}


@pytest.fixture
def store(database: Database) -> TemplateStore:
    return TemplateStore(database)


async def saved(
    store: TemplateStore,
    person: Person,
    board: Board,
    title: str = "Café",
    at: int = NOW,
    **objects: Any,
) -> Template:
    return await store.save(
        person.id,
        title=title,
        language="nl",
        version=1,
        objects=objects or {"note": NOTE},
        board_id=board.id,
        now=at,
    )


async def test_a_template_is_read_as_it_was_saved(database: Database, store: TemplateStore) -> None:
    an = await a_person(database)
    made = await saved(store, an, await a_board(database))
    read = await store.read(an.id, made.id)
    assert read.template == made
    assert (read.version, read.objects) == (1, {"note": NOTE})
    assert (made.title, made.language, made.objects, made.deleted_at) == ("Café", "nl", 1, None)


async def test_a_template_is_its_owners_alone(database: Database, store: TemplateStore) -> None:
    """[COPY-5] For anybody else there is none."""
    an, eve = await a_person(database), await a_person(database, "Eve")
    made = await saved(store, an, await a_board(database))
    assert await store.of_person(eve.id) == []
    for asked in (
        store.read(eve.id, made.id),
        store.require(eve.id, made.id),
        store.rename(eve.id, made.id, "Mine", NOW),
        store.move_to_bin(eve.id, made.id, NOW),
        store.take_from_bin(eve.id, made.id),
        store.read(an.id, "nobody"),
    ):
        with pytest.raises(NotFound):
            await asked
    assert await store.of_person(an.id) == [made]


async def test_the_template_changed_last_comes_first(
    database: Database, store: TemplateStore
) -> None:
    an, board = await a_person(database), await a_board(database)
    first = await saved(store, an, board, "First")
    await saved(store, an, board, "Second", at=NOW + 1)
    await store.rename(an.id, first.id, "Third", NOW + 2)
    assert [each.title for each in await store.of_person(an.id)] == ["Third", "Second"]


async def test_a_template_in_the_bin_can_be_taken_back_until_it_is_emptied(
    database: Database, store: TemplateStore
) -> None:
    """[COPY-6]"""
    an, board = await a_person(database), await a_board(database)
    kept, gone = await saved(store, an, board, "Kept"), await saved(store, an, board, "Gone")
    for each in (kept, gone):
        await store.move_to_bin(an.id, each.id, NOW + 5)
        with pytest.raises(NotFound):
            await store.read(an.id, each.id)
    assert await store.of_person(an.id) == []
    assert len(await store.of_person(an.id, in_bin=True)) == 2
    assert await store.take_from_bin(an.id, kept.id) == kept
    with pytest.raises(NotFound):
        await store.take_from_bin(an.id, kept.id)
    assert await store.purge(NOW + 5) == 0
    assert await store.purge(NOW + 6) == 1
    assert await store.of_person(an.id, in_bin=True) == []
    assert await store.of_person(an.id) == [kept]


async def test_a_template_keeps_its_pictures_when_the_board_has_lost_them(
    database: Database, store: TemplateStore
) -> None:
    """[IMG-8] Those that the board had; they go with the template."""
    an, board = await a_person(database), await a_board(database)
    one, foreign = picture(b"one"), picture(b"foreign")
    shelf = ImageStore(database)
    await shelf.add(board.id, one, quota=1000, now=NOW)
    placed = [
        {"type": "image", "at": [0, 0], "size": [9, 9], "image": each.hash}
        for each in (one, foreign)
    ]
    made = await saved(store, an, board, one=placed[0], other=placed[1])
    await shelf.drop(board.id, {one.hash}, NOW + 1)
    assert await shelf.delete_forsaken() == 0
    assert await shelf.has(Holder("template", made.id), one.hash)
    assert not await shelf.has(Holder("template", made.id), foreign.hash)
    await store.move_to_bin(an.id, made.id, NOW)
    await store.purge(NOW + 1)
    assert await shelf.delete_forsaken() == 1
    assert await rows(database, images) == []
