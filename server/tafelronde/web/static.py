"""The built client: its files from memory, its one page for every address that people can open.

The whole client is small, so it is read once at the start: serving asks no disk, and no path of a
request ever names a file.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketClose

router = APIRouter(include_in_schema=False)

# The build puts a hash of the content into the names of these.
_IMMUTABLE = "assets/"
_FOR_A_YEAR = "public, max-age=31536000, immutable"
_ASK_EACH_TIME = "no-cache"
# Below these, an address that is not there is a fault of a program, not of somebody's typing.
_NOT_PAGES = ("/api/", "/sync/", f"/{_IMMUTABLE}")
# What mimetypes knows depends on the machine, and a script of the wrong type does not run.
_MEDIA_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_COMPRESSIBLE = ("text/", "application/json", "application/manifest+json", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class File:
    """One file of the client, and the same gzipped where that saves something."""

    content: bytes
    zipped: bytes | None
    media_type: str
    etag: str
    caching: str


class ClientFiles:
    """What the build left in `folder`; an ASGI app for every address that no route answers."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): _read(path, path.relative_to(folder).as_posix())
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await WebSocketClose()(scope, receive, send)
            return
        request = Request(scope)
        # Not `request.url`: that reads the query as text, which it need not be.
        path: str = scope["path"]
        if request.method not in ("GET", "HEAD"):
            raise HTTPException(404)
        file = self._files.get(path.removeprefix("/"))
        if file is not None:
            response = _answer(file, request)
        elif path.startswith(_NOT_PAGES):
            raise HTTPException(404)
        else:
            response = self.page(404)
        await response(scope, receive, send)

    def page(self, status: int = 200) -> Response:
        """The client's one page: what it shows follows from the address."""
        return self._page("index.html", status)

    def board(self) -> Response:
        """The same page, which also names what a board is shown with: fetched at once, it is there sooner."""
        return self._page("board.html" if "board.html" in self._files else "index.html", 200)

    def _page(self, name: str, status: int) -> Response:
        page = self._files.get(name)
        if page is None:
            return PlainTextResponse(
                "Tafelronde runs, but its client is not built: run `make client`.\n", 503
            )
        return Response(
            page.content, status, {"Cache-Control": page.caching}, media_type=page.media_type
        )


def client_files(request: Request) -> ClientFiles:
    return cast("ClientFiles", request.app.state.client)


Pages = Annotated[ClientFiles, Depends(client_files)]


@router.api_route("/", methods=["GET", "HEAD"])
@router.api_route("/j/{token}", methods=["GET", "HEAD"])
async def page(pages: Pages) -> Response:
    """My boards; joining."""
    return pages.page()


@router.api_route("/b/{board_id}", methods=["GET", "HEAD"])
@router.api_route("/b/{board_id}/list", methods=["GET", "HEAD"])
async def board(pages: Pages) -> Response:
    """A board, as paper or as a list."""
    return pages.board()


def _read(path: Path, name: str) -> File:
    content = path.read_bytes()
    media_type = _MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(name)[0]
    media_type = media_type or "application/octet-stream"
    zipped = gzip.compress(content, mtime=0) if media_type.startswith(_COMPRESSIBLE) else None
    return File(
        content=content,
        zipped=zipped if zipped is not None and len(zipped) < len(content) else None,
        media_type=media_type,
        etag=f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        caching=_FOR_A_YEAR if name.startswith(_IMMUTABLE) else _ASK_EACH_TIME,
    )


def _answer(file: File, request: Request) -> Response:
    headers = {"Cache-Control": file.caching, "ETag": file.etag, "Vary": "Accept-Encoding"}
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    content = file.content
    if file.zipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
        content = file.zipped
        headers["Content-Encoding"] = "gzip"
    return Response(content, headers=headers, media_type=file.media_type)
