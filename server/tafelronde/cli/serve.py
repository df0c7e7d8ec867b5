"""`tafelronde serve`: migrate, listen, drain."""

from __future__ import annotations

import gc
import socket
import sys
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from tafelronde.app import create_app, drain
from tafelronde.cli import logs
from tafelronde.cli.facilitator import new_signin_link
from tafelronde.cli.listening import allow_many_connections, listen
from tafelronde.cli.session import opened, read_settings, run, unix_milliseconds
from tafelronde.settings import Settings
from tafelronde.web.frames import SharedFrameProtocol

# Above the protocol's own bound, so that a message that is too large gets a close code with a name.
_MAX_FRAME_BYTES = 2 * 1024 * 1024
_FAREWELL_SECONDS = 5
_SWITCH_SECONDS = 0.0002
_COLLECT_AFTER = (10_000, 20, 50)


class DrainingServer(uvicorn.Server):
    """Sends everybody away in waves and saves before it closes what is still open.

    Uvicorn by itself closes all sockets in one moment, and everybody would come back in one moment.
    """

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        await drain(self._app)
        await super().shutdown(sockets)


def serve(
    quiet: Annotated[bool, typer.Option("--quiet", help="Print no sign-in link.")] = False,
) -> None:
    """Serve boards until told to stop. HOST, PORT and DATA_DIR say where."""
    settings = read_settings()
    logs.configure(settings.log_level)
    allow_many_connections()
    listener = listen(settings)
    if settings.port == 0:
        settings = Settings(port=listener.getsockname()[1])
    link = run(_prepare, settings, quiet)
    typer.echo(f"Tafelronde is at {settings.public_url}")
    if link is not None:
        typer.echo(f"Sign in as facilitator, once, within 24 hours: {link}")
    app = create_app(settings)
    server = DrainingServer(
        app,
        uvicorn.Config(
            app,
            loop="uvloop",
            http="httptools",
            ws=SharedFrameProtocol,
            ws_max_size=_MAX_FRAME_BYTES,
            ws_per_message_deflate=False,
            ws_ping_interval=settings.ping_seconds,
            ws_ping_timeout=settings.ping_seconds,
            # Its lines hold paths and queries, and with them tokens; ours do not.
            access_log=False,
            log_config=None,
            server_header=False,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=_FAREWELL_SECONDS,
        ),
    )
    _share_the_core()
    server.run(sockets=[listener])


def _share_the_core() -> None:
    """What the interpreter does by itself, suited to one loop that must not pause.

    A thread that comes back from the disk gets the interpreter after at most this long, however busy
    the loop is; the default, 5 ms, was most of what an edit waited. The garbage collector looks
    through all objects only when many are new: it found nothing but pauses of tens of milliseconds,
    since what a connection leaves behind is let go by counting references.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


async def _prepare(settings: Settings, quiet: bool) -> str | None:
    """Migrates, and makes a sign-in link unless `quiet`."""
    async with opened(settings) as database:
        await database.migrate()
        return None if quiet else await new_signin_link(database, settings, unix_milliseconds())
