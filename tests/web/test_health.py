"""What operators and load balancers are told."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import httpx
import pytest

from tafelronde.board.document import seed_update
from tafelronde.storage.database import Database
from tafelronde.storage.update_log import UpdateLog
from tafelronde.sync.log_record import seed_record
from tests.deadline import eventually
from tests.web.instance import Board, Instance


async def readiness(browser: httpx.AsyncClient) -> httpx.Response:
    return await browser.get("/readyz")


async def test_a_running_instance_is_alive_and_ready(instance: Instance) -> None:
    browser = instance.browser()
    assert (await browser.get("/healthz")).json() == {"status": "ok"}
    answer = await browser.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ready", "saving": "ok", "database": "ok"},
    )


async def test_an_instance_whose_database_is_damaged_is_alive_but_not_ready(
    instance: Instance,
) -> None:
    """The reason is said in words, without an address or a path."""
    with sqlite3.connect(instance.settings.data_dir / "tafelronde.sqlite3") as other:
        version = other.execute("PRAGMA schema_version").fetchone()[0]
        other.execute("PRAGMA writable_schema = ON")
        other.execute("UPDATE sqlite_master SET rootpage = 1000000 WHERE name = 'instance'")
        other.execute(f"PRAGMA schema_version = {version + 1}")
    other.close()
    browser = instance.browser()
    answer = await browser.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
    assert answer.json()["database"] == "database damaged"
    assert (await browser.get("/healthz")).status_code == 200


async def test_a_disk_that_hangs_makes_an_instance_unready_within_a_second(
    instance: Instance, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[SIGHT-3] Nothing fails, and nothing is saved."""
    gate = asyncio.Event()
    append = UpdateLog.append

    async def hang(self: UpdateLog, batch: Any) -> Any:
        await gate.wait()
        return await append(self, batch)

    monkeypatch.setattr(UpdateLog, "append", hang)
    writer = instance.app.state.lobby._log_writer
    outcome = writer.append(board.id, board.epoch, seed_record(seed_update(3)), {})
    browser = instance.browser()
    answer = await eventually(
        lambda: readiness(browser), lambda seen: seen.status_code == 503, within=1
    )
    assert answer.json() == {
        "status": "not ready",
        "saving": "saving takes long",
        "database": "ok",
    }
    gate.set()
    await outcome
    assert (await readiness(browser)).status_code == 200


async def test_a_database_that_does_not_answer_is_not_waited_for(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[SIGHT-3] However many ask meanwhile, it is asked once."""
    gate = asyncio.Event()
    asked = 0
    read = Database.run_read

    async def hang(self: Database, function: Any, *args: Any) -> Any:
        nonlocal asked
        asked += 1
        await gate.wait()
        return await read(self, function, *args)

    [housekeeper] = (task for task in asyncio.all_tasks() if task.get_name() == "lobby")
    housekeeper.cancel()
    monkeypatch.setattr(Database, "run_read", hang)
    browser = instance.browser()
    async with asyncio.timeout(5):
        answers = await asyncio.gather(*(readiness(browser) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {503}
    assert answers[0].json()["database"] == "the database does not answer"
    assert asked == 1
    gate.set()
    answer = await eventually(lambda: readiness(browser), lambda seen: seen.status_code == 200)
    assert answer.json()["status"] == "ready"


async def test_an_instance_that_stops_is_not_ready(instance: Instance) -> None:
    """[SIGHT-3] So that nobody new is sent to it."""
    await instance.app.state.lobby.stop()
    answer = await readiness(instance.browser())
    assert (answer.status_code, answer.json()["status"]) == (503, "stopping")
