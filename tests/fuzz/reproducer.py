"""A finding as a file: where it began and every step that led to it; to take again, and to shorten."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from tafelronde.board.access import Role
from tafelronde.board.bounds import Caps
from tests.fuzz.finding import Finding
from tests.fuzz.trial import Setting, Step, Trial
from tests.fuzz.witness import Witness

SLOW = "a message takes too long"
CRASH = "the process died"


@dataclass(frozen=True)
class Reproducer:
    """`what` and `more`: of the finding. The last step is the one in which it showed."""

    what: str
    more: str
    setting: Setting
    steps: Sequence[Step]

    def save(self, path: Path) -> None:
        setting = self.setting
        path.write_text(
            json.dumps(
                {
                    "what": self.what,
                    "more": self.more,
                    "base": setting.base.hex(),
                    "role": setting.role.value,
                    "wants_events": setting.wants_events,
                    "names_epoch": setting.names_epoch,
                    "caps": list(astuple(setting.caps)),
                    "old_client": setting.old_client,
                    "steps": [[step.who, step.message.hex()] for step in self.steps],
                },
                indent=1,
                ensure_ascii=False,
            )
            + "\n"
        )

    @classmethod
    def load(cls, path: Path) -> Reproducer:
        read = json.loads(path.read_text())
        return cls(
            read["what"],
            read["more"],
            Setting(
                bytes.fromhex(read["base"]),
                Role(read["role"]),
                read["wants_events"],
                read["names_epoch"],
                Caps(*read["caps"]),
                read["old_client"],
            ),
            [Step(who, bytes.fromhex(message)) for who, message in read["steps"]],
        )


def seconds_for(message: bytes) -> float:
    """How much processor time a message may take: 50 ms, and more in proportion beyond 32 KB."""
    return 0.05 * max(1.0, len(message) / 32_768)


def replay(
    setting: Setting, steps: Sequence[Step], witness: Witness, *, to_the_end: bool = True
) -> Finding | None:
    """Takes the steps again, and a check after them; what was found, if anything.

    Slow steps count, too: the caller sees to it that the machine is not busy.
    """
    trial = Trial(setting, witness)
    try:
        for step in steps:
            trial.take(step)
            if trial.seconds > seconds_for(step.message):
                return Finding(SLOW, f"{trial.seconds * 1000:.0f} ms")
        if to_the_end:
            trial.take(Step("check"))
    except Finding as finding:
        return finding
    return None


def seconds_alone(setting: Setting, steps: Sequence[Step], times: int = 3) -> float:
    """Processor time of the last step, the least of so many repetitions."""
    least = float("inf")
    for _ in range(times):
        trial = Trial(setting)
        for step in steps:
            trial.take(step)
        least = min(least, trial.seconds)
    return least


def shorten(reproducer: Reproducer) -> Reproducer:
    """The same finding with as few steps as leaving out can reach.

    Each attempt runs in a process of its own: it may die.
    """
    setting = reproducer.setting

    def still(steps: Sequence[Step]) -> bool:
        return outcome_apart(setting, steps) == reproducer.what

    steps = list(reproducer.steps)
    if not still(steps):
        return reproducer
    size = max(1, len(steps) // 2)
    while size:
        at = 0
        while at < len(steps):
            fewer = steps[:at] + steps[at + size :]
            if still(fewer):
                steps = fewer
            else:
                at += size
        size //= 2
    return Reproducer(reproducer.what, reproducer.more, setting, steps)


def outcome_apart(setting: Setting, steps: Sequence[Step]) -> str:
    """What the steps come to in a process of their own: the finding's `what`, `CRASH`, or ""."""

    def attempt() -> str:
        with Witness() as witness:
            finding = replay(setting, steps, witness)
        return "" if finding is None else finding.what

    return _in_a_process_apart(attempt)


def _in_a_process_apart(work: Callable[[], str]) -> str:
    """What `work` returns, or `CRASH`."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            sys.stderr.flush()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            os.write(writing, work().encode())
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        said = answer.read().decode()
    _, status = os.waitpid(child, 0)
    return said if status == 0 else CRASH
