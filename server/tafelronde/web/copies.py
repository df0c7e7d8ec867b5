"""Copies of boards, and templates to begin boards with."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from tafelronde.board.access import Action
from tafelronde.board.copies import as_template, authors_of, copied
from tafelronde.board.naming import Language
from tafelronde.storage.images import Holder
from tafelronde.storage.templates import Template
from tafelronde.web import models
from tafelronde.web.identity import Admitted, who_may
from tafelronde.web.images import SHOWN, ImageHash, show
from tafelronde.web.making import BoardMaker, begin_with, make_board
from tafelronde.web.wired import (
    Now,
    TheDatabase,
    TheImages,
    TheLobby,
    TheSchema,
    TheSettings,
    TheTemplates,
)

router = APIRouter(prefix="/api", tags=["copies and templates"])

Copier = Annotated[Admitted, Depends(who_may(Action.COPY_BOARD))]


@router.post("/boards/{board_id}/copy", status_code=201)
async def copy_board(
    *,
    wish: models.CopyBoard,
    admitted: Copier,
    me: BoardMaker,
    database: TheDatabase,
    lobby: TheLobby,
    schema: TheSchema,
    settings: TheSettings,
    now: Now,
) -> models.NewBoard:
    """Make another board of what is on this one now, with its authors' names and its comments; not
    with its people, its links or its bin. For facilitators with an account.
    """
    source = admitted.board
    _, objects = await lobby.read_board(source.id)
    taken = await asyncio.to_thread(copied, objects)
    begun = await begin_with(taken, schema, Holder("board", source.id), authors_of(taken))
    async with database.write() as connection:
        return await make_board(
            connection,
            title=wish.title,
            language=Language(source.language),
            created_by=me.id,
            public_url=settings.public_url,
            now=now,
            begun=begun,
        )


@router.post("/boards/{board_id}/template", status_code=201)
async def save_template(
    *,
    wish: models.CopyBoard,
    admitted: Copier,
    me: BoardMaker,
    lobby: TheLobby,
    templates: TheTemplates,
    schema: TheSchema,
    now: Now,
) -> models.Template:
    """Keep what is on this board as a template of mine: without comments, authors and times. For
    facilitators with an account.
    """
    _, objects = await lobby.read_board(admitted.board.id)
    template = await templates.save(
        me.id,
        title=wish.title,
        language=admitted.board.language,
        version=schema.version,
        objects=await asyncio.to_thread(as_template, objects),
        board_id=admitted.board.id,
        now=now,
    )
    return template_shown(template)


@router.get("/templates")
async def list_templates(
    me: BoardMaker,
    templates: TheTemplates,
    in_bin: Annotated[bool, Query(alias="bin", description="Those in the bin.")] = False,
) -> models.Templates:
    """My templates, last changed first."""
    mine = await templates.of_person(me.id, in_bin=in_bin)
    return models.Templates(templates=[template_shown(each) for each in mine])


@router.get("/templates/{template_id}")
async def get_template(
    template_id: str, me: BoardMaker, templates: TheTemplates
) -> models.TemplateWithObjects:
    """A template of mine with what is on it."""
    read = await templates.read(me.id, template_id)
    shown = template_shown(read.template)
    return models.TemplateWithObjects(**shown.model_dump(), content=read.objects)


@router.get("/templates/{template_id}/images/{image_hash}/preview", **SHOWN)
async def get_template_image_preview(
    *,
    request: Request,
    template_id: str,
    image_hash: ImageHash,
    me: BoardMaker,
    templates: TheTemplates,
    images: TheImages,
) -> Response:
    """A picture of a template of mine, small."""
    await templates.require(me.id, template_id)
    return await show(request, images, Holder("template", template_id), image_hash, preview=True)


@router.patch("/templates/{template_id}")
async def change_template(
    template_id: str,
    wish: models.ChangeTemplate,
    me: BoardMaker,
    templates: TheTemplates,
    now: Now,
) -> models.Template:
    """Give a template another title."""
    return template_shown(await templates.rename(me.id, template_id, wish.title, now))


@router.delete("/templates/{template_id}", status_code=204)
async def delete_template(
    template_id: str, me: BoardMaker, templates: TheTemplates, now: Now
) -> Response:
    """Put a template in the bin."""
    await templates.move_to_bin(me.id, template_id, now)
    return Response(status_code=204)


@router.post("/templates/{template_id}/restore")
async def restore_template(
    template_id: str, me: BoardMaker, templates: TheTemplates
) -> models.Template:
    """Take a template out of the bin."""
    return template_shown(await templates.take_from_bin(me.id, template_id))


def template_shown(template: Template) -> models.Template:
    return models.Template(
        id=template.id,
        title=template.title,
        language=Language(template.language),
        objects=template.objects,
        created_at=template.created_at,
        updated_at=template.updated_at,
        deleted_at=template.deleted_at,
    )
