"""Yjs clients that write at one place at once, and undo: nothing of it is taken for hostile."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable

import pytest

from tafelronde.sync import messages
from tests.interop.peer import FOLDER, NODE
from tests.sync.peer import Hall

SEEDS_IN_SHORT, SEEDS_IN_LONG = 25, 600


def run(seeds: int, report: Callable[[str], None]) -> None:
    told = subprocess.run(
        [NODE, "typing.mjs", "0", str(seeds)], cwd=FOLDER, check=True, capture_output=True
    )
    sent = 0
    for seed, story in enumerate(json.loads(told.stdout)):
        hall = Hall()
        relay = hall.peer("Ann")
        hall.settle()
        assert relay.session is not None
        for update in map(base64.b64decode, story["received"]):
            hall.room.receive(relay.session, messages.update(update))
            sent += 1
            if sent % 7 == 0:
                hall.flush()
        hall.settle()
        texts = {id: note["text"] for id, note in hall.room.plain()[1].items()}
        assert all(copy == texts for copy in story["texts"]), seed
        assert relay.events == [], seed

        elsewhere = Hall()
        newcomer = elsewhere.peer("Ben")
        elsewhere.settle()
        newcomer.send(messages.step2(base64.b64decode(story["whole"])))
        elsewhere.settle()
        assert {id: note["text"] for id, note in elsewhere.room.plain()[1].items()} == texts, seed
    report(f"typing at one place at once: {sent} updates of Yjs clients, none refused")


def test_many_who_type_and_undo_at_one_place_are_never_refused(
    report: Callable[[str], None],
) -> None:
    """[SYNC-3] [SYNC-12] One by one as they come, joined by `mergeUpdates`, and all as one step2."""
    run(SEEDS_IN_SHORT, report)


@pytest.mark.long
def test_many_who_type_and_undo_at_one_place_are_never_refused_for_long(
    report: Callable[[str], None],
) -> None:
    """[SYNC-3] [SYNC-12] As above, with many more seeds."""
    run(SEEDS_IN_LONG, report)
