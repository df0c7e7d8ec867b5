"""The real server as a process of its own, for tests that meet it from outside."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx

from tests.deadline import soon

COMMAND = Path(sys.executable).with_name("tafelronde")


@dataclass(frozen=True)
class Board:
    """A board as `tafelronde board create --json` prints it; `tokens` and `links` by role."""

    id: str
    title: str
    epoch: str
    links: Mapping[str, str]
    tokens: Mapping[str, str]

    @classmethod
    def from_json(cls, printed: Mapping[str, Any]) -> Self:
        links = printed["links"]
        tokens = {role: link.rsplit("/", 1)[1] for role, link in links.items()}
        return cls(printed["id"], printed["title"], printed["epoch"], links, tokens)


class RunningServer:
    """`tafelronde serve` on a free port, its data in `folder`.

    The port stays the same over restarts, so clients find it again. `settings` are environment
    variables. `command` is the program; naming another one tests another installation.
    """

    def __init__(
        self, folder: Path, settings: Mapping[str, str] | None = None, command: Path = COMMAND
    ) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.socket_url = f"ws://127.0.0.1:{self.port}"
        self._command = command
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._signed_in = httpx.Cookies()
        ours = ("TAFELRONDE_", "HOST", "PORT", "DATA_DIR")
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(ours)},
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DATA_DIR": str(folder / "data"),
            **(settings or {}),
        }

    def start(self) -> None:
        """Serve; returns when the server says that it is ready."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._command, "serve"],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        soon(self._is_ready, f"the server is ready; it said:\n{self.said()[-3000:]}", 60)

    def kill(self) -> None:
        """End it as a power cut would: kill −9."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator would: SIGTERM."""
        self._end(signal.SIGTERM)

    def said(self) -> str:
        """Everything it printed and logged."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    def run(self, *words: str) -> str:
        """Run a `tafelronde` command beside the server and return what it printed."""
        done = subprocess.run(
            [self._command, *words],
            cwd=self.folder,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"tafelronde {' '.join(words)}:\n{done.stderr}"
        return done.stdout

    def create_board(self, title: str = "Table") -> Board:
        """Make one over HTTP, as its first facilitator: much quicker than a command for each. Uses up
        the sign-in link that the server printed when it started.
        """
        with httpx.Client(base_url=self.url, timeout=60, cookies=self._signed_in) as browser:
            answer = browser.post("/api/boards", json={"title": title})
            if answer.status_code == httpx.codes.UNAUTHORIZED:
                self._sign_in(browser)
                answer = browser.post("/api/boards", json={"title": title})
        return Board.from_json(answer.raise_for_status().json())

    def create_boards(self, number: int) -> list[Board]:
        return [self.create_board(f"Table {each}") for each in range(number)]

    def _sign_in(self, browser: httpx.Client) -> None:
        """With the printed link; where that was used up, or none was printed, with a new one."""
        for link in re.findall(r"http\S+/signin/\S+", self.said()):
            if browser.get(link).status_code == httpx.codes.SEE_OTHER:
                break
        else:
            answer = browser.get(self.run("signin-link").strip())
            assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
        self._signed_in = httpx.Cookies(browser.cookies)

    def objects(self, board: Board) -> dict[str, dict[str, Any]]:
        """Return what is durable of the board, as plain JSON by object id."""
        answer = httpx.get(
            f"{self.url}/api/boards/{board.id}/objects",
            params={"token": board.tokens["viewer"]},
            timeout=60,
        )
        assert answer.is_success, f"{answer.text}\nThe server said:\n{self.said()[-3000:]}"
        objects: dict[str, dict[str, Any]] = answer.json()["objects"]
        return objects

    @property
    def database(self) -> Path:
        """The file of its embedded database."""
        return Path(self.environment["DATA_DIR"]) / "tafelronde.sqlite3"

    @property
    def database_url(self) -> str:
        """Where its database is, as its settings have it."""
        embedded = f"sqlite+aiosqlite:///{self.database}"
        return self.environment.get("TAFELRONDE_DATABASE_URL") or embedded

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def readiness(self) -> httpx.Response:
        """Return what it says of itself: whether it can read and save."""
        return httpx.get(f"{self.url}/readyz", timeout=20)

    def open_files(self) -> int:
        """Return how many files it has open, sockets included."""
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def unsent_bytes(self) -> list[int]:
        """Return what the kernel still holds of what was written, for each of its sockets."""
        rows = Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]
        local, queues = 1, 4
        ours = [row.split() for row in rows if row.split()[local].endswith(f":{self.port:04X}")]
        return [int(row[queues].partition(":")[0], 16) for row in ours]

    def memory(self) -> int:
        """Return its resident memory in bytes."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024

    def _is_ready(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise AssertionError(f"The server ended by itself; it said:\n{self.said()[-3000:]}")
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _end(self, sign: signal.Signals) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(sign)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise AssertionError(f"The server did not end within 30 s of {sign.name}") from None


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port
