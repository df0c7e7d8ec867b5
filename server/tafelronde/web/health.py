"""Whether the process answers, and whether work can go on: for load balancers and operators."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response

from tafelronde.errors import StorageUnavailable
from tafelronde.rooms.lobby import Lobby
from tafelronde.storage.database import Database
from tafelronde.storage.update_log import UpdateLog
from tafelronde.web.models import Health, Readiness
from tafelronde.web.wired import TheDatabase, TheLobby

router = APIRouter(tags=["health"])

# Whoever asks learns within a second that saving or reading has stopped, also when the disk hangs and
# nothing fails.
_PATIENCE_SECONDS = 0.8


@router.get("/healthz")
async def health() -> Health:
    """The process answers."""
    return Health()


@router.get("/readyz", responses={503: {"model": Readiness}})
async def readiness(
    request: Request, response: Response, database: TheDatabase, lobby: TheLobby
) -> Readiness:
    """Whether boards can be read and saved; 503 with the reasons when they cannot, and while the
    server sends everybody away.
    """
    saving, reading = _saving(lobby), await _reading(request, database)
    readiness = Readiness(status="ready", saving=saving, database=reading)
    if lobby.is_stopping:
        readiness.status = "stopping"
    elif not saving == reading == "ok":
        readiness.status = "not ready"
    if readiness.status != "ready":
        response.status_code = 503
    return readiness


def _saving(lobby: Lobby) -> str:
    if lobby.saving == "ok" and lobby.unsaved_for() > _PATIENCE_SECONDS:
        return "saving takes long"
    return lobby.saving


async def _reading(request: Request, database: Database) -> str:
    """Asks the database something. One question at a time: those who ask while it hangs wait for the
    same answer.
    """
    state = request.app.state
    question: asyncio.Task[str] | None = getattr(state, "question", None)
    if question is None or question.done():
        question = state.question = asyncio.create_task(UpdateLog(database).generation())
        # Where nobody waits for its answer any more, that it failed is no news.
        question.add_done_callback(lambda task: task.cancelled() or task.exception())
    await asyncio.wait({question}, timeout=_PATIENCE_SECONDS)
    if not question.done():
        return "the database does not answer"
    try:
        question.result()
    except StorageUnavailable as error:
        return error.reason
    return "ok"
