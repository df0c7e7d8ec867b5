"""How much JavaScript a page loads before anything is shown."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from pathlib import Path

# `import"./a.js"` and `from"./a.js"`, but not `import("./a.js")`, which is loaded later.
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\.[^"']+\.js)["']""")
_ENTRY = re.compile(r"""<script[^>]+src=["']/?([^"']+\.js)["']""")


def entry(dist: Path) -> Path:
    """The script that the page in `dist` begins with."""
    found = _ENTRY.search((dist / "index.html").read_text("utf-8"))
    if found is None:
        raise ValueError(f"expected a script in {dist / 'index.html'}")
    return dist / found[1]


def weight(entries: Iterable[Path]) -> int:
    """Bytes of these files and of all that they import at once, each by itself with gzip -9."""
    found: set[Path] = set()
    waiting = [path.resolve() for path in entries]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        names = _IMPORT.findall(path.read_text("utf-8"))
        waiting += [(path.parent / name).resolve() for name in names]
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in found)
