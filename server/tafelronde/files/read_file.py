r"""A program of its own: a file on standard input, what is in it as JSON on output.

A file comes from anybody, and even a small one can be made to take long or much. So this runs as a
process for one file, with bounds on memory and time, and what it does to itself it does to nobody
else. The reading itself is `exchange/`, which knows nothing of processes.

    answer = {} "\n" reading | {"refused": {"code", "message", "line", "expected", "got"}} "\n"
"""

from __future__ import annotations

import argparse
import json
import sys
import traceback
import types
from pathlib import Path
from typing import BinaryIO

if __name__ == "__main__":
    # The package's own front door opens the whole server, which this has no use for.
    _package = types.ModuleType("tafelronde")
    _package.__path__ = [str(Path(__file__).parents[1])]
    sys.modules["tafelronde"] = _package

from tafelronde.board.schema import BoardSchema
from tafelronde.errors import Unreadable
from tafelronde.exchange.formats import Format, read
from tafelronde.exchange.reading import Reading, without_people
from tafelronde.processes.bounds import bound

_MEMORY_BYTES = 1024 * 1024 * 1024
_SECONDS = 20


def _told(reading: Reading) -> dict[str, object]:
    return {
        "title": reading.title,
        "board": reading.board,
        "counts": reading.counts,
        "remarks": [
            {"code": each.code, "count": each.count, "line": each.line} for each in reading.remarks
        ],
        "objects": [{"id": id, **each} for id, each in reading.objects.items()],
    }


def _refused(error: Unreadable) -> dict[str, object]:
    names = ("code", "message", "line", "expected", "got")
    return {"refused": {name: getattr(error, name) for name in names}}


def main(words: list[str], upload: BinaryIO, answer: BinaryIO) -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--format", type=Format, required=True)
    asked.add_argument("--schema", type=Path, required=True)
    asked.add_argument("--with-people", action="store_true")
    wish = asked.parse_args(words)
    schema = BoardSchema(json.loads(wish.schema.read_bytes()))
    bound(_MEMORY_BYTES, _SECONDS)
    try:
        reading = read(upload.read(), wish.format, schema)
    except Unreadable as error:
        answer.write(json.dumps(_refused(error)).encode() + b"\n")
        return
    except Exception as error:  # noqa: BLE001
        # Out of memory, or a fault of ours. Its words may quote the file: only places are told.
        last = traceback.extract_tb(error.__traceback__)[-1]
        sys.stderr.write(f"{type(error).__qualname__} in {last.name}, line {last.lineno}")
        sys.exit(1)
    if not wish.with_people:
        reading = without_people(reading)
    answer.write(b"{}\n" + json.dumps(_told(reading), ensure_ascii=False).encode())


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer)
