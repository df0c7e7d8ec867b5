"""`python -m bench.again FILE`: a scenario that was disturbed, measured again, into the whole run.

`FILE`: the `results/partial-….json` of a run with all servers. Its scenarios take the place of the same
ones in the newest whole run, which then says so above its tables.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench.peers.all import PEERS
from bench.plan import SCENARIOS
from bench.readme import newest
from bench.results import Results, markdown, write


def mended(whole: Results, again: Results) -> Results:
    """`whole` with the scenarios of `again` in the place of its own.

    Raises ValueError when the two are not of the same programs in the same way: only ratios of one
    way of measuring can stand in one table.
    """
    if again.versions != whole.versions:
        raise ValueError(f"expected the versions {whole.versions}, got {again.versions}")
    # The machine, the cores, the memory, the windows; the load may differ.
    same = [line for line in again.about if "load average" not in line]
    missing = [line for line in same if line not in whole.about]
    if missing:
        raise ValueError(f"expected what the whole run says of itself, got {missing}")
    names = list(again.runs)
    return Results(
        about=[*whole.about, f"measured again by themselves, all servers: {', '.join(names)}"],
        versions=whole.versions,
        runs=whole.runs | again.runs,
        failures={name: why for name, why in whole.failures.items() if name not in names}
        | again.failures,
    )


def main() -> int:
    run = newest()
    if run is None or len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        found = mended(_read(run), _read(Path(sys.argv[1])))
    except ValueError as error:
        sys.exit(str(error))
    path = write(found, markdown(found, SCENARIOS, PEERS), run.parent, run.stem)
    print(f"{path} has them")
    return 0


def _read(path: Path) -> Results:
    return Results(**json.loads(path.read_text("utf-8")))


if __name__ == "__main__":
    sys.exit(main())
