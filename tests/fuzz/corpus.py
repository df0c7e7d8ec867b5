"""Real boards and real edits of them, as Yjs writes them; the fuzzer begins from these."""

from __future__ import annotations

import base64
import json
import subprocess
from dataclasses import dataclass
from functools import cache

from tests.interop.peer import FOLDER, NODE


@dataclass(frozen=True)
class Edit:
    """What one person did: `updates` in order, all under the Yjs client id `client`."""

    name: str
    client: int
    updates: tuple[bytes, ...]


@dataclass(frozen=True)
class Board:
    """`base`: a board that three people made, as one update. `edits` build on it alone."""

    name: str
    base: bytes
    edits: tuple[Edit, ...]


@cache
def boards() -> tuple[Board, ...]:
    """The same every time. Needs the packages of `tests/interop`."""
    made = subprocess.run([NODE, "corpus.mjs"], cwd=FOLDER, check=True, capture_output=True)
    return tuple(
        Board(
            board["name"],
            base64.b64decode(board["base"]),
            tuple(
                Edit(edit["name"], edit["client"], tuple(map(base64.b64decode, edit["updates"])))
                for edit in board["edits"]
            ),
        )
        for board in json.loads(made.stdout)["boards"]
    )
