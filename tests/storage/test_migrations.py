"""The schema: the migrations build exactly the tables that the code believes in."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

from sqlalchemy import Connection, Inspector, inspect

from tafelronde.resources import MIGRATIONS
from tafelronde.storage.schema import current_revision, newest_revision
from tafelronde.storage.tables import metadata
from tafelronde.storage.update_log import UpdateLog
from tests.storage.conftest import Open

MIGRATE = """
import asyncio, sys
from tafelronde.storage.database import Database
from tafelronde.storage.update_log import UpdateLog

async def main():
    database = Database(sys.argv[1])
    await database.open()
    await database.migrate()
    print(await UpdateLog(database).generation())
    await database.close()

asyncio.run(main())
"""


def described(connection: Connection) -> dict[str, Any]:
    """All that a database knows of its tables, without what only Alembic needs."""
    inspector: Inspector = inspect(connection)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": by_name(inspector.get_foreign_keys(table)),
            "unique": by_name(inspector.get_unique_constraints(table)),
            "checks": by_name(inspector.get_check_constraints(table)),
            "indexes": by_name(inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def by_name(found: Any) -> list[str]:
    """A description that can be compared: the condition of an index is an object of its own."""
    return sorted(
        str(
            {
                key: {name: str(option) for name, option in value.items()}
                if key == "dialect_options"
                else value
                for key, value in sorted(one.items())
            }
        )
        for one in found
    )


async def test_the_migrations_build_the_tables_of_the_code(
    open_database: Open, unmigrated_url: str
) -> None:
    """Columns, keys, indexes and checks, one by one."""
    database = await open_database(unmigrated_url)
    async with database.write() as connection:
        await connection.run_sync(metadata.create_all)
        believed = await connection.run_sync(described)
        await connection.run_sync(metadata.drop_all)
    await database.migrate()
    assert await database.run_read(described) == believed
    assert set(believed) == set(metadata.tables)


async def test_migrating_again_changes_nothing(open_database: Open, unmigrated_url: str) -> None:
    """Every start of the server migrates."""
    database = await open_database(unmigrated_url)
    assert await database.run_read(current_revision) is None
    await database.migrate()
    generation = await UpdateLog(database).generation()
    await database.migrate()
    assert await UpdateLog(database).generation() == generation
    assert await database.run_read(current_revision) == newest_revision()


def test_two_processes_that_migrate_at_once_both_succeed(unmigrated_url: str) -> None:
    """One waits for the other; there is one generation."""
    command = [sys.executable, "-c", MIGRATE, unmigrated_url]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], answers
    assert len({generation for generation, _ in answers}) == 1


async def test_one_process_may_ask_twice_at_once(open_database: Open, unmigrated_url: str) -> None:
    """Tests and tools do."""
    database = await open_database(unmigrated_url)
    await asyncio.gather(database.migrate(), database.migrate())
    assert await database.run_read(current_revision) == newest_revision()


def test_there_is_one_line_of_revisions() -> None:
    """Numbered from 0001, each file named by its number."""
    names = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))
    assert [name[:4] for name in names] == [f"{n:04}" for n in range(1, len(names) + 1)]
    assert newest_revision() == names[-1][:4]
