"""The long fuzz: workers side by side, each watched, until so many hostile messages are sent.

    python -m tests.fuzz run [--messages N] [--seconds S] [--seed WORD] [--workers N] [--folder F]
    python -m tests.fuzz replay FILE      take a finding's steps again
    python -m tests.fuzz shorten FILE     the same finding in as few steps as possible, in place

Ends with a table, and with an error when anything was found. docs/FUZZING.md tells the rest.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz.reproducer import CRASH, Reproducer, replay, shorten
from tests.fuzz.witness import Witness
from tests.fuzz.worker import setting_of
from tests.fuzz.write_ahead import WriteAhead

_LOOK_EVERY_SECONDS = 0.5
# Nobody takes this long for one message; a busy machine may, so only time on a processor counts.
_HUNG_SECONDS = 20.0
_MOST_GROWTH_KB = 24 * 1024
_MOST_FINDINGS = 20
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass
class Run:
    """One worker process after another, for one share of the trials. `books`: of those that ended."""

    folder: Path
    number: int
    workers: int
    seed: str
    messages: int
    until: float

    def __post_init__(self) -> None:
        self.ahead = WriteAhead(self.folder / f"{self.number}.ahead", create=True)
        self.books: list[dict[str, Any]] = []
        self.died: list[str] = []
        self._start(self.number)

    def _start(self, trial: int) -> None:
        left = self.messages - sum(map(_messages, self.books))
        arguments = (self.folder, self.number, self.workers, self.seed, left, trial)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.worker", *map(str, arguments), str(self._left())],
            # The order of sets is part of what a seed stands for; a panic's stack is of no use.
            env={**os.environ, "PYTHONHASHSEED": "0", "RUST_BACKTRACE": "0"},
            stderr=(self.folder / f"{self.number}.err").open("wb"),
        )
        self._seen, self._since = -1, 0.0

    def _left(self) -> float:
        return max(0.0, self.until - time.monotonic())

    def look(self) -> bool:
        """Whether it goes on. Buries who died and ends who hangs, each with a reproducer."""
        code = self.process.poll()
        if code is None:
            self._watch_for_hang()
            return True
        self.books.append(self.ahead.books())
        if code == 0:
            return False
        trial = self.ahead.trial()
        found = "it hung" if code == -9 else f"it ended with {code}"
        self.died.append(found)
        setting, _ = setting_of(Random(f"{self.seed}/{trial}"))
        Reproducer(CRASH, found, setting, self.ahead.steps()).save(
            self.folder / "findings" / f"{trial}.json"
        )
        if self._left() == 0 or len(self.died) > _MOST_FINDINGS:
            return False
        self._start(trial + self.workers)
        return True

    def _watch_for_hang(self) -> None:
        progress, used = self.ahead.progress(), _processor_seconds(self.process.pid)
        if progress != self._seen:
            self._seen, self._since = progress, used
        elif used - self._since > _HUNG_SECONDS:
            self.process.kill()
            self.process.wait()


def _processor_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND


def _messages(books: dict[str, Any]) -> int:
    return sum(books.get("outcomes", {}).values())


def main(wanted: int, seconds: float, seed: str, workers: int, folder: Path) -> int:
    (folder / "findings").mkdir(parents=True, exist_ok=True)
    print(f"{wanted:,} messages, {workers} workers, SEED={seed}, findings in {folder}/findings")
    began = time.monotonic()
    share = -(-wanted // workers)
    runs = [Run(folder, number, workers, seed, share, began + seconds) for number in range(workers)]
    try:
        going = list(runs)
        told = began
        while going:
            time.sleep(_LOOK_EVERY_SECONDS)
            going = [run for run in going if run.look()]
            if time.monotonic() - told > 30:
                told = time.monotonic()
                _tell(runs, told - began)
    finally:
        for run in runs:
            run.process.kill()
            run.process.wait()
    findings = sorted((folder / "findings").glob("*.json"), key=lambda path: int(path.stem))
    books = [each for run in runs for each in run.books]
    print(summary(books, findings, time.monotonic() - began))
    grew = any(end - warm > _MOST_GROWTH_KB for warm, end in map(memory_of, filter(None, books)))
    return 1 if findings or grew or sum(map(_messages, books)) == 0 else 0


def _tell(runs: Iterable[Run], seconds: float) -> None:
    sent = sum(_messages(each) for run in runs for each in [*run.books, run.ahead.books()])
    print(f"{seconds:6.0f} s  {sent:9,} messages", flush=True)


def memory_of(books: dict[str, Any]) -> tuple[int, int]:
    """The least that a worker took in the second tenth of its time, and in the last, in KB. What one
    large message takes for a while is nothing that grows. (0, 0) when it was not weighed often.
    """
    weights: list[int] = books["weights"]
    tenth = len(weights) // 10
    if tenth == 0:
        return 0, 0
    return min(weights[tenth : 2 * tenth]), min(weights[-tenth:])


def summary(books: list[dict[str, Any]], findings: list[Path], seconds: float) -> str:
    """The table at the end."""
    books = [each for each in books if each]
    outcomes: Counter[str] = Counter()
    for each in books:
        outcomes.update(each["outcomes"])
    sent = outcomes.total()
    lines = ["", f"{'what became of it':28}{'messages':>12}{'share':>9}"]
    lines += [
        f"{outcome:28}{count:12,}{count / sent:9.2%}" for outcome, count in outcomes.most_common()
    ]
    lines += [
        f"{'all':28}{sent:12,}",
        "",
        f"honest edits among them, all taken: {sum(each['honest'] for each in books):,}",
        f"taken in and left out later: {sum(each['late'] for each in books):,}",
        f"all five copies compared: {sum(each['checks'] for each in books):,} times",
        f"rate: {sent / seconds:,.0f} messages a second, {seconds:.0f} s",
        "slowest, processor time: "
        + ", ".join(
            f"{took * 1000:.1f} ms (trial {trial}, step {step})"
            for took, trial, step in sorted(
                (tuple(one) for each in books for one in each["slowest"]), reverse=True
            )[:3]
        ),
        f"too long at first and measured again alone: {sum(each['slow_alone'] for each in books)}",
        "least memory in the second tenth → in the last: "
        + ", ".join(
            f"{warm / 1024:.1f} → {end / 1024:.1f} MB" for warm, end in map(memory_of, books)
        ),
        f"findings: {len(findings)}",
    ]
    for path in findings[:_MOST_FINDINGS]:
        found = Reproducer.load(path)
        lines.append(f"  {path}  {len(found.steps)} steps  {found.what}: {found.more:.160}")
    return "\n".join(lines)


def _replay(path: Path) -> int:
    reproducer = Reproducer.load(path)
    print(f"{len(reproducer.steps)} steps to: {reproducer.what}", flush=True)
    with Witness() as witness:
        found = replay(reproducer.setting, reproducer.steps, witness)
    print("It does not happen any more." if found is None else f"It happens: {found}")
    return 0 if found is None else 1


def _shorten(path: Path) -> int:
    before = Reproducer.load(path)
    after = shorten(before)
    after.save(path)
    print(f"{len(before.steps)} steps became {len(after.steps)}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run")
    run.add_argument("--messages", type=int, default=1_000_000)
    run.add_argument("--seconds", type=float, default=3600.0)
    run.add_argument("--seed", default=str(Random().getrandbits(32)))
    run.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    run.add_argument("--folder", type=Path)
    for name in ("replay", "shorten"):
        commands.add_parser(name).add_argument("file", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    # Whoever is asked to end takes the workers along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    asked = _arguments()
    if asked.command == "run":
        room = asked.folder or Path(tempfile.mkdtemp(prefix="fuzz-"))
        sys.exit(main(asked.messages, asked.seconds, asked.seed, asked.workers, room))
    sys.exit({"replay": _replay, "shorten": _shorten}[asked.command](asked.file))
