"""The cable between one person's browser and the server, to be pulled out and put back."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self

from tests.running_server import RunningServer


class Cable:
    """Carries bytes between a port of its own and the server, as long as it is whole.

    The browser is given `url` instead of the server's, so that cutting the cable cuts off this one
    person, sockets that are open included.
    """

    def __init__(self, server: RunningServer) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._whole = threading.Event()
        self._flowing = threading.Event()
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._whole.set()
        self._flowing.set()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.cut()
        self._flowing.set()

    def cut(self) -> None:
        """Whatever is on its way is lost; nothing goes through until `mend`."""
        self._whole.clear()
        with self._lock:
            for end in self._ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._whole.set()

    def hold_answers(self) -> None:
        """What the server says is held up, nothing lost, until `release_answers`."""
        self._flowing.clear()

    def release_answers(self) -> None:
        self._flowing.set()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(browser,), daemon=True).start()

    def _join(self, browser: socket.socket) -> None:
        with browser:
            if not self._whole.is_set():
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._server.port))
            except OSError:
                return
            with server:
                with self._lock:
                    self._ends |= {browser, server}
                back = threading.Thread(target=self._carry, args=(server, browser, True))
                back.start()
                self._carry(browser, server, False)
                back.join()
                with self._lock:
                    self._ends -= {browser, server}

    def _carry(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if answers:
                    self._flowing.wait()
                if not self._whole.is_set():
                    break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
