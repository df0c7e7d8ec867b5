"""The first facilitator and the links to sign in with."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from tafelronde.settings import Settings
from tafelronde.storage.database import Database
from tafelronde.storage.people import Person, create_person, create_signin_link, facilitators


async def first_facilitator(connection: AsyncConnection, now: int) -> Person:
    """The instance's first facilitator, made here if there is none yet. Writes."""
    known = await facilitators(connection)
    if known:
        return known[0]
    return await create_person(connection, kind="facilitator", name="Facilitator", now=now)


async def new_signin_link(database: Database, settings: Settings, now: int) -> str:
    """A link that signs the first facilitator in, once, within a day."""
    async with database.write() as connection:
        person = await first_facilitator(connection, now)
        token = await create_signin_link(connection, person.id, now)
    return f"{settings.public_url.rstrip('/')}/signin/{token}"
