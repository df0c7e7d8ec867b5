"""Which pictures are in use, and the end of those that are not.

Plain functions over a connection, for `ImageStore`; times are Unix milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, delete, exists, not_, or_, select, update

from tafelronde.storage.tables import board_images, images, template_images

# So many parameters fit a statement, with room for others.
_HASHES_A_STATEMENT = 10_000


def noted_wrongly(
    connection: Connection, board_id: str, used: set[str]
) -> tuple[set[str], set[str]]:
    """Return the board's pictures that are noted as unused but are in `used`, and the opposite."""
    noted = {
        row.image_hash: row.unused_since is None
        for row in connection.execute(
            select(board_images.c.image_hash, board_images.c.unused_since).where(
                board_images.c.board_id == board_id
            )
        )
    }
    found = {image_hash for image_hash, as_used in noted.items() if not as_used} & used
    lost = {image_hash for image_hash, as_used in noted.items() if as_used} - used
    return found, lost


def note_used(connection: Connection, board_id: str, used: set[str], now: int) -> None:
    """Note of each of the board's pictures whether it is in `used`. Writes."""
    found, lost = noted_wrongly(connection, board_id, used)
    for hashes, since in ((found, None), (lost, now)):
        for part in parts(hashes):
            connection.execute(
                update(board_images)
                .where(board_images.c.board_id == board_id, board_images.c.image_hash.in_(part))
                .values(unused_since=since)
            )


def unused(connection: Connection, before: int) -> dict[str, set[str]]:
    """Return, by board, the pictures that were noted as unused before `before`."""
    found: dict[str, set[str]] = {}
    for row in connection.execute(
        select(board_images.c.board_id, board_images.c.image_hash).where(
            board_images.c.unused_since < before
        )
    ):
        found.setdefault(row.board_id, set()).add(row.image_hash)
    return found


def drop(connection: Connection, board_id: str, hashes: set[str], before: int) -> None:
    """Take those of the pictures from the board that were noted as unused before `before`. Writes."""
    for part in parts(hashes):
        connection.execute(
            delete(board_images).where(
                board_images.c.board_id == board_id,
                board_images.c.image_hash.in_(part),
                board_images.c.unused_since < before,
            )
        )


def delete_forsaken(connection: Connection) -> int:
    """Delete the pictures that nobody has, in the caller's transaction; return how many."""
    forsaken = not_(
        or_(
            exists().where(board_images.c.image_hash == images.c.hash),
            exists().where(template_images.c.image_hash == images.c.hash),
        )
    )
    # First held, then looked at again: who was adding one of them just now has it by then.
    held = connection.execute(
        select(images.c.hash).where(forsaken).order_by(images.c.hash).with_for_update()
    ).scalars()
    return sum(
        connection.execute(delete(images).where(images.c.hash.in_(part), forsaken)).rowcount
        for part in parts(held)
    )


def parts(hashes: Iterable[str]) -> Iterator[Sequence[str]]:
    """Cut the hashes, in order, into as many as one statement can carry."""
    whole = sorted(hashes)
    for start in range(0, len(whole), _HASHES_A_STATEMENT):
        yield whole[start : start + _HASHES_A_STATEMENT]
