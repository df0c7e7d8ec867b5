"""Pictures: brought to a board, carried to another, and shown to who may read one that has them."""

from __future__ import annotations

import re
import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from tafelronde.board.access import Action, allows
from tafelronde.errors import Forbidden, NotFound, OverBudget
from tafelronde.storage.images import Holder, ImageInfo, ImageStore
from tafelronde.web import models
from tafelronde.web.identity import COOKIE, Admitted, visitor_of, who_may, who_may_with_token
from tafelronde.web.wired import (
    Now,
    TheDatabase,
    TheImages,
    TheIntake,
    TheLobby,
    TheRemaker,
    TheSettings,
)

router = APIRouter(prefix="/api/boards/{board_id}/images", tags=["pictures"])

SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
"""How the name of a file ends, by its type: all types that are kept."""

_HASH = re.compile(r"[0-9a-f]{64}")
# What is named by its content never changes. It is not for others who share a cache.
_FOR_A_YEAR = "private, max-age=31536000, immutable"
# Whoever opens the address itself gets a page that may do nothing at all.
_POLICY = "default-src 'none'; sandbox"
_BINARY = {"schema": {"type": "string", "format": "binary"}}

ImageHash = Annotated[str, Path(description="SHA-256 of the file, in hexadecimal.")]
Reader = Annotated[Admitted, Depends(who_may_with_token(Action.READ_BOARD))]
SHOWN: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: {"content": dict.fromkeys(SUFFIXES, _BINARY)}},
}
"""For OpenAPI: what a route that shows a picture answers."""


@router.post(
    "",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "The file. What it is is seen by its content.",
            "content": {"image/*": _BINARY},
        }
    },
)
async def add_image(
    *,
    request: Request,
    admitted: Annotated[Admitted, Depends(who_may(Action.ADD_IMAGES))],
    images: TheImages,
    intake: TheIntake,
    remaker: TheRemaker,
    lobby: TheLobby,
    settings: TheSettings,
    now: Now,
) -> models.Image:
    """Bring a picture: PNG, JPEG, WebP, GIF or AVIF. It is made anew: upright, in sRGB, still, and
    without what came along with its pixels. Then make an object that names its hash.
    """
    wait = lobby.budgets.image(admitted.visitor.person_id, time.monotonic())
    if wait > 0:
        raise OverBudget(wait, "You brought many pictures at once; try again in a moment.")
    async with intake.body(request) as body:
        picture = await remaker.remake(body)
    quota = settings.board_images_mb * 1_000_000
    await images.add(admitted.board.id, picture, quota=quota, now=now)
    return models.Image(
        hash=picture.hash,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        bytes=len(picture.content),
    )


@router.put("/{image_hash}")
async def carry_image(
    *,
    request: Request,
    image_hash: ImageHash,
    wish: models.CarryImage,
    admitted: Annotated[Admitted, Depends(who_may(Action.ADD_IMAGES))],
    database: TheDatabase,
    images: TheImages,
    settings: TheSettings,
    now: Now,
) -> models.Image:
    """Carry a picture here from another board that I may read."""
    cookie = request.cookies.get(COOKIE)
    there = await visitor_of(database, wish.board, cookie=cookie, token=None, now=now)
    if not allows(there.visitor.role, Action.READ_BOARD):
        raise Forbidden
    quota = settings.board_images_mb * 1_000_000
    source = Holder("board", there.board.id)
    await images.share(source, admitted.board.id, [image_hash], quota=quota, now=now)
    for info in await images.of_board(admitted.board.id):
        if info.hash == image_hash:
            return image_shown(info)
    raise _not_found()


@router.get("/{image_hash}", **SHOWN)
async def get_image(
    request: Request, image_hash: ImageHash, admitted: Reader, images: TheImages
) -> Response:
    """A picture of the board."""
    return await show(request, images, Holder("board", admitted.board.id), image_hash)


@router.get("/{image_hash}/preview", **SHOWN)
async def get_image_preview(
    request: Request, image_hash: ImageHash, admitted: Reader, images: TheImages
) -> Response:
    """A picture of the board, small: for where it is shown small."""
    return await show(request, images, Holder("board", admitted.board.id), image_hash, preview=True)


async def show(
    request: Request,
    images: ImageStore,
    holder: Holder,
    image_hash: str,
    *,
    preview: bool = False,
) -> Response:
    """The picture as an answer that runs nothing, wherever it is opened. Raises NotFound."""
    if not _HASH.fullmatch(image_hash):
        raise _not_found()
    etag = f'"{image_hash}{"-preview" if preview else ""}"'
    headers = {"Cache-Control": _FOR_A_YEAR, "ETag": etag, "Content-Security-Policy": _POLICY}
    is_known = etag in request.headers.get("if-none-match", "")
    if is_known and await images.has(holder, image_hash):
        return Response(status_code=304, headers=headers)
    file = await images.read(holder, image_hash, preview=preview)
    if file is None:
        raise _not_found()
    name = f"{image_hash[:12]}{SUFFIXES[file.media_type]}"
    headers["Content-Disposition"] = f'inline; filename="{name}"'
    return Response(file.content, media_type=file.media_type, headers=headers)


def image_shown(info: ImageInfo) -> models.Image:
    return models.Image(
        hash=info.hash,
        media_type=info.media_type,
        width=info.width,
        height=info.height,
        bytes=info.bytes,
    )


def _not_found() -> NotFound:
    return NotFound("image_not_found", "This board has no such picture.")
