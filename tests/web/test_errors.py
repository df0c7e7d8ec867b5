"""Whatever goes wrong is said in one form, and never says more than it should."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator

import httpx
import pytest
import structlog
from structlog.testing import capture_logs

from tests.web.instance import JSON, Board, Instance, problem

SECRET = "what-somebody-wrote"


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/api/nowhere", (404, "not_found")),
        ("POST", "/api/nowhere", (404, "not_found")),
        ("GET", "/sync/nowhere", (404, "not_found")),
        ("GET", "/assets/nowhere.js", (404, "not_found")),
        ("GET", "/api/boards/", (404, "not_found")),
        ("POST", "/", (405, "method_not_allowed")),
        ("PUT", "/api/me", (405, "method_not_allowed")),
        ("POST", "/nowhere", (404, "not_found")),
    ],
)
async def test_what_the_framework_refuses_has_our_form_too(
    instance: Instance, method: str, path: str, expected: tuple[int, str]
) -> None:
    assert problem(await instance.browser().request(method, path)) == expected


@pytest.mark.parametrize("body", ["", "{", "not json", '{"title": }', "\x00", "[" * 5000])
async def test_a_body_that_is_no_json_is_said_to_be_none(
    facilitator: httpx.AsyncClient, body: str
) -> None:
    answer = await facilitator.post("/api/boards", content=body, headers={"Content-Type": JSON})
    assert problem(answer)[0] in (400, 422)


@pytest.mark.parametrize("body", [[], "text", 17, None, [{"title": "Zomer"}]])
async def test_json_that_is_no_object_is_refused(
    facilitator: httpx.AsyncClient, body: object
) -> None:
    assert problem(await facilitator.post("/api/boards", json=body))[0] == 422


async def test_an_error_does_not_repeat_what_was_sent(facilitator: httpx.AsyncClient) -> None:
    for body in ({SECRET: 1}, {"title": {"deep": SECRET}}, {"title": "x", "language": SECRET}):
        answer = await facilitator.post("/api/boards", json=body)
        assert answer.status_code == 422
        assert SECRET not in answer.text


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_what_changes_something_must_be_json(
    facilitator: httpx.AsyncClient, content_type: str
) -> None:
    """[ACC-8] A form of another site cannot be sent as JSON."""
    answer = await facilitator.post(
        "/api/boards", content='{"title": "Zomer"}', headers={"Content-Type": content_type}
    )
    assert problem(answer) == (415, "json_only")


async def test_a_body_of_64_kib_is_read_and_one_more_byte_is_not(
    facilitator: httpx.AsyncClient,
) -> None:
    """[ACC-9] Whether its length is said beforehand or not."""

    async def in_pieces(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 1024):
            yield b" " * 1024
        yield b" " * (size % 1024)

    limit = 64 * 1024
    for size, expected in [(limit, (400, "json_malformed")), (limit + 1, (413, "body_too_large"))]:
        for body in (b" " * size, in_pieces(size)):
            answer = await facilitator.post(
                "/api/boards", content=body, headers={"Content-Type": JSON}
            )
            assert problem(answer) == expected


async def test_a_fault_of_ours_is_told_by_its_id_only(instance: Instance) -> None:
    """[ACC-10] The log line of that id says where; neither it nor the answer says what was sent."""

    async def fail(text: str) -> None:
        raise LookupError(text)

    instance.app.add_api_route("/api/fail", fail)
    with capture_logs() as lines:
        answer = await instance.browser().get("/api/fail", params={"text": SECRET})

    assert problem(answer) == (500, "internal")
    request_id = answer.headers["x-request-id"]
    assert request_id in answer.text
    failed, ended = lines
    assert (failed["event"], failed["error"], failed["request_id"]) == (
        "request failed",
        "LookupError",
        request_id,
    )
    assert "in fail" in failed["traceback"]
    assert (ended["event"], ended["status"]) == ("request", 500)
    assert SECRET not in answer.text
    assert SECRET not in str(lines)


async def test_a_log_line_holds_no_token_no_query_and_no_name(
    instance: Instance, board: Board
) -> None:
    """[ACC-10]"""
    token = board.token("viewer")
    signin = await instance.signin_path()
    visitor = instance.browser()
    with capture_logs() as lines:
        await visitor.get(f"/j/{token}")
        await visitor.get(signin)
        await visitor.get(f"{board.path}/objects?token={token}")
        await visitor.post("/api/join", json={"token": token, "name": SECRET})
        await visitor.get(f"/nowhere/{SECRET}")
    written = str(lines)
    assert [line["route"] for line in lines if line["event"] == "request"] == [
        "/j/{token}",
        "/signin/{token}",
        "/api/boards/{board_id}/objects",
        "/api/join",
        "-",
    ]
    for secret in (token, signin.rpartition("/")[2], SECRET, board.title):
        assert secret not in written


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        ("0123456789abcdef", True),
        ("req-42.Zomer_" + "x" * 51, True),
        ("x" * 65, False),
        ("short", False),
        ("two words", False),
        ('", "level": "error', False),
        ("", False),
    ],
)
async def test_a_proxys_request_id_is_taken_over_if_it_is_one(
    instance: Instance, given: str, is_taken: bool
) -> None:
    """[SIGHT-4] Its log and ours can be laid side by side; nobody writes in ours."""
    with capture_logs() as lines:
        answer = await instance.browser().get("/api/me", headers={"X-Request-Id": given})
    request_id = answer.headers["x-request-id"]
    assert (request_id == given) == is_taken
    assert lines[-1]["request_id"] == request_id
    if not is_taken:
        assert re.fullmatch(r"[0-9a-f]{16}", request_id)


async def test_every_line_of_a_request_has_its_id(instance: Instance) -> None:
    """[SIGHT-4] Also what is logged deep inside, by who knows nothing of requests."""

    async def log_something() -> None:
        structlog.get_logger("tafelronde.deep").info("deep inside")

    instance.app.add_api_route("/api/deep", log_something)
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        answer = await instance.browser().get("/api/deep")
    assert [line["event"] for line in lines] == ["deep inside", "request"]
    assert {line["request_id"] for line in lines} == {answer.headers["x-request-id"]}


async def test_a_database_that_is_locked_is_said_to_be(
    instance: Instance, facilitator: httpx.AsyncClient
) -> None:
    """[ACC-11] Reading goes on meanwhile, and writing works again as soon as it is free."""
    path = instance.settings.data_dir / "tafelronde.sqlite3"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = await facilitator.post("/api/boards", json={"title": "Zomer"})
        assert problem(answer) == (503, "storage_unavailable")
        assert "database locked" in answer.json()["error"]["message"]
        assert answer.headers["retry-after"] == "2"
        assert (await facilitator.get("/api/boards")).json() == {"boards": []}
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert (await facilitator.post("/api/boards", json={"title": "Zomer"})).status_code == 201
