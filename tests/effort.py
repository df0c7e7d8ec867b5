"""How much a test that draws its examples at random tries."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_FACTOR = int(os.environ.get("FUZZ_FACTOR", "1"))

effort_is_short = _FACTOR == 1


def effort(examples: int) -> settings:
    """So many examples, the same every time; with `make fuzz` many more, new ones every time."""
    return settings(
        max_examples=examples * _FACTOR,
        derandomize=effort_is_short,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
