"""Whether the process answers, and whether work can go on: for load balancers and operators."""

from __future__ import annotations

from fastapi import APIRouter, Response

from tafelronde.errors import StorageUnavailable
from tafelronde.storage.update_log import UpdateLog
from tafelronde.web.models import Health, Readiness
from tafelronde.web.wired import TheDatabase, TheLobby

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def health() -> Health:
    """The process answers."""
    return Health()


@router.get("/readyz", responses={503: {"model": Readiness}})
async def readiness(response: Response, database: TheDatabase, lobby: TheLobby) -> Readiness:
    """Whether boards can be read and saved; 503 with the reasons when they cannot."""
    reason = "ok"
    try:
        await UpdateLog(database).generation()
    except StorageUnavailable as error:
        reason = error.reason
    is_ready = reason == lobby.saving == "ok"
    if not is_ready:
        response.status_code = 503
    return Readiness(
        status="ready" if is_ready else "not ready", saving=lobby.saving, database=reason
    )
