"""Alembic's entry.

Runs the migrations on the connection it is given, in the transaction that connection is in.

`tafelronde migrate` and `Database.migrate()` pass the connection. Without one (the `alembic`
command in a checkout, to write or list revisions) the database of the settings is opened. There is
no offline mode.
"""

import asyncio

from alembic import context
from sqlalchemy import Connection

from tafelronde.settings import Settings
from tafelronde.storage.database import Database
from tafelronde.storage.tables import metadata


def run(connection: Connection) -> None:
    """Run what is asked for in the transaction of `connection`."""
    # SQLite alters a table by making it anew: render_as_batch writes revisions that do so.
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


async def run_on_settings() -> None:
    """Run on the database that the settings name."""
    database = Database(Settings().database_url)
    await database.open()
    try:
        await database.run_write(run)
    finally:
        await database.close()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(run_on_settings())
