"""One log line for every HTTP request, and the end of the road for what nobody expected.

A line holds the method, the route's template, the status, the time and the request's id: never a
path, a query, a header or a body, so never a token and never what somebody wrote.
"""

from __future__ import annotations

import secrets
import time
import traceback
from collections.abc import Iterator

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tafelronde.web.errors import internal_response

_log: structlog.stdlib.BoundLogger = structlog.get_logger("tafelronde.web")

_QUIET = frozenset({"/healthz", "/readyz"})


class AccessLog:
    """The outermost layer: gives a request its id (`X-Request-Id`) and logs how it ended."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        begun = time.perf_counter()
        status: int | None = None

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception as error:
            _log.error(
                "request failed",
                request_id=request_id,
                method=scope["method"],
                route=_template(scope),
                error=type(error).__qualname__,
                traceback="".join(places(error)),
            )
            if status is not None:
                # Half an answer is out: only ending the connection tells its reader so.
                raise
            await internal_response(request_id)(scope, receive, send_with_id)
        finally:
            route = _template(scope)
            line = _log.debug if route in _QUIET else _log.info
            line(
                "request",
                request_id=request_id,
                method=scope["method"],
                route=route,
                status=status,
                ms=round((time.perf_counter() - begun) * 1000, 1),
            )


def places(error: BaseException) -> Iterator[str]:
    """Where `error` arose and what caused it, without messages: those may quote what was sent."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from places(cause)
    yield f"{type(error).__qualname__}:\n"
    yield from traceback.format_tb(error.__traceback__)


def _template(scope: Scope) -> str:
    """The route's template (`/j/{token}`), "-" for what no route was found for."""
    return getattr(scope.get("route"), "path", "-")
