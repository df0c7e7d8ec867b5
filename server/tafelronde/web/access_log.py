"""One log line for every HTTP request, and the end of the road for what nobody expected.

A line holds the method, the route's template, the status, the time and the request's id: never a
path, a query, a header or a body, so never a token and never what somebody wrote. Every line that is
logged on behalf of a request has its id; a socket's is that of the request which opened it.
"""

from __future__ import annotations

import re
import secrets
import time
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tafelronde.rooms.measures import Measures
from tafelronde.web.errors import internal_response

_log: structlog.stdlib.BoundLogger = structlog.get_logger("tafelronde.web")

_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

# What a proxy may call a request: long enough to be one of many, and nothing that could pass for a
# line of the log.
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_KEY = "tafelronde.request_id"


def request_id_of(scope: MutableMapping[str, Any]) -> str:
    """The id under which the log knows this request or socket."""
    id: str = scope.get(_KEY) or secrets.token_hex(8)
    return id


class AccessLog:
    """The outermost layer: gives a request its id (`X-Request-Id`, taken over from a proxy that gave
    it one), logs how it ended, and counts it.
    """

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        scope[_KEY] = request_id
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            serve = self._http if scope["type"] == "http" else self._socket
            await serve(scope, receive, send, request_id)

    async def _socket(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        """What a socket does, `web/websocket.py` logs."""

        async def send_with_id(message: Message) -> None:
            if message["type"] in ("websocket.accept", "websocket.http.response.start"):
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        await self._app(scope, receive, send_with_id)

    async def _http(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
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
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._measures.requests[method, route, status or 0] += 1
            line(
                "request",
                request_id=request_id,
                method=method,
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
