"""One of the fuzzer's workers: trial after trial, until its share of messages is sent.

    python -m tests.fuzz.worker FOLDER NUMBER WORKERS SEED MESSAGES FIRST_TRIAL SECONDS

What it is about to do stands in `FOLDER/NUMBER.ahead`; what it finds goes into `FOLDER/findings`.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from pycrdt import Map

from tafelronde.board.access import Role
from tafelronde.board.bounds import Caps
from tests.fuzz.corpus import boards
from tests.fuzz.finding import Finding
from tests.fuzz.hostile_hand import HostileHand
from tests.fuzz.reproducer import SLOW, Reproducer, seconds_alone, seconds_for
from tests.fuzz.trial import Setting, Step, Trial
from tests.fuzz.witness import Witness
from tests.fuzz.write_ahead import WriteAhead
from tests.sync.peer import ROOMY

MESSAGES_IN_A_TRIAL = 64
_CHECK_EVERY = 32
_WEIGH_EVERY = 2_000


class Books:
    """What a worker counted: `outcomes` of hostile messages, the slowest, `weights`: its memory in KB,
    again and again.
    """

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.honest = self.checks = self.late = self.slow_alone = 0
        self.slowest: list[tuple[float, int, int]] = []
        self.weights: list[int] = []

    @property
    def messages(self) -> int:
        return self.outcomes.total()

    def count(self, outcome: str, seconds: float, trial: int, step: int) -> None:
        self.outcomes[outcome] += 1
        if len(self.slowest) < 5 or seconds > self.slowest[-1][0]:
            self.slowest = sorted([*self.slowest, (seconds, trial, step)], reverse=True)[:5]

    def weigh(self) -> None:
        if self.messages >= _WEIGH_EVERY * (len(self.weights) + 1):
            self.weights.append(_resident_kb())

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "outcomes": dict(self.outcomes)}


def setting_of(random: Random) -> tuple[Setting, int]:
    """Where a trial begins, and from which board of the corpus."""
    which = random.choice((0, 1, 1, 2, 2, 2, 2, 3))
    tight = Caps(
        random.choice((1, 14, 30)), random.choice((1_000, 20_000, 50_000)), random.choice((5, 50))
    )
    setting = Setting(
        boards()[which].base,
        random.choice((Role.PARTICIPANT,) * 6 + (Role.VIEWER, Role.FACILITATOR)),
        wants_events=random.random() < 0.7,
        names_epoch=random.random() < 0.7,
        caps=tight if random.random() < 0.1 else ROOMY,
        old_client=random.choice((None, None, None, 4_711)),
    )
    return setting, which


def run_trial(
    seed: str,
    number: int,
    books: Books,
    witness: Witness,
    on_step: Callable[[Step], None] = lambda _: None,
    messages: int = MESSAGES_IN_A_TRIAL,
) -> Reproducer | None:
    """One trial, the same for the same seed and number; what it found, if anything.

    `on_step`: called with each step before it is taken.
    """
    random = Random(f"{seed}/{number}")
    setting, which = setting_of(random)
    trial = Trial(setting, witness, on_step)
    hand = HostileHand(random, boards()[which])
    try:
        for step in range(1, messages + 1):
            # Of a full board it may be that nothing more is taken, from nobody.
            if random.random() < 0.1 and setting.caps is ROOMY:
                edit = trial.ben.edit(_bens_work(random))
                if edit:
                    trial.take(Step("ben", edit))
                    books.honest += 1
            if random.random() < 0.02:
                trial.take(Step(random.choice(("compact", "let go", "restart"))))
            message = hand.next(trial.ben.state(), list(trial.view), trial.ben.doc.get_update)
            outcome = trial.take(Step("mal", message))
            books.count(outcome, trial.seconds, number, len(trial.steps))
            if trial.seconds > seconds_for(message):
                _measure_again(trial, books)
            if step % _CHECK_EVERY == 0:
                trial.take(Step("check"))
                books.checks += 1
        books.late += trial.late
    except Finding as finding:
        return Reproducer(finding.what, finding.more, setting, trial.steps)
    except Exception as error:  # noqa: BLE001
        # The fuzzer's own trouble, or the server's where nobody looked for it: a finding, too.
        return Reproducer("the trial failed", repr(error), setting, trial.steps)
    return None


def _measure_again(trial: Trial, books: Books) -> None:
    """A machine that is shared makes anything slow; only what is slow alone, again, counts."""
    books.slow_alone += 1
    alone = seconds_alone(trial.setting, trial.steps)
    size = len(trial.steps[-1].message)
    if alone > seconds_for(trial.steps[-1].message):
        raise Finding(SLOW, f"{alone * 1000:.0f} ms for {size:,} bytes")


def _bens_work(random: Random) -> Any:
    """Something that Ben does to a board, whatever is on it."""

    def work(objects: Map[Any]) -> None:
        ids = sorted(objects.keys())
        if not ids:
            return
        note = objects[random.choice(ids)]
        if note.get("lock") == "facilitators":
            return
        if "at" in note and random.random() < 0.5:
            note["at"] = [random.randrange(1000), 5]
        elif "text" in note and len(str(note["text"])) < 400:
            note["text"].insert(0, random.choice(("ben ", "b😀")))

    return work


def _resident_kb() -> int:
    """Without what is shared: how far the file is filled that says what is about to happen."""
    _, resident, shared, *_ = Path("/proc/self/statm").read_text().split()
    return (int(resident) - int(shared)) * 4


def main(
    folder: Path, number: int, workers: int, seed: str, messages: int, trial: int, seconds: float
) -> None:
    books = Books()
    until = time.monotonic() + seconds
    with WriteAhead(folder / f"{number}.ahead") as ahead, Witness() as witness:
        while books.messages < messages and time.monotonic() < until:
            ahead.begin(trial)
            found = run_trial(seed, trial, books, witness, ahead.note)
            if found is not None:
                found.save(folder / "findings" / f"{trial}.json")
            books.weigh()
            ahead.keep_books(books.as_json())
            trial += workers


if __name__ == "__main__":
    path, own, all_of_them, seeded, most, first, limit = sys.argv[1:]
    main(Path(path), int(own), int(all_of_them), seeded, int(most), int(first), float(limit))
