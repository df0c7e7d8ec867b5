"""The schema of the database.

Brought to its newest version by the Alembic migrations, and asked for its version.
"""

import secrets

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, text

from tafelronde.resources import MIGRATIONS
from tafelronde.storage.tables import instance

# Any number will do that no other program takes on the same PostgreSQL database: "tafel" in ASCII.
_LOCK = 0x746166656C


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, inside the caller's transaction.

    On PostgreSQL a second process waits here until the first has committed; on SQLite it waits at
    its BEGIN IMMEDIATE.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    _new_generation_if_none(connection)


def current_revision(connection: Connection) -> str | None:
    """Return the revision of the schema that is there, None before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """Return the revision that this version of Tafelronde needs."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise RuntimeError(f"There are no migrations in {MIGRATIONS}.")
    return revision


def _new_generation_if_none(connection: Connection) -> None:
    """Give a new database its first generation."""
    held = connection.execute(instance.select().where(instance.c.key == "generation")).first()
    if held is None:
        connection.execute(insert(instance).values(key="generation", value=secrets.token_hex(8)))


def _config() -> Config:
    config = Config()
    # Alembic reads its options as a ConfigParser does: a percent sign in the path must be doubled.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
