"""Runs the checks that `make check`, `make test` and `make test-long` stand for.

Two lanes run at once, each its steps in order: one core is for Python's sources and tests, the other
for the client's and the browser. The Python tests speak as they run; what other steps said is shown
when they end, if they failed or are tests. Every step runs, whatever failed before it; the summary
comes last.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Literal

_ROOT = Path(__file__).resolve().parent.parent
_CLIENT = _ROOT / "client"
_PYTHON = sys.executable
_POSTGRESQL = ("127.0.0.1", 5432)


@dataclass(frozen=True)
class Step:
    """One command. `name` is what the summary calls it. `shown`: when its output is."""

    name: str
    command: Sequence[str]
    folder: Path = _ROOT
    shown: Literal["if it fails", "at its end", "as it runs"] = "if it fails"


@dataclass(frozen=True)
class Outcome:
    """How a step ended, after how many seconds."""

    step: Step
    passed: bool
    seconds: float


def _module(name: str, module: str, *words: str) -> Step:
    return Step(name, (_PYTHON, "-m", module, *words))


def _tests(name: str, marked: str, shown: Literal["at its end", "as it runs"]) -> Step:
    return Step(name, (_PYTHON, "-m", "pytest", "-m", marked), shown=shown)


def _npm(name: str, script: str) -> Step:
    return Step(name, ("npm", "run", "--silent", script), _CLIENT)


_PYTHON_SOURCES = (
    _module("ruff check", "ruff", "check", "--quiet"),
    _module("ruff format", "ruff", "format", "--check", "--quiet"),
    Step("import-linter", (str(Path(_PYTHON).parent / "lint-imports"), "--no-cache")),
    _module("mypy --strict", "mypy"),
)
_CLIENT_SOURCES = (
    _npm("generated types, svelte-check", "check"),
    _npm("client tests", "test"),
)
_QUICK_TESTS = _module(
    "quick Python tests",
    "pytest",
    "-q",
    *("-m", "not served and not browser and not packaging and not long"),
    *("-k", "not postgresql"),
)


# Each suite is two lanes.
_SUITES: dict[str, tuple[tuple[Step, ...], tuple[Step, ...]]] = {
    "check": ((*_PYTHON_SOURCES, *_CLIENT_SOURCES), (_QUICK_TESTS,)),
    "test": (
        (*_PYTHON_SOURCES, _tests("Python tests", "not browser and not long", "as it runs")),
        (*_CLIENT_SOURCES, _tests("browser tests", "browser and not long", "at its end")),
    ),
    "test-long": (
        (
            *_PYTHON_SOURCES,
            _tests(
                "Python tests, long faults too",
                "not browser and (served or not long)",
                "as it runs",
            ),
        ),
        # What takes nothing but time goes where the lane is shorter.
        (
            *_CLIENT_SOURCES,
            _tests("browser tests, long ones too", "browser", "at its end"),
            _tests("long walks", "long and not served and not browser", "at its end"),
        ),
    ),
}


class Narrator:
    """Prints whole pieces, whichever thread they come from."""

    def __init__(self) -> None:
        self._lock = Lock()

    def say(self, text: str) -> None:
        with self._lock:
            print(text, flush=True)


def _run(step: Step, narrator: Narrator) -> Outcome:
    started = time.monotonic()
    live = step.shown == "as it runs"
    if live:
        narrator.say(f"\n── {step.name}")
    try:
        done = subprocess.run(
            step.command,
            cwd=step.folder,
            check=False,
            capture_output=not live,
            text=True,
            errors="replace",
        )
        passed, output = done.returncode == 0, (done.stdout or "") + (done.stderr or "")
    except OSError as reason:
        passed, output = False, f"{reason}\n"
    outcome = Outcome(step, passed, time.monotonic() - started)
    if not live:
        shown = f"\n{output.rstrip()}\n" if step.shown == "at its end" or not passed else ""
        narrator.say(f"{_word(passed):7}{step.name}{shown}")
    return outcome


def _word(passed: bool) -> str:
    return "passed" if passed else "FAILED"


def _lane(narrator: Narrator) -> Callable[[Sequence[Step]], list[Outcome]]:
    return lambda steps: [_run(step, narrator) for step in steps]


def _about_postgresql() -> str:
    try:
        socket.create_connection(_POSTGRESQL, timeout=2).close()
    except OSError:
        return "PostgreSQL did NOT answer on 127.0.0.1:5432: the storage tests ran on SQLite alone."
    return "PostgreSQL answers on 127.0.0.1:5432: the storage tests ran on it, too."


def _summary(name: str, outcomes: Sequence[Outcome], seconds: float) -> str:
    lines = [f"\n══ make {name}: {seconds:.0f} s"]
    lines += [
        f"{_word(outcome.passed):7}{outcome.seconds:5.0f} s  {outcome.step.name}"
        for outcome in outcomes
    ]
    if name != "check":
        lines.append(_about_postgresql())
    passed = sum(outcome.passed for outcome in outcomes)
    return "\n".join([*lines, f"steps: {passed} passed, {len(outcomes) - passed} failed"])


def main(name: str) -> int:
    started = time.monotonic()
    narrator = Narrator()
    suite = _SUITES[name]
    with ThreadPoolExecutor(len(suite)) as lanes:
        done = lanes.map(_lane(narrator), suite)
        outcomes = [outcome for lane in done for outcome in lane]
    narrator.say(_summary(name, outcomes, time.monotonic() - started))
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in _SUITES:
        sys.exit(f"usage: python -m scripts.checks {'|'.join(_SUITES)}")
    sys.exit(main(sys.argv[1]))
