"""`python -m bench.client.together FILE…`: runs of some sizes each, made one after the other, as one whole run.

A whole run takes long; where the machine is not one's own for so long, each size can have a run of its own
(`SIZES=5000`). Only the growth from size to size is then a ratio between runs.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.client.report import save
from bench.client.results import Run
from bench.results import Results


def joined(runs: Sequence[Results]) -> Results:
    """All of `runs`, which were of the same programs on the same machine, in the same way.

    Raises ValueError when they were not.
    """
    first, *others = runs
    whole = Results(first.about, first.versions, dict(first.runs), dict(first.failures))
    for other in others:
        if (other.about, other.versions) != (first.about, first.versions):
            raise ValueError(f"expected {first.about} and {first.versions}, got {other.about} and {other.versions}")
        whole.runs |= other.runs
        whole.failures |= other.failures
    return whole


def main() -> int:
    files = [Path(word) for word in sys.argv[1:]]
    if not files:
        sys.exit(__doc__)
    try:
        whole = joined([Results(**json.loads(file.read_text("utf-8"))) for file in files])
    except ValueError as error:
        sys.exit(str(error))
    print(save(Run(whole), f"client-{dt.datetime.now(dt.UTC):%Y-%m-%d}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
