"""The socket that people come to, and what the system is asked for because they are many."""

from __future__ import annotations

import socket
import sys

from tafelronde.cli.session import fail
from tafelronde.settings import Settings

if sys.platform != "win32":
    import resource

_UNSENT_BYTES = 128 * 1024
_OPEN_FILES = 65_536


def listen(settings: Settings) -> socket.socket:
    """The socket that HOST and PORT name, bound; ends the program, and says why, when it cannot be."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    _mind_silence(listener, settings.ping_seconds)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        fail(
            f"cannot listen on {settings.host} port {settings.port}: {error.strerror}. "
            "HOST and PORT name another place."
        )
    return listener


def _mind_silence(listener: socket.socket, ping_seconds: float) -> None:
    """What a peer that stops reading may cost, for every socket that is accepted here.

    The kernel keeps little for it that was not sent yet (it would take megabytes, of no use to
    somebody who wants the latest), and gives the connection up when nothing of it was taken for as
    long as a ping may go unanswered. Only the kernel can: a socket that is being closed waits, by
    the rules of TCP without an end, for a peer that still says that its window is shut.
    """
    if sys.platform == "linux":
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)
        patience = int(2 * ping_seconds * 1000)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, patience)


def allow_many_connections() -> None:
    """Every connection is an open file, and what a shell allows by default ends at 1,024."""
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
