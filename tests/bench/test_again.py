"""A scenario that is measured again takes its old place, and is told apart."""

from __future__ import annotations

import pytest

from bench.again import mended
from bench.results import Results

VERSIONS = {"ours": "1", "hocuspocus": "4"}


def test_what_is_measured_again_replaces_the_same_and_nothing_else() -> None:
    whole = Results(
        ["a machine", "load average when it began: 0.4"],
        VERSIONS,
        {"idle": {"ours": [{"RSS MB": 30.0}]}, "boards": {"ours": [{"p95 ms": 6.0}]}},
        {"boards": {"hocuspocus": ["it fell over"]}},
    )
    again = Results(
        ["a machine", "load average when it began: 0.1"],
        VERSIONS,
        {"boards": {"ours": [{"p95 ms": 2.0}], "hocuspocus": [{"p95 ms": 3.0}]}},
    )
    found = mended(whole, again)
    assert found.median("boards", "ours", "p95 ms") == 2.0
    assert found.median("boards", "hocuspocus", "p95 ms") == 3.0
    assert found.median("idle", "ours", "RSS MB") == 30.0
    assert found.failures == {}
    assert found.about[-1] == "measured again by themselves, all servers: boards"


@pytest.mark.parametrize(
    "again",
    [Results(["another machine"], VERSIONS), Results(["a machine"], {**VERSIONS, "ours": "2"})],
)
def test_what_was_measured_otherwise_is_not_mixed_in(again: Results) -> None:
    with pytest.raises(ValueError, match="expected"):
        mended(Results(["a machine"], VERSIONS), again)
