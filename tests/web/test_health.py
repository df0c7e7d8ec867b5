"""What operators and load balancers are told."""

from __future__ import annotations

import sqlite3

from tests.web.instance import Instance


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
