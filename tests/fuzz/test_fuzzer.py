"""The fuzzer itself: that it is real, repeats itself, sees what it should, and leaves word."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tafelronde.sync import messages
from tafelronde.sync.room import Room
from tests.fuzz.__main__ import memory_of
from tests.fuzz.corpus import boards
from tests.fuzz.reproducer import CRASH, Reproducer, outcome_apart, shorten
from tests.fuzz.trial import Setting, Step, Trial
from tests.fuzz.update_tree import parse, write
from tests.fuzz.witness import Witness
from tests.fuzz.worker import Books, run_trial
from tests.fuzz.write_ahead import WriteAhead

# A child of a process with threads: these children do nothing that a lock could stop.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.fixture(scope="module")
def witness() -> Iterator[Witness]:
    with Witness() as process:
        yield process


def test_the_corpus_is_real_and_is_taken_apart_without_loss() -> None:
    """What Yjs wrote is written again byte for byte."""
    updates = [u for board in boards() for edit in board.edits for u in edit.updates]
    assert len(updates) > 200
    for update in [*updates, *(board.base for board in boards())]:
        assert write(parse(update)) == update


def test_a_seed_stands_for_the_same_messages() -> None:
    """Otherwise nobody could look at a finding twice."""
    taken: list[list[Step]] = [[], []]
    for steps in taken:
        with Witness() as fresh:
            found = run_trial("again", 3, Books(), fresh, steps.append, messages=20)
        assert found is None or found.steps
    assert taken[0] == taken[1]
    assert sum(step.who == "mal" for step in taken[0]) > 5


@pytest.mark.parametrize("number", range(16))
def test_a_thousand_hostile_messages_do_nobody_any_harm(witness: Witness, number: int) -> None:
    """[SYNC-2] [SYNC-3] [SYNC-12] A little of `make fuzz`, the same every time."""
    books = Books()
    found = run_trial("make test", number, books, witness)
    assert found is None, f"{found.what}: {found.more}"
    assert books.messages == 64
    assert books.checks == 2


def test_a_rule_that_the_server_forgets_is_noticed(
    witness: Witness, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the validation gone, a few trials find it, the file leads there again, and is short."""
    monkeypatch.setattr("tafelronde.sync.intake.find_invalid", lambda *_: None)
    found = next(
        filter(None, (run_trial("forgot", number, Books(), witness) for number in range(40)))
    )
    found.save(tmp_path / "1.json")
    again = Reproducer.load(tmp_path / "1.json")
    assert outcome_apart(again.setting, again.steps) == found.what
    short = shorten(again)
    assert len(short.steps) <= len(again.steps)
    assert outcome_apart(short.setting, short.steps) == found.what


def test_a_change_that_reaches_others_although_it_was_refused_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a room that closes the offender and keeps the change."""
    monkeypatch.setattr("tafelronde.sync.held_document.HeldDocument.renew", lambda self: None)
    board = boards()[2]
    trial = Trial(Setting(board.base))
    takes_a_key_out = next(edit for edit in board.edits if edit.name == "take a key out")
    with pytest.raises(Exception, match="a refused message changed the board"):
        trial.take(Step("mal", messages.update(takes_a_key_out.updates[0])))


def test_yjs_is_asked_whether_it_can_read_what_others_get(
    witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a room that passes on what no Yjs document can read."""
    trial = Trial(Setting(boards()[0].base), witness)
    flush = Room.flush

    def spoiled(self: Room, now: int) -> object:
        done = flush(self, now)
        trial.ben.received.append(messages.update(b"\x01\x01\x01\x00\x09"))
        return done

    monkeypatch.setattr(Room, "flush", spoiled)
    with pytest.raises(Exception, match="Yjs fails"):
        trial.take(Step("check"))


def test_who_dies_in_a_message_has_left_word(tmp_path: Path) -> None:
    """A process that a message ends cannot tell; the file beside it does."""
    path = tmp_path / "0.ahead"
    WriteAhead(path, create=True)
    setting, steps = Setting(boards()[1].base), [Step("check"), Step("mal", b"\x03")]
    child = os.fork()
    if child == 0:
        ahead = WriteAhead(path)
        ahead.begin(7)

        def die_in_a_message(step: Step) -> None:
            ahead.note(step)
            if step.message:
                os.kill(os.getpid(), signal.SIGKILL)

        trial = Trial(setting, on_step=die_in_a_message)
        for step in steps:
            trial.take(step)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) < 0
    with WriteAhead(path) as ahead:
        assert (ahead.trial(), ahead.steps()) == (7, steps)


def test_a_message_that_ends_the_process_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told apart from all others by the parent, which goes on."""
    monkeypatch.setattr(Room, "receive", lambda *_: os._exit(3))
    assert outcome_apart(Setting(boards()[0].base), [Step("mal", b"\x03")]) == CRASH


def test_memory_that_grows_is_told_from_memory_that_one_message_takes() -> None:
    """The least counts, of the second tenth and of the last."""
    steady = {"weights": [90, 100, 180, 100] * 10}
    growing = {"weights": [100 + at for at in range(40)]}
    assert memory_of(steady) == (90, 90)
    assert memory_of(growing) == (104, 136)
    assert memory_of({"weights": [100] * 9}) == (0, 0)
