"""A wall clock that a test sets, of one process: to all others the time stays as it is."""

from __future__ import annotations

import mmap
import struct
import subprocess
from pathlib import Path

_SOURCE = Path(__file__).with_suffix(".c")
_NUMBER = struct.Struct("=q")


class SteppingClock:
    """`environment`: for the process whose clock it is. `wrong_by`: seconds, 0 at first."""

    def __init__(self, folder: Path, compile_with: str) -> None:
        library, number = folder / "stepping_clock.so", folder / "wrong_by"
        command = [compile_with, "-shared", "-fPIC", "-O1", "-Wall", "-Werror"]
        subprocess.run([*command, "-o", library, _SOURCE], check=True)
        number.write_bytes(_NUMBER.pack(0))
        with number.open("r+b") as file:
            self._page = mmap.mmap(file.fileno(), _NUMBER.size)
        self.wrong_by = 0
        self.environment = {"LD_PRELOAD": str(library), "STEPPING_CLOCK": str(number)}

    def step(self, seconds: int) -> None:
        """Forth, or back with a number below 0."""
        self.wrong_by += seconds
        self._page[:] = _NUMBER.pack(self.wrong_by)
