"""Boards over HTTP: made, found, renamed, thrown away, taken back, read."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from pycrdt import Doc, Map, Text

from tafelronde.storage.update_log import Append, UpdateLog
from tafelronde.sync.log_record import LogEntry, encode_record
from tests.web.instance import JSON, PUBLIC_URL, Board, Instance, my_id, problem


async def test_a_new_board_comes_with_a_link_for_each_role(facilitator: httpx.AsyncClient) -> None:
    """[ACC-1] The links are absolute, end in the token, and differ."""
    answer = await facilitator.post("/api/boards", json={"title": "Zomer", "language": "nl"})
    made = answer.json()
    assert answer.status_code == 201
    assert (made["title"], made["language"]) == ("Zomer", "nl")
    assert set(made) == {"id", "title", "language", "epoch", "links"}
    assert set(made["links"]) == {"facilitator", "participant", "viewer"}
    assert len(set(made["links"].values())) == 3
    assert all(link.startswith(f"{PUBLIC_URL}/j/") for link in made["links"].values())


async def test_a_board_is_in_english_when_nobody_says_otherwise(
    facilitator: httpx.AsyncClient, board: Board
) -> None:
    assert (await facilitator.get(board.path)).json()["language"] == "en"


async def test_a_title_loses_the_space_around_it(facilitator: httpx.AsyncClient) -> None:
    made = (await facilitator.post("/api/boards", json={"title": "  Zomer \n"})).json()
    assert made["title"] == "Zomer"


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("", "title_empty"),
        ("   ", "title_empty"),
        ("\u200b\u200b", "title_empty"),
        ("x" * 201, "title_too_long"),
        ("x" * 10_000, "title_too_long"),
        ("two\nlines", "control_characters"),
        ("bell\x07", "control_characters"),
        ("nul\x00", "control_characters"),
        ("half \ud83d", "control_characters"),
        ("turned \u202e around", "control_characters"),
        (17, "field_invalid"),
        (None, "field_invalid"),
    ],
)
async def test_a_title_that_cannot_be_is_refused_with_the_reason(
    facilitator: httpx.AsyncClient, board: Board, title: object, code: str
) -> None:
    """Both when making a board and, but for null, which changes nothing, when renaming one."""
    # Escaped, so that half a character can travel too.
    body: dict[str, Any] = {
        "content": json.dumps({"title": title}),
        "headers": {"Content-Type": JSON},
    }
    assert problem(await facilitator.post("/api/boards", **body)) == (422, code)
    if title is not None:
        assert problem(await facilitator.patch(board.path, **body)) == (422, code)
    assert (await facilitator.get(board.path)).json()["title"] == board.title


async def test_an_error_names_the_limit_and_the_length_but_not_the_text(
    facilitator: httpx.AsyncClient,
) -> None:
    answer = await facilitator.post("/api/boards", json={"title": "geheim" * 52})
    assert answer.json()["error"] == {
        "code": "title_too_long",
        "message": "The title may have 200 characters; this one has 312.",
        "expected": "at most 200 characters",
        "got": "312 characters",
    }


async def test_a_title_of_200_characters_is_kept(facilitator: httpx.AsyncClient) -> None:
    title = "é" * 200
    made = (await facilitator.post("/api/boards", json={"title": title})).json()
    assert made["title"] == title


async def test_a_language_we_do_not_speak_is_refused(facilitator: httpx.AsyncClient) -> None:
    answer = await facilitator.post("/api/boards", json={"title": "Zomer", "language": "xx"})
    assert problem(answer) == (422, "field_invalid")


async def test_a_field_nobody_knows_is_refused(facilitator: httpx.AsyncClient) -> None:
    answer = await facilitator.post("/api/boards", json={"title": "Zomer", "colour": "red"})
    assert problem(answer) == (422, "field_unknown")


async def test_only_facilitator_accounts_make_boards(instance: Instance, board: Board) -> None:
    """Not even a guest who came by the facilitator's link."""
    guest = await instance.guest(board, "facilitator")
    answer = await guest.post("/api/boards", json={"title": "Mine"})
    assert problem(answer) == (403, "not_a_facilitator")
    answer = await instance.browser().post("/api/boards", json={"title": "Mine"})
    assert problem(answer) == (401, "not_signed_in")


async def test_my_boards_are_those_i_am_on(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    await instance.board(facilitator, "Another")
    guest = await instance.guest(board, "viewer")
    mine = (await guest.get("/api/boards")).json()["boards"]
    assert [(each["id"], each["role"]) for each in mine] == [(board.id, "viewer")]
    assert len((await facilitator.get("/api/boards")).json()["boards"]) == 2


async def test_only_who_may_share_sees_the_links(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    assert (await facilitator.get(board.path)).json()["links"] == board.links
    for role in ("participant", "viewer"):
        guest = await instance.guest(board, role)
        assert (await guest.get(board.path)).json()["links"] is None


async def test_a_renamed_board_keeps_what_was_not_mentioned(
    facilitator: httpx.AsyncClient, board: Board
) -> None:
    renamed = (await facilitator.patch(board.path, json={"title": "Herfst"})).json()
    assert (renamed["title"], renamed["language"]) == ("Herfst", "en")
    renamed = (await facilitator.patch(board.path, json={"language": "nl"})).json()
    assert (renamed["title"], renamed["language"]) == ("Herfst", "nl")
    assert (await facilitator.get(board.path)).json() == renamed


async def test_a_board_in_the_bin_is_gone_for_everybody_until_it_is_taken_back(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    guest = await instance.guest(board)
    assert (await facilitator.delete(board.path)).status_code == 204

    assert problem(await facilitator.get(board.path)) == (404, "board_not_found")
    assert problem(await guest.get(f"{board.path}/objects")) == (404, "board_not_found")
    assert (await guest.get("/api/boards")).json() == {"boards": []}
    assert problem(await facilitator.delete(board.path)) == (404, "board_not_found")
    answer = await instance.browser().post(
        "/api/join", json={"token": board.token("viewer"), "name": "Late"}
    )
    assert problem(answer) == (404, "board_not_found")

    [binned] = (await facilitator.get("/api/boards?bin=true")).json()["boards"]
    assert (binned["id"], binned["deleted_at"]) == (board.id, instance.now)

    restored = await facilitator.post(f"{board.path}/restore")
    assert (restored.status_code, restored.json()["deleted_at"]) == (200, None)
    assert (await guest.get(board.path)).status_code == 200
    assert (await facilitator.get("/api/boards?bin=true")).json() == {"boards": []}


async def test_taking_back_a_board_that_is_not_in_the_bin_changes_nothing(
    facilitator: httpx.AsyncClient, board: Board
) -> None:
    before = (await facilitator.get(board.path)).json()
    answer = await facilitator.post(f"{board.path}/restore")
    assert (answer.status_code, answer.json()) == (200, before)


async def test_only_who_may_take_a_board_back_sees_it_in_the_bin(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    guest = await instance.guest(board, "participant")
    await facilitator.delete(board.path)
    assert (await guest.get("/api/boards?bin=true")).json() == {"boards": []}


@pytest.mark.parametrize("board_id", ["nowhere", "..", "a" * 300, "%00", "a%20b", "é"])
async def test_a_board_that_never_was_is_not_found(
    facilitator: httpx.AsyncClient, board_id: str
) -> None:
    answer = await facilitator.get(f"/api/boards/{board_id}/objects")
    assert answer.status_code == 404


async def test_the_people_of_a_board_are_its_members(
    instance: Instance, facilitator: httpx.AsyncClient, board: Board
) -> None:
    """Each with name, colour, group and role; who came first comes first."""
    guest = instance.browser()
    instance.now += 1000
    joined = await guest.post(
        "/api/join",
        json={"token": board.token("viewer"), "name": "Mieke", "group": "buren"},
    )
    people = (await facilitator.get(f"{board.path}/people")).json()["people"]
    assert [person["id"] for person in people] == [await my_id(facilitator), await my_id(guest)]
    assert people[1] == {
        "id": joined.json()["person"]["id"],
        "name": "Mieke",
        "group": "buren",
        "role": "viewer",
        "color": joined.json()["person"]["color"],
    }
    assert people[0]["color"] != people[1]["color"]


async def test_the_board_as_plain_json_holds_what_is_on_disk(
    instance: Instance, board: Board
) -> None:
    """By the bare token of any of its links: texts as strings, whole numbers as integers."""
    await write_note(instance, board, "Een idee")
    answer = await instance.browser().get(
        f"{board.path}/objects", params={"token": board.token("viewer")}
    )
    assert answer.json() == {
        "id": board.id,
        "title": board.title,
        "language": "en",
        "epoch": board.epoch,
        "meta": {"version": 1},
        "objects": {
            "note-1": {"type": "sticky", "at": [10, 20.5], "size": [200, 200], "text": "Een idee"}
        },
        "images": [],
    }


async def write_note(instance: Instance, board: Board, text: str) -> None:
    """Puts a note into the board's log, as a room would."""
    doc: Doc[Map[object]] = Doc()
    objects = doc.get("objects", type=Map)
    objects["note-1"] = Map(
        {"type": "sticky", "at": [10, 20.5], "size": [200, 200], "text": Text(text)}
    )
    record = encode_record([LogEntry(doc.get_update(), None)])
    entry = Append(board.id, board.epoch, record, {}, instance.now)
    await UpdateLog(instance.database).append([entry])
