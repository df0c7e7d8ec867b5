"""A board's join links: revoke one, make a new one, show one as a QR code."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Response

from tafelronde.board.access import Action, Role
from tafelronde.errors import Conflict
from tafelronde.storage.links import Link, issue_link, links_of, revoke_link
from tafelronde.web import models
from tafelronde.web.identity import Admitted, who_may
from tafelronde.web.wired import Now, TheDatabase, TheLobby, TheRosters, TheSettings

router = APIRouter(prefix="/api/boards/{board_id}/links", tags=["links"])


@router.post("/{role}/revoke")
async def revoke(
    role: Role,
    admitted: Annotated[Admitted, Depends(who_may(Action.REVOKE_LINK))],
    database: TheDatabase,
    lobby: TheLobby,
    rosters: TheRosters,
    now: Now,
) -> models.Link:
    """Revoke the role's link: who came by it is sent away, but the one who revokes stays a member."""
    me = admitted.visitor.person_id
    async with database.write() as connection:
        link = await revoke_link(connection, admitted.board.id, role, now, keep=me)
    rosters.forget(admitted.board.id)
    if link is not None:
        await lobby.close_link(admitted.board.id, link.id, keep=me)
    return models.Link(role=role, link=None)


@router.post("/{role}", status_code=201)
async def issue(
    role: Role,
    admitted: Annotated[Admitted, Depends(who_may(Action.SHARE))],
    database: TheDatabase,
    settings: TheSettings,
    now: Now,
) -> models.Link:
    """Make a new link for a role whose link was revoked."""
    async with database.write() as connection:
        link = await issue_link(connection, admitted.board.id, role, now)
    return models.Link(role=role, link=url_of(link, settings.public_url))


@router.get(
    "/{role}/qr",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}},
)
async def qr(
    role: Role,
    admitted: Annotated[Admitted, Depends(who_may(Action.SHARE))],
    database: TheDatabase,
    settings: TheSettings,
) -> Response:
    """The role's live link as a QR code, an SVG image."""
    async with database.read() as connection:
        links = await links_of(connection, admitted.board.id)
    if role not in links:
        raise Conflict("link_missing", f"There is no live link for the {role}; make one first.")
    image = io.BytesIO()
    code = segno.make_qr(url_of(links[role], settings.public_url), error="m")
    # The light ground and the border of four modules are part of the code: dark pages need them.
    code.save(image, kind="svg", border=4, light="#fff", xmldecl=False, omitsize=True)
    return Response(image.getvalue(), media_type="image/svg+xml")


def url_of(link: Link, public_url: str) -> str:
    return f"{public_url.rstrip('/')}/j/{link.token}"


def links_shown(links: Mapping[Role, Link], public_url: str) -> models.Links:
    urls = {role: url_of(link, public_url) for role, link in links.items()}
    return models.Links(
        facilitator=urls.get(Role.FACILITATOR),
        participant=urls.get(Role.PARTICIPANT),
        viewer=urls.get(Role.VIEWER),
    )
