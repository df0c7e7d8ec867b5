"""The session cookie: scripts cannot read it, and other sites cannot send it with their requests."""

from __future__ import annotations

from starlette.responses import Response

from tafelronde.settings import Settings
from tafelronde.storage.people import SESSION_LIFE
from tafelronde.web.identity import COOKIE


def set_session(response: Response, token: str, settings: Settings) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=SESSION_LIFE // 1000,
        path="/",
        secure=settings.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )


def clear_session(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        COOKIE,
        path="/",
        secure=settings.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
