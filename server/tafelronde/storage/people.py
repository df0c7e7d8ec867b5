"""People, their sessions and their sign-in links.

A person is a facilitator with an account, a guest who typed a name, or a `link`: the one who stands
for all that come by a join link's bare token. Of session and sign-in tokens only the SHA-256 is
kept. Plain functions over a connection; `now` is Unix milliseconds.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tafelronde.errors import NotSignedIn
from tafelronde.storage.names import new_id, new_token, token_hash
from tafelronde.storage.tables import memberships, people, sessions, signin_links

COLORS = 12
"""People are told apart by this many colours, numbered from 0."""

HOUR = 60 * 60 * 1000
SESSION_LIFE = 180 * 24 * HOUR
"""Milliseconds a session is good for without being used."""
SIGNIN_LINK_LIFE = 24 * HOUR
"""Milliseconds a sign-in link is good for."""
_SEEN_AGAIN_AFTER = 24 * HOUR

Kind = Literal["facilitator", "guest", "link"]


@dataclass(frozen=True, slots=True)
class Person:
    """A person; `color` is a number from 0 to 11."""

    id: str
    kind: Kind
    name: str
    stakeholder_group: str | None
    color: int
    created_at: int


person_columns = (
    people.c.id,
    people.c.kind,
    people.c.name,
    people.c.stakeholder_group,
    people.c.color,
    people.c.created_at,
)


def person_from(row: Sequence[Any]) -> Person:
    """Make a person of a row of `person_columns`."""
    return Person(*row)


async def create_person(
    connection: AsyncConnection,
    *,
    kind: Kind,
    name: str,
    now: int,
    group: str | None = None,
    color: int | None = None,
) -> Person:
    """Make a person, of a colour by lot if none is given.

    `free_color` gives one that a board has least of. Writes.
    """
    person = Person(
        new_id(), kind, name, group, secrets.randbelow(COLORS) if color is None else color, now
    )
    await connection.execute(
        insert(people).values(
            id=person.id,
            kind=kind,
            name=name,
            stakeholder_group=group,
            color=person.color,
            created_at=now,
        )
    )
    return person


async def get_person(connection: AsyncConnection, person_id: str) -> Person | None:
    """Return the person, None if there is none of that id."""
    row = (
        await connection.execute(select(*person_columns).where(people.c.id == person_id))
    ).one_or_none()
    return None if row is None else person_from(row)


async def rename_person(connection: AsyncConnection, person_id: str, name: str) -> Person | None:
    """Give the person a new name and return them, None if there is none of that id. Writes."""
    renamed = await connection.execute(
        update(people).where(people.c.id == person_id).values(name=name).returning(*person_columns)
    )
    row = renamed.one_or_none()
    return None if row is None else person_from(row)


async def facilitators(connection: AsyncConnection) -> list[Person]:
    """Return everyone who has a facilitator's account, the first first."""
    rows = await connection.execute(
        select(*person_columns)
        .where(people.c.kind == "facilitator")
        .order_by(people.c.created_at, people.c.id)
    )
    return [person_from(row) for row in rows]


async def free_color(connection: AsyncConnection, board_id: str) -> int:
    """Return the colour that the fewest people of the board have, the lowest of them."""
    rows = await connection.execute(
        select(people.c.color, func.count().label("people"))
        .join_from(memberships, people)
        .where(memberships.c.board_id == board_id)
        .group_by(people.c.color)
    )
    taken = {row.color: row.people for row in rows}
    return min(range(COLORS), key=lambda color: (taken.get(color, 0), color))


async def start_session(connection: AsyncConnection, person_id: str, now: int) -> str:
    """Begin a session of the person and return its token, for the cookie and nowhere else.

    Writes.
    """
    token = new_token()
    await connection.execute(
        insert(sessions).values(
            token_hash=token_hash(token),
            person_id=person_id,
            created_at=now,
            expires_at=now + SESSION_LIFE,
            seen_at=now,
        )
    )
    return token


async def person_by_session(connection: AsyncConnection, token: str, now: int) -> Person | None:
    """Return whose session this is, None if it is unknown, ended or was 180 days out of use."""
    row = (
        await connection.execute(
            select(*person_columns)
            .join_from(sessions, people)
            .where(sessions.c.token_hash == token_hash(token), sessions.c.expires_at > now)
        )
    ).one_or_none()
    return None if row is None else person_from(row)


async def session_is_due(connection: AsyncConnection, token: str, now: int) -> bool:
    """Whether the session is good and was last noted as used over a day ago.

    Then the caller must `keep_session`.
    """
    seen = (
        await connection.execute(
            select(sessions.c.seen_at).where(
                sessions.c.token_hash == token_hash(token), sessions.c.expires_at > now
            )
        )
    ).scalar_one_or_none()
    return seen is not None and seen < now - _SEEN_AGAIN_AFTER


async def keep_session(connection: AsyncConnection, token: str, now: int) -> None:
    """Note that the session is in use: it is good for another 180 days.

    One that has expired stays so. Writes.
    """
    await connection.execute(
        update(sessions)
        .where(sessions.c.token_hash == token_hash(token), sessions.c.expires_at > now)
        .values(seen_at=now, expires_at=now + SESSION_LIFE)
    )


async def end_session(connection: AsyncConnection, token: str) -> None:
    """End the session, if there is one. Writes."""
    await connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash(token)))


async def create_signin_link(connection: AsyncConnection, person_id: str, now: int) -> str:
    """Make a sign-in link, good once within 24 hours, and return its token. Writes."""
    token = new_token()
    await connection.execute(
        insert(signin_links).values(
            token_hash=token_hash(token),
            person_id=person_id,
            created_at=now,
            expires_at=now + SIGNIN_LINK_LIFE,
        )
    )
    return token


async def use_signin_link(connection: AsyncConnection, token: str, now: int) -> Person:
    """Use the link up and return whose it is. Writes.

    Raise NotSignedIn with the code `signin_link_unknown`, `signin_link_used` or
    `signin_link_expired`.
    """
    used = await connection.execute(
        update(signin_links)
        .where(
            signin_links.c.token_hash == token_hash(token),
            signin_links.c.used_at.is_(None),
            signin_links.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(signin_links.c.person_id)
    )
    person_id = used.scalar_one_or_none()
    if person_id is None:
        raise await _why_not(connection, token)
    person = await connection.execute(select(*person_columns).where(people.c.id == person_id))
    return person_from(person.one())


async def _why_not(connection: AsyncConnection, token: str) -> NotSignedIn:
    link = (
        await connection.execute(
            select(signin_links.c.used_at).where(signin_links.c.token_hash == token_hash(token))
        )
    ).one_or_none()
    if link is None:
        return NotSignedIn("signin_link_unknown", "There is no such sign-in link.")
    if link.used_at is not None:
        return NotSignedIn("signin_link_used", "This sign-in link was used already; it works once.")
    return NotSignedIn("signin_link_expired", "This sign-in link is past its 24 hours.")
