"""Copies of boards, and templates to begin boards with, over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from pycrdt import Doc, Map, Text

from tafelronde.storage.update_log import Append, UpdateLog
from tafelronde.sync.log_record import LogEntry, encode_record
from tests.images.drawing import picture
from tests.web.instance import Board, Instance, my_id, problem


async def write(instance: Instance, board: Board, **objects: dict[str, Any]) -> None:
    """Puts objects into the board's log, as a room would; texts under the name `text`."""
    doc: Doc[Any] = Doc()
    on_board = doc.get("objects", type=Map)
    with doc.transaction():
        for id, fields in objects.items():
            on_board[id] = Map(
                {name: Text(each) if name == "text" else each for name, each in fields.items()}
            )
    record = encode_record([LogEntry(doc.get_update(), "p")])
    await UpdateLog(instance.database).append(
        [Append(board.id, board.epoch, record, {}, instance.now)]
    )


def note(**fields: Any) -> dict[str, Any]:
    return {"type": "sticky", "at": [0, 0], "size": [200, 200], "text": "", **fields}


async def objects_of(browser: httpx.AsyncClient, board_id: str) -> dict[str, Any]:
    answer = await browser.get(f"/api/boards/{board_id}/objects")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["objects"]
    return found


@pytest.fixture
async def guest(instance: Instance, board: Board) -> httpx.AsyncClient:
    return await instance.guest(board, "participant", "Mieke")


@pytest.fixture
async def filled(
    instance: Instance, board: Board, guest: httpx.AsyncClient, facilitator: httpx.AsyncClient
) -> Board:
    """A board with a note of a guest, a comment, a picture, and a note in the bin."""
    mieke, me = await my_id(guest), await my_id(facilitator)
    await instance.app.state.images.add(board.id, picture(), quota=10_000, now=instance.now)
    await write(
        instance,
        board,
        idea=note(text="Een idee", author=mieke, created=5.0),
        mine=note(text="Van mij", author=me, created=6.0, lock="facilitators"),
        talk={"type": "comment", "on": "idea", "text": "Echt?", "author": mieke, "created": 7.0},
        photo={"type": "image", "at": [0, 0], "size": [60, 40], "image": picture().hash},
        gone=note(text="Weg", deleted={"by": mieke, "at": float(instance.now)}),
    )
    return board


async def copied(browser: httpx.AsyncClient, board: Board, title: str = "Kopie") -> dict[str, Any]:
    answer = await browser.post(f"{board.path}/copy", json={"title": title})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def saved(browser: httpx.AsyncClient, board: Board, title: str = "Vorm") -> dict[str, Any]:
    answer = await browser.post(f"{board.path}/template", json={"title": title})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_copy_is_another_board_with_the_same_things_on_it(
    facilitator: httpx.AsyncClient, filled: Board
) -> None:
    """[COPY-1] [COPY-2] The bin stays behind; links are new, and the title is what was asked."""
    made = await copied(facilitator, filled)
    assert made["title"] == "Kopie"
    assert made["id"] != filled.id
    assert made["epoch"] != filled.epoch
    assert set(made["links"].values()).isdisjoint(filled.links.values())
    before = await objects_of(facilitator, filled.id)
    del before["gone"]
    assert await objects_of(facilitator, made["id"]) == before


async def test_a_copy_shows_who_wrote_what_but_lets_nobody_in(
    facilitator: httpx.AsyncClient, guest: httpx.AsyncClient, filled: Board
) -> None:
    """[COPY-1] Who was on the other board is not on this one, but their words keep their name."""
    made = await copied(facilitator, filled)
    people = (await facilitator.get(f"/api/boards/{made['id']}/people")).json()
    me, mieke = await my_id(facilitator), await my_id(guest)
    assert [(each["id"], each["role"]) for each in people["people"]] == [(me, "facilitator")]
    assert [(each["id"], each["name"]) for each in people["authors"]] == [(mieke, "Mieke")]
    assert problem(await guest.get(f"/api/boards/{made['id']}")) == (403, "not_a_member")


async def test_pictures_are_on_the_copy_too_and_stay_when_the_original_has_gone(
    instance: Instance, facilitator: httpx.AsyncClient, filled: Board
) -> None:
    """[COPY-1] [IMG-7]"""
    made = await copied(facilitator, filled)
    store = instance.app.state.images
    await store.drop(filled.id, {picture().hash}, instance.now + 1)
    await store.delete_forsaken()
    answer = await facilitator.get(f"/api/boards/{made['id']}/images/{picture().hash}")
    assert (answer.status_code, answer.content) == (200, picture().content)


async def test_a_copy_and_its_original_go_their_own_ways(
    instance: Instance, facilitator: httpx.AsyncClient, filled: Board
) -> None:
    """[COPY-3]"""
    made = await copied(facilitator, filled)
    again = await copied(facilitator, filled)
    await write(instance, Board(made["id"], made["epoch"], "", {}), later=note(text="Later"))
    assert "later" in await objects_of(facilitator, made["id"])
    for other in (filled.id, again["id"]):
        assert "later" not in await objects_of(facilitator, other)


async def test_a_template_is_listed_for_its_owner_only(
    instance: Instance, facilitator: httpx.AsyncClient, filled: Board
) -> None:
    """[COPY-5]"""
    made = await saved(facilitator, filled)
    assert (made["title"], made["language"], made["objects"]) == ("Vorm", "en", 3)
    assert (await facilitator.get("/api/templates")).json() == {"templates": [made]}
    other = await instance.facilitator()
    assert (await other.get("/api/templates")).json() == {"templates": []}
    path = f"/api/templates/{made['id']}"
    for answer in (
        await other.get(path),
        await other.get(f"{path}/images/{picture().hash}/preview"),
        await other.patch(path, json={"title": "Mine"}),
        await other.delete(path),
        await other.post(f"{path}/restore"),
        await other.post("/api/boards", json={"title": "Mine", "template": made["id"]}),
    ):
        assert problem(answer) == (404, "template_not_found")


async def test_a_guest_has_no_templates(guest: httpx.AsyncClient, filled: Board) -> None:
    """[COPY-5]"""
    assert problem(await guest.get("/api/templates")) == (403, "not_a_facilitator")


async def test_a_template_shows_what_a_board_begins_with(
    facilitator: httpx.AsyncClient, filled: Board
) -> None:
    """[COPY-4] Prepared material, without people."""
    made = await saved(facilitator, filled)
    shown = (await facilitator.get(f"/api/templates/{made['id']}")).json()
    content = shown.pop("content")
    assert shown == made
    assert set(content) == {"idea", "mine", "photo"}
    assert content["mine"] == note(text="Van mij", lock="facilitators")
    seen = await facilitator.get(f"/api/templates/{made['id']}/images/{picture().hash}/preview")
    assert (seen.status_code, seen.content) == (200, picture().content)

    answer = await facilitator.post("/api/boards", json={"title": "Nieuw", "template": made["id"]})
    board = answer.json()
    assert (answer.status_code, board["title"], board["language"]) == (201, "Nieuw", "en")
    assert await objects_of(facilitator, board["id"]) == content
    answer = await facilitator.get(f"/api/boards/{board['id']}/images/{picture().hash}")
    assert answer.content == picture().content


async def test_a_board_from_a_template_speaks_its_language_unless_told_otherwise(
    facilitator: httpx.AsyncClient, board: Board
) -> None:
    await facilitator.patch(board.path, json={"language": "nl"})
    made = await saved(facilitator, board)
    wish = {"title": "Nieuw", "template": made["id"]}
    answer = await facilitator.post("/api/boards", json=wish)
    assert answer.json()["language"] == "nl"
    answer = await facilitator.post("/api/boards", json={**wish, "language": "en"})
    assert answer.json()["language"] == "en"


async def test_a_template_can_be_renamed_thrown_away_and_taken_back(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    """[COPY-6]"""
    made = await saved(facilitator, board)
    path = f"/api/templates/{made['id']}"
    instance.now += 1000
    renamed = (await facilitator.patch(path, json={"title": "Wereldcafé"})).json()
    assert renamed == {**made, "title": "Wereldcafé", "updated_at": instance.now}
    assert (await facilitator.delete(path)).status_code == 204
    assert problem(await facilitator.get(path)) == (404, "template_not_found")
    [binned] = (await facilitator.get("/api/templates?bin=true")).json()["templates"]
    assert (binned["id"], binned["deleted_at"]) == (made["id"], instance.now)
    assert (await facilitator.post(f"{path}/restore")).json() == renamed
    assert (await facilitator.get("/api/templates")).json() == {"templates": [renamed]}


@pytest.mark.parametrize("title", ["", "x" * 201, "two\nlines"])
async def test_a_title_that_cannot_be_is_refused(
    facilitator: httpx.AsyncClient, board: Board, title: str
) -> None:
    for path in ("copy", "template"):
        answer = await facilitator.post(f"{board.path}/{path}", json={"title": title})
        assert answer.status_code == 422
    assert len((await facilitator.get("/api/boards")).json()["boards"]) == 1


async def test_a_facilitator_who_is_only_a_participant_here_copies_nothing(
    instance: Instance, board: Board
) -> None:
    """[COPY-1] What somebody else prepared is theirs to give away."""
    other = await instance.facilitator()
    await other.post("/api/join", json={"token": board.token("participant"), "name": "Other"})
    for path in ("copy", "template"):
        answer = await other.post(f"{board.path}/{path}", json={"title": "Mine"})
        assert problem(answer) == (403, "role_too_weak")
