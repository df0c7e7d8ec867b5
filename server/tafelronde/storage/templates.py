"""Templates: what a facilitator keeps of a board, to begin others with. Each is its owner's alone.

A template that was thrown away can be taken back for the bin's days. Times are Unix milliseconds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from tafelronde.board.images import images_of
from tafelronde.errors import NotFound
from tafelronde.storage.database import Database
from tafelronde.storage.images import Holder, hold_images
from tafelronde.storage.names import new_id
from tafelronde.storage.tables import template_images, templates


@dataclass(frozen=True, slots=True)
class Template:
    """A template without its content. `objects`: how many it has."""

    id: str
    person_id: str
    title: str
    language: str
    created_at: int
    updated_at: int
    deleted_at: int | None
    objects: int


@dataclass(frozen=True, slots=True)
class TemplateContent:
    """`objects`: by id, in the fields of `board.schema.json` of this `version`."""

    template: Template
    version: int
    objects: dict[str, dict[str, Any]]


class TemplateStore:
    """All templates, in `database`. Every method raises StorageUnavailable when that is in trouble.

    Where a template is named and its owner has none of that id, NotFound (`template_not_found`) is
    raised.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(
        self,
        person_id: str,
        *,
        title: str,
        language: str,
        version: int,
        objects: Mapping[str, Mapping[str, Any]],
        board_id: str,
        now: int,
    ) -> Template:
        """Make a template of these objects, with those of their pictures that the board has."""
        content = json.dumps({"version": version, "objects": objects}, ensure_ascii=False).encode()
        template = Template(new_id(), person_id, title, language, now, now, None, len(objects))
        hashes = images_of(objects.values())
        await self._database.run_write(_save, template, content, Holder("board", board_id), hashes)
        return template

    async def of_person(self, person_id: str, *, in_bin: bool = False) -> list[Template]:
        """Return the person's templates, in the bin or not, last changed first."""
        return await self._database.run_read(_of_person, person_id, in_bin)

    async def read(self, person_id: str, template_id: str) -> TemplateContent:
        """Return a template with its content."""
        return await self._database.run_read(_read, person_id, template_id)

    async def require(self, person_id: str, template_id: str) -> None:
        """Only raise, if the person has no such template."""
        await self._database.run_read(_require, person_id, template_id)

    async def rename(self, person_id: str, template_id: str, title: str, now: int) -> Template:
        """Give a template another title."""
        values = {"title": title, "updated_at": now}
        return await self._database.run_write(_change, person_id, template_id, False, values)

    async def move_to_bin(self, person_id: str, template_id: str, now: int) -> Template:
        """Throw a template away."""
        values = {"deleted_at": now}
        return await self._database.run_write(_change, person_id, template_id, False, values)

    async def take_from_bin(self, person_id: str, template_id: str) -> Template:
        """Take a template back that was thrown away."""
        values = {"deleted_at": None}
        return await self._database.run_write(_change, person_id, template_id, True, values)

    async def purge(self, before: int) -> int:
        """Delete for good what was thrown away before `before`; return how many templates."""
        return await self._database.run_write(_purge, before)


_columns = (
    templates.c.id,
    templates.c.person_id,
    templates.c.title,
    templates.c.language,
    templates.c.created_at,
    templates.c.updated_at,
    templates.c.deleted_at,
    templates.c.objects,
)


def _save(
    connection: Connection, template: Template, content: bytes, source: Holder, hashes: set[str]
) -> None:
    had = hold_images(connection, source, hashes)
    connection.execute(
        insert(templates).values(
            id=template.id,
            person_id=template.person_id,
            title=template.title,
            language=template.language,
            created_at=template.created_at,
            updated_at=template.updated_at,
            objects=template.objects,
            content=content,
        )
    )
    if had:
        connection.execute(
            insert(template_images),
            [{"template_id": template.id, "image_hash": each} for each in sorted(had)],
        )


def _of_person(connection: Connection, person_id: str, in_bin: bool) -> list[Template]:
    rows = connection.execute(
        select(*_columns)
        .where(templates.c.person_id == person_id, _lies(in_bin))
        .order_by(templates.c.updated_at.desc(), templates.c.id)
    )
    return [Template(*row) for row in rows]


def _read(connection: Connection, person_id: str, template_id: str) -> TemplateContent:
    row = connection.execute(
        select(*_columns, templates.c.content).where(
            templates.c.id == template_id, templates.c.person_id == person_id, _lies(False)
        )
    ).one_or_none()
    if row is None:
        raise _not_found()
    *columns, content = row
    parsed = json.loads(content)
    return TemplateContent(Template(*columns), parsed["version"], parsed["objects"])


def _require(connection: Connection, person_id: str, template_id: str) -> None:
    found = select(templates.c.id).where(
        templates.c.id == template_id, templates.c.person_id == person_id
    )
    if connection.execute(found).first() is None:
        raise _not_found()


def _change(
    connection: Connection,
    person_id: str,
    template_id: str,
    in_bin: bool,
    values: Mapping[str, object],
) -> Template:
    row = connection.execute(
        update(templates)
        .where(templates.c.id == template_id, templates.c.person_id == person_id, _lies(in_bin))
        .values(**values)
        .returning(*_columns)
    ).one_or_none()
    if row is None:
        raise _not_found()
    return Template(*row)


def _purge(connection: Connection, before: int) -> int:
    return connection.execute(delete(templates).where(templates.c.deleted_at < before)).rowcount


def _lies(in_bin: bool) -> ColumnElement[bool]:
    return templates.c.deleted_at.is_not(None) if in_bin else templates.c.deleted_at.is_(None)


def _not_found() -> NotFound:
    return NotFound("template_not_found", "There is no such template, or it is in the bin.")
