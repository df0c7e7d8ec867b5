"""The join links of a board: one live link a role, each revocable, and how somebody joins by one.

A link's token is a secret that opens the board; it is kept in plain text because the share panel
shows it again, and it belongs in no log line. Plain functions over a connection; `now` is Unix
milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, not_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tafelronde.board.access import Role, stronger
from tafelronde.errors import Conflict, Revoked
from tafelronde.storage.boards import Membership, lasting, membership
from tafelronde.storage.names import new_id, new_token
from tafelronde.storage.people import COLORS, Person
from tafelronde.storage.tables import links, memberships, people

LINK_PERSON = "link_"
"""What the id of the person who stands for a link begins with; the link's own id follows."""


@dataclass(frozen=True, slots=True)
class Link:
    """A way onto a board, as `role`. `revoked_at` is None while it is good."""

    id: str
    board_id: str
    role: Role
    token: str
    created_at: int
    revoked_at: int | None

    def __repr__(self) -> str:
        """Everything but the secret, so that no log line can hold it."""
        shown = f"id={self.id!r}, board_id={self.board_id!r}, role={self.role!r}"
        return f"Link({shown}, revoked_at={self.revoked_at!r})"


link_columns = (
    links.c.id,
    links.c.board_id,
    links.c.role,
    links.c.token,
    links.c.created_at,
    links.c.revoked_at,
)


def link_from(row: Sequence[Any]) -> Link:
    """Make a link of a row of `link_columns`."""
    id, board_id, role, token, created_at, revoked_at = row
    return Link(id, board_id, Role(role), token, created_at, revoked_at)


async def links_of(connection: AsyncConnection, board_id: str) -> dict[Role, Link]:
    """Return the live link of each role of the board.

    A role whose link was revoked is not in it.
    """
    rows = await connection.execute(
        select(*link_columns).where(links.c.board_id == board_id, links.c.revoked_at.is_(None))
    )
    found = {link.role: link for link in map(link_from, rows)}
    return {role: found[role] for role in Role if role in found}


async def issue_link(connection: AsyncConnection, board_id: str, role: Role, now: int) -> Link:
    """Make a link to the board, and the person who stands for those who come by it unnamed. Writes.

    Raise Conflict if the role has a live link: one is enough to hand out, and enough to revoke.
    """
    link = Link(new_id(), board_id, role, new_token(), now, None)
    person = link_person(link)
    try:
        async with connection.begin_nested():
            await connection.execute(
                insert(links).values(
                    id=link.id, board_id=board_id, role=role, token=link.token, created_at=now
                )
            )
    except IntegrityError as error:
        raise Conflict(
            "link_exists", f"There is a live link for the {role} already; revoke it first."
        ) from error
    await connection.execute(
        insert(people).values(
            id=person.id, kind=person.kind, name=person.name, color=person.color, created_at=now
        )
    )
    return link


async def revoke_link(
    connection: AsyncConnection, board_id: str, role: Role, now: int, keep: str | None = None
) -> Link | None:
    """Revoke the role's live link; the memberships of all who came by it end with it. Writes.

    That of the person `keep` stays, by no link from now on. Return the link that was revoked, None
    if the role had none.
    """
    revoked = await connection.execute(
        update(links)
        .where(links.c.board_id == board_id, links.c.role == role, links.c.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(*link_columns)
    )
    row = revoked.one_or_none()
    if row is None:
        return None
    if keep is not None:
        await connection.execute(
            update(memberships)
            .where(memberships.c.link_id == row.id, memberships.c.person_id == keep)
            .values(link_id=None)
        )
    return link_from(row)


async def link_by_token(connection: AsyncConnection, token: str) -> Link | None:
    """Return the link with this token, None if there never was one.

    It may be revoked: look at `revoked_at`.
    """
    row = (
        await connection.execute(select(*link_columns).where(links.c.token == token))
    ).one_or_none()
    return None if row is None else link_from(row)


def link_person(link: Link) -> Person:
    """Return the person of kind "link", nameless, who stands for all that show this bare token."""
    return Person(
        f"{LINK_PERSON}{link.id}", "link", "", None, sum(link.id.encode()) % COLORS, link.created_at
    )


async def join(connection: AsyncConnection, link: Link, person_id: str, now: int) -> Membership:
    """Make the person a member of the link's board and return what they are there now. Writes.

    Who is a member already keeps the stronger role. Raise Revoked if the link was revoked, be it in
    this very moment.
    """
    revoked_at = (
        # The share lock makes a revocation wait for this, or this for the revocation.
        await connection.execute(
            select(links.c.revoked_at).where(links.c.id == link.id).with_for_update(read=True)
        )
    ).one_or_none()
    if revoked_at is None or revoked_at[0] is not None:
        raise Revoked
    held = await membership(connection, link.board_id, person_id)
    if held is None:
        # Who lost their access and got another link begins anew.
        await connection.execute(
            delete(memberships).where(
                memberships.c.board_id == link.board_id,
                memberships.c.person_id == person_id,
                not_(lasting),
            )
        )
        joined = Membership(link.board_id, person_id, link.role, link.id, now)
        try:
            async with connection.begin_nested():
                await connection.execute(
                    insert(memberships).values(
                        board_id=link.board_id,
                        person_id=person_id,
                        role=link.role,
                        link_id=link.id,
                        joined_at=now,
                    )
                )
        except IntegrityError:
            # They joined twice at once; what the other request made is there now.
            held = await membership(connection, link.board_id, person_id)
            if held is None:
                raise
        else:
            return joined
    if stronger(held.role, link.role) == held.role:
        return held
    await connection.execute(
        update(memberships)
        .where(memberships.c.board_id == link.board_id, memberships.c.person_id == person_id)
        .values(role=link.role, link_id=link.id)
    )
    return Membership(link.board_id, person_id, link.role, link.id, held.joined_at)
