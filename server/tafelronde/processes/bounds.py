"""What such a program does to itself first, before it reads anything."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from pathlib import Path


def bound(memory_bytes: int, seconds: int) -> None:
    """What this process may use from now on: so much memory, so many seconds of a processor, no file.
    Others come first: when the machine has no memory left, this is what must go.
    """
    os.nice(10)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
