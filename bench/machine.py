"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from bench.process import GENERATOR_CORE, SERVER_CORE


def described() -> list[str]:
    return [
        f"{_processor()}, {len(os.sched_getaffinity(0))} cores",
        f"the server on core {SERVER_CORE}, the generator on core {GENERATOR_CORE}",
        f"{_memory():.0f} GB of memory, {platform.system()} {platform.release()}",
        f"load average when it began: {os.getloadavg()[0]:.2f}",
    ]


def is_busy() -> bool:
    """Whether others use the machine so much that the figures mean little."""
    return os.getloadavg()[0] > 0.5


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
