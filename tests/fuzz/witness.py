"""Yjs in a Node process: what a browser makes of the messages that the server sends."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from tests.interop.peer import FOLDER, NODE


@dataclass(frozen=True)
class Testimony:
    """What Yjs holds. `errors`: what it threw, and at which message. `pending`: it waits for more."""

    errors: list[dict[str, Any]]
    pending: bool
    meta: dict[str, Any]
    objects: dict[str, Any]


class Witness:
    """One Yjs document at a time, in a process that ends with the `with` block."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [NODE, "witness.mjs"], cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def begin(self) -> None:
        """Forgets everything."""
        self._ask({"do": "begin"})

    def read(self, messages: Sequence[bytes]) -> Testimony:
        """Takes in messages of the socket, on top of what it holds."""
        encoded = [base64.b64encode(message).decode() for message in messages]
        return Testimony(**self._ask({"do": "read", "messages": encoded}))

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer
