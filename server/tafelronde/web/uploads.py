"""Bodies that are not JSON and not small: pictures and files on their way in.

All of one is in memory before it is looked at, so what all of them together may take is bounded, and
so is the time that each may take.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tafelronde.errors import BadInput, OverBudget
from tafelronde.exchange.formats import too_large as files_too_large
from tafelronde.exchange.reading import MOST_BYTES


@dataclass(frozen=True, slots=True)
class Upload:
    """What is posted to `paths`, as a body of a type that begins with `media_type`: no form of another
    site can send one. `most`: bytes. `too_large` and `wrong_type` make the errors that say so.
    """

    paths: re.Pattern[str]
    media_type: str
    most: int
    too_large: Callable[[], BadInput]
    wrong_type: Callable[[], BadInput]
    word: str


def picture_upload(most: int) -> Upload:
    """A picture of at most so many bytes."""

    def too_large() -> BadInput:
        return BadInput(
            "image_too_large",
            "This picture is too large to bring to a board.",
            expected=f"at most {most} bytes",
        )

    def wrong_type() -> BadInput:
        return BadInput(
            "image_unknown",
            "A picture must be sent as a picture.",
            expected="Content-Type: image/…",
        )

    paths = re.compile(r"/api/boards/[^/]+/images")
    return Upload(paths, "image/", most, too_large, wrong_type, "picture")


def file_upload() -> Upload:
    """A file with what could be on a board."""

    def wrong_type() -> BadInput:
        return BadInput(
            "file_type",
            "A file must be sent as bytes, whatever is in it.",
            expected="Content-Type: application/octet-stream",
        )

    paths = re.compile(r"/api/boards/(?:[^/]+/reading|from-file)")
    media_type = "application/octet-stream"
    return Upload(paths, media_type, MOST_BYTES, files_too_large, wrong_type, "file")


_CHUNK_SECONDS = 20.0
_ALL_SECONDS = 300.0
_TOGETHER_BYTES = 128 * 1024 * 1024
_BUSY_SECONDS = 10.0
_LINGER_SECONDS = 10.0


class Intake:
    """Takes in uploads of one sort."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._held = 0

    @asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[bytes]:
        """The whole body, counted as held until the block ends.

        Raises BadInput: that it is too large, or `upload_broken_off` when no more of it came;
        OverBudget when too much of others' is held.
        """
        if declared_length(request.headers) > self._upload.most:
            raise self._upload.too_large()
        body = bytearray()
        try:
            try:
                async with asyncio.timeout(_ALL_SECONDS):
                    await self._read(request, body)
            except (ClientDisconnect, TimeoutError) as error:
                raise BadInput(
                    "upload_broken_off", f"The {self._upload.word} did not arrive as a whole."
                ) from error
            yield bytes(body)
        finally:
            self._held -= len(body)

    async def _read(self, request: Request, body: bytearray) -> None:
        async with aclosing(request.stream()) as chunks:
            while True:
                async with asyncio.timeout(_CHUNK_SECONDS):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    return
                if len(body) + len(chunk) > self._upload.most:
                    raise self._upload.too_large()
                if self._held + len(chunk) > _TOGETHER_BYTES:
                    raise OverBudget(
                        _BUSY_SECONDS, f"Too many {self._upload.word}s are coming in; try again."
                    )
                self._held += len(chunk)
                body += chunk


async def pass_through(
    app: ASGIApp, scope: Scope, receive: Receive, send: Send, *, most: int
) -> None:
    """Runs `app` with the body as it comes.

    A browser that is still sending when the answer comes may lose it, and then tells its user that
    the server cannot be reached. So what an app leaves unread is read and thrown away first, if that
    can be at most `most` bytes; else the connection ends with the answer.
    """
    is_whole = False

    async def receive_noting() -> Message:
        nonlocal is_whole
        message = await receive()
        is_whole = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message

    async def send_when_read(message: Message) -> None:
        if message["type"] == "http.response.start" and not is_whole:
            if 0 < declared_length(Headers(scope=scope)) <= most:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LINGER_SECONDS):
                        while not is_whole:
                            await receive_noting()
            if not is_whole:
                MutableHeaders(scope=message)["Connection"] = "close"
        await send(message)

    await app(scope, receive_noting, send_when_read)


def declared_length(headers: Headers) -> int:
    """How long a body says it is; 0 when it does not say."""
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0
