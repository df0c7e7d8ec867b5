"""Pictures: each kept once, however many boards and templates have it.

A board has a picture from the moment it was put there. Somebody may read it only through a board or
a template that has it, so knowing a hash opens nothing. A picture that no object on the board names
any more, not even one in the bin, is noted as unused; after the bin's days the board loses it, and
what nobody has is deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Connection, exists, func, insert, null, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tafelronde.board.images import Picture
from tafelronde.errors import BoardNotFound, Conflict
from tafelronde.storage.database import Database
from tafelronde.storage.image_use import (
    delete_forsaken,
    drop,
    note_used,
    noted_wrongly,
    parts,
    unused,
)
from tafelronde.storage.tables import board_images, boards, images, template_images


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """A picture without its content. `bytes`: of the picture, without its preview."""

    hash: str
    media_type: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class ImageFile:
    """What a browser shows."""

    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Holder:
    """What has pictures: a board or a template."""

    kind: Literal["board", "template"]
    id: str


class ImageStore:
    """All pictures of an instance, in `database`.

    Every method raises StorageUnavailable when the database is in trouble. `now` and `before` are
    Unix milliseconds.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, board_id: str, picture: Picture, *, quota: int, now: int) -> None:
        """Keep the picture and put it on the board. Having it already is no error.

        Raise BoardNotFound if the board is gone or in the bin, Conflict (`images_full`) if its
        pictures would come to more than `quota` bytes.
        """
        await self._database.run_write(_add, board_id, picture, quota, now)

    async def share(
        self, source: Holder, board_id: str, hashes: Iterable[str], *, quota: int, now: int
    ) -> None:
        """Put those of the pictures on the board that `source` has; raises as `add` does."""
        await self._database.run_write(_share, source, board_id, set(hashes), quota, now)

    async def read(self, holder: Holder, image_hash: str, *, preview: bool) -> ImageFile | None:
        """Return the picture, or its small version if it has one; None if the holder has it not."""
        return await self._database.run_read(_read, holder, image_hash, preview)

    async def has(self, holder: Holder, image_hash: str) -> bool:
        """Return whether the board or template has the picture."""
        return await self._database.run_read(_has, holder, image_hash)

    async def bytes_of_board(self, board_id: str) -> int:
        """Return to how many bytes the board's pictures come, those that are unused included."""
        return await self._database.run_read(bytes_of_board, board_id)

    async def of_board(self, board_id: str) -> list[ImageInfo]:
        """Return all pictures of the board, the one put there first first."""
        return await self._database.run_read(_of_board, board_id)

    async def note_used(self, board_id: str, used: set[str], now: int) -> None:
        """Note which of the board's pictures its objects name (`used`), and which not, from now on."""
        if any(await self._database.run_read(noted_wrongly, board_id, used)):
            await self._database.run_write(note_used, board_id, used, now)

    async def unused(self, before: int) -> dict[str, set[str]]:
        """Return, by board, the pictures that were noted as unused before `before`."""
        return await self._database.run_read(unused, before)

    async def drop(self, board_id: str, hashes: set[str], before: int) -> None:
        """Take the pictures from the board that are still noted as unused before `before`."""
        await self._database.run_write(drop, board_id, hashes, before)

    async def delete_forsaken(self) -> int:
        """Delete what neither a board nor a template has; return how many pictures that were."""
        return await self._database.run_write(delete_forsaken)


def keep_picture(connection: Connection, picture: Picture, now: int) -> None:
    """Write the picture if it is not there, and keep others from deleting it until the commit."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    adding = dialect.insert(images).values(
        hash=picture.hash,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        bytes=len(picture.content),
        created_at=now,
        preview=picture.preview,
        content=picture.content,
    )
    # An update that changes nothing holds the row; leaving it alone would not.
    connection.execute(
        adding.on_conflict_do_update(index_elements=["hash"], set_={"hash": adding.excluded.hash})
    )


def share_images(
    connection: Connection, source: Holder, board_id: str, hashes: Iterable[str], now: int
) -> None:
    """Put those of the pictures on the board that `source` has, in the caller's transaction.

    Raise BoardNotFound if the board is gone or in the bin.
    """
    had = hold_images(connection, source, hashes)
    _hold_board(connection, board_id)
    here = connection.execute(
        select(board_images.c.image_hash).where(board_images.c.board_id == board_id)
    ).scalars()
    new = [
        {"board_id": board_id, "image_hash": image_hash, "added_at": now, "unused_since": now}
        for image_hash in sorted(had - set(here))
    ]
    if new:
        connection.execute(insert(board_images), new)


def hold_images(connection: Connection, source: Holder, hashes: Iterable[str]) -> set[str]:
    """Return those of the pictures that `source` has; nobody deletes them until the commit."""
    had: set[str] = set()
    for part in parts(hashes):
        had |= set(
            connection.execute(
                select(images.c.hash)
                .where(images.c.hash.in_(part), _had_by(source, images.c.hash))
                # Always in the same order, so that nobody waits in a ring.
                .order_by(images.c.hash)
                .with_for_update(read=True, key_share=True)
            ).scalars()
        )
    return had


def _add(connection: Connection, board_id: str, picture: Picture, quota: int, now: int) -> None:
    keep_picture(connection, picture, now)
    _hold_board(connection, board_id)
    here = (board_images.c.board_id == board_id, board_images.c.image_hash == picture.hash)
    if connection.execute(select(board_images.c.image_hash).where(*here)).first() is None:
        connection.execute(
            insert(board_images).values(
                board_id=board_id, image_hash=picture.hash, added_at=now, unused_since=now
            )
        )
        _require_quota(connection, board_id, quota)
    else:
        # Who brings it again is about to use it again.
        connection.execute(
            update(board_images)
            .where(*here, board_images.c.unused_since.is_not(None))
            .values(unused_since=now)
        )


def _share(
    connection: Connection,
    source: Holder,
    board_id: str,
    hashes: set[str],
    quota: int,
    now: int,
) -> None:
    share_images(connection, source, board_id, hashes, now)
    _require_quota(connection, board_id, quota)


def _hold_board(connection: Connection, board_id: str) -> None:
    """Let two that add to one board come one after the other, so that neither passes the quota."""
    held = connection.execute(
        select(boards.c.id)
        .where(boards.c.id == board_id, boards.c.deleted_at.is_(None))
        .with_for_update(key_share=True)
    )
    if held.first() is None:
        raise BoardNotFound(board_id)


def _require_quota(connection: Connection, board_id: str, quota: int) -> None:
    if bytes_of_board(connection, board_id) > quota:
        megabytes = f"{quota / 1_000_000:.0f} MB"
        raise Conflict(
            "images_full",
            f"The pictures on a board may come to {megabytes}; with this one it is more.",
            expected=f"at most {megabytes}",
        )


def bytes_of_board(connection: Connection, board_id: str) -> int:
    """Return to how many bytes the board's pictures come, those that are unused included."""
    return int(
        connection.execute(
            select(func.coalesce(func.sum(images.c.bytes), 0))
            .join_from(board_images, images)
            .where(board_images.c.board_id == board_id)
        ).scalar_one()
    )


def _had_by(holder: Holder, image_hash: ColumnElement[str]) -> ColumnElement[bool]:
    if holder.kind == "board":
        return exists().where(
            board_images.c.board_id == holder.id, board_images.c.image_hash == image_hash
        )
    return exists().where(
        template_images.c.template_id == holder.id, template_images.c.image_hash == image_hash
    )


def _has(connection: Connection, holder: Holder, image_hash: str) -> bool:
    found = select(images.c.hash).where(images.c.hash == image_hash, _had_by(holder, images.c.hash))
    return connection.execute(found).first() is not None


def _read(
    connection: Connection, holder: Holder, image_hash: str, preview: bool
) -> ImageFile | None:
    has_it = connection.execute(
        select(images.c.media_type, images.c.preview if preview else null().label("preview")).where(
            images.c.hash == image_hash, _had_by(holder, images.c.hash)
        )
    ).one_or_none()
    if has_it is None:
        return None
    if has_it.preview is not None:
        return ImageFile("image/webp", has_it.preview)
    content = connection.execute(select(images.c.content).where(images.c.hash == image_hash))
    return ImageFile(has_it.media_type, content.scalar_one())


def _of_board(connection: Connection, board_id: str) -> list[ImageInfo]:
    rows = connection.execute(
        select(images.c.hash, images.c.media_type, images.c.width, images.c.height, images.c.bytes)
        .join_from(board_images, images)
        .where(board_images.c.board_id == board_id)
        .order_by(board_images.c.added_at, images.c.hash)
    )
    return [ImageInfo(*row) for row in rows]
