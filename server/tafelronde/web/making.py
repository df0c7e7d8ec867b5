"""Boards in the making: empty, as a copy of another, or from a template."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncConnection

from tafelronde.board.access import Role, may_create_boards
from tafelronde.board.copies import copy_seed
from tafelronde.board.document import seed_update
from tafelronde.board.images import images_of
from tafelronde.board.naming import Language
from tafelronde.board.schema import BoardSchema
from tafelronde.errors import Forbidden
from tafelronde.storage import boards as stored
from tafelronde.storage.images import Holder, share_images
from tafelronde.storage.links import issue_link
from tafelronde.storage.people import Person
from tafelronde.sync.log_record import seed_record
from tafelronde.web import models
from tafelronde.web.identity import SignedIn
from tafelronde.web.links import links_shown


def board_maker(me: SignedIn) -> Person:
    """Raises Forbidden for who has no facilitator's account."""
    if not may_create_boards(me.kind):
        raise Forbidden("not_a_facilitator", "Only facilitators with an account make boards.")
    return me


BoardMaker = Annotated[Person, Depends(board_maker)]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a board begins with that is not empty.

    `seed`: its first update. `images`: hashes of pictures that `source` has. `authors`: ids of the
    people whose words they are.
    """

    seed: bytes
    source: Holder
    images: Set[str]
    authors: Set[str]


async def begin_with(
    objects: Mapping[str, Mapping[str, Any]],
    schema: BoardSchema,
    source: Holder,
    authors: Set[str],
) -> Beginning:
    """The beginning of a board with these objects, which are as `board.schema.json` says."""
    # In a thread: with ten thousand objects it takes longer than others should wait.
    seed = await asyncio.to_thread(copy_seed, _new_client_id(), objects, schema)
    return Beginning(seed, source, images_of(objects.values()), authors)


async def make_board(
    connection: AsyncConnection,
    *,
    title: str,
    language: Language,
    created_by: str | None,
    public_url: str,
    now: int,
    begun: Beginning | None = None,
) -> models.NewBoard:
    """Makes a board with its first log row and a link for each role, in the caller's transaction."""
    seed = seed_update(_new_client_id()) if begun is None else begun.seed
    board = await stored.create_board(
        connection,
        title=title,
        language=language,
        created_by=created_by,
        seed=seed_record(seed),
        now=now,
    )
    if begun is not None:
        await stored.add_authors(connection, board.id, set(begun.authors) - {created_by})
        await connection.run_sync(share_images, begun.source, board.id, begun.images, now)
    links = {role: await issue_link(connection, board.id, role, now) for role in Role}
    return models.NewBoard(
        id=board.id,
        title=board.title,
        language=Language(board.language),
        epoch=board.epoch,
        links=links_shown(links, public_url),
    )


def _new_client_id() -> int:
    """A random Yjs client id, 32 bits as Yjs makes them."""
    return random.SystemRandom().getrandbits(32)
