"""What holds for every HTTP answer and every request that changes something.

Answers say what a browser may do with them. A request that changes something must come from a page
of ours, in JSON, and be small: a foreign page can send forms with our cookie, but neither. Pictures
and files are the exceptions: they come as types that no form can send either, and bounded by who
reads them.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tafelronde.errors import BadInput, Forbidden, TafelrondeError
from tafelronde.settings import Settings
from tafelronde.web.errors import error_response
from tafelronde.web.origins import is_ours, origin_of
from tafelronde.web.uploads import Upload, pass_through

MAX_BODY_BYTES = 64 * 1024

_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class BodyTooLarge(BadInput):
    """The request's body passes the bound."""

    def __init__(self) -> None:
        super().__init__(
            "body_too_large",
            "The request is too large.",
            expected=f"at most {MAX_BODY_BYTES} bytes",
        )


def content_security_policy(public_url: str) -> str:
    """Scripts and styles from our own files only; nobody may frame us.

    `style` attributes are allowed: objects stand where their coordinates say. Older browsers do not
    take 'self' as leave to open a WebSocket, so ours is named.
    """
    socket = "ws" + origin_of(public_url).removeprefix("http")
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            f"connect-src 'self' {socket}",
            "manifest-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class SecurityHeaders:
    """Adds to every HTTP answer what limits a browser; without a say of its own, nobody keeps it.

    An answer may allow less than pages need, in a policy of its own.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._policy = content_security_policy(settings.public_url)
        self._headers = {
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                headers.setdefault("Content-Security-Policy", self._policy)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)


class ChangesOnlyFromUs:
    """Refuses what would change something but comes from a foreign page, not in JSON, or too large.

    The body is read here, up to its bound, so that no route ever meets an unbounded one; but those of
    `uploads` pass through.
    """

    def __init__(self, app: ASGIApp, settings: Settings, uploads: Sequence[Upload]) -> None:
        self._app = app
        self._settings = settings
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in _CHANGING:
            await self._app(scope, receive, send)
            return
        upload = self._upload_of(scope)
        try:
            self._judge(Headers(scope=scope), upload)
            body = None if upload is not None else await _bounded_body(receive)
        except TafelrondeError as error:
            await error_response(error)(scope, receive, send)
            return
        if upload is not None:
            await pass_through(self._app, scope, receive, send, most=upload.most)
            return
        if body is None:
            return
        read: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive_again() -> Message:
            return read.pop() if read else await receive()

        await self._app(scope, receive_again, send)

    def _upload_of(self, scope: Scope) -> Upload | None:
        if scope["method"] != "POST":
            return None
        return next((each for each in self._uploads if each.paths.fullmatch(scope["path"])), None)

    def _judge(self, headers: Headers, upload: Upload | None) -> None:
        if not is_ours(headers.get("origin"), headers.get("host"), self._settings):
            raise Forbidden("origin_foreign", "This request came from a page of another site.")
        kind = headers.get("content-type")
        if upload is not None:
            if not (kind or "").strip().lower().startswith(upload.media_type):
                raise upload.wrong_type()
            return
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
            raise BodyTooLarge
        has_body = length != "0" or "transfer-encoding" in headers
        if (kind is not None or has_body) and not _is_json(kind):
            raise BadInput(
                "json_only",
                "What changes something must be sent as JSON.",
                expected="Content-Type: application/json",
            )


def _is_json(content_type: str | None) -> bool:
    return (content_type or "").partition(";")[0].strip().lower() == "application/json"


async def _bounded_body(receive: Receive) -> bytes | None:
    """The whole body; None if its sender went away first. Raises BodyTooLarge."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge
        if not message.get("more_body", False):
            return bytes(body)
