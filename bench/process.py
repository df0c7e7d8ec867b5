"""A server's process: starting it on its core, ending it, and what it takes of the machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load.target import HOST

_TICKS = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 60.0
_STOP_SECONDS = 15.0

# The server has one core to itself, the generator another; with a single core they share it.
_CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, GENERATOR_CORE = _CORES[0], _CORES[min(1, len(_CORES) - 1)]


class NotStarted(Exception):
    """The server did not listen; the text holds the end of what it printed."""


@dataclass(frozen=True, slots=True)
class Command:
    words: Sequence[str]
    environment: Mapping[str, str]
    folder: Path


class ServerProcess:
    """A server on the server's core and on a port of its own. `log`: what it prints."""

    def __init__(self, command: Command, port: int, log: Path) -> None:
        self.port = port
        self.log = log
        with log.open("ab") as output, _pinned(SERVER_CORE):
            self._process = subprocess.Popen(
                command.words,
                cwd=command.folder,
                env={**os.environ, **command.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.pid = self._process.pid
        try:
            self._wait_until_it_listens()
        except NotStarted:
            self.end(signal.SIGKILL)
            raise

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Returns when it has ended; calling it again does no harm."""
        if self._process.poll() is None:
            self._process.send_signal(how)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_it_listens(self) -> None:
        end = time.monotonic() + _START_SECONDS
        while self._process.poll() is None and time.monotonic() < end:
            try:
                socket.create_connection((HOST, self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise NotStarted(self.log.read_text("utf-8", "replace")[-2000:])


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
    return port


def pin_generator() -> None:
    os.sched_setaffinity(0, {GENERATOR_CORE})


def pin_server_core() -> None:
    """For who is to share the server's core: the other one is a browser's."""
    os.sched_setaffinity(0, {SERVER_CORE})


def cpu_seconds(pid: int) -> float:
    """User and system time of all threads so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory(pid: int) -> dict[str, float]:
    """`rss` and `pss` in MB (1,000,000 bytes)."""
    found = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
        name, _, rest = line.partition(":")
        if name in ("Rss", "Pss"):
            found[name.lower()] = int(rest.split()[0]) * 1024 / 1e6
    return found


@contextmanager
def _pinned(core: int) -> Iterator[None]:
    """What is started inside runs on that core: affinity is inherited."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
