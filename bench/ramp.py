"""The highest load that is delivered in full: doubled until it is not, then narrowed down."""

from __future__ import annotations

import math
from collections.abc import Callable

from bench.measure.isolated import Failed, Figures

IN_FULL = 99.0
_FIRST = 4000
_LEAST = 125
# Beyond this the generator, not the server, would be measured.
_MOST = 128_000
_NARROWING = 2

Try = Callable[[int], Figures]


def highest(attempt: Try) -> Figures:
    """`attempt`: what `writing.measure` says of so many updates a second, by a fresh server.

    Figures of the highest rate delivered in full, with that rate as `highest updates/s`; how the
    lowest failed one did, as `above …`.
    """
    good: tuple[int, Figures] | None = None
    bad: tuple[int, Figures] | None = None
    rate = _FIRST
    while _LEAST <= rate <= _MOST:
        figures = _attempt(attempt, rate)
        if figures["delivered %"] >= IN_FULL:
            good = (rate, figures)
            if bad is not None:
                break
            rate *= 2
        else:
            bad = (rate, figures)
            if good is not None:
                break
            rate //= 2
    if good is not None and bad is not None:
        for _ in range(_NARROWING):
            rate = (good[0] + bad[0]) // 2
            figures = _attempt(attempt, rate)
            if figures["delivered %"] >= IN_FULL:
                good = (rate, figures)
            else:
                bad = (rate, figures)
    result: Figures = {"highest updates/s": 0.0}
    if good is not None:
        result = {**good[1], "highest updates/s": float(good[0])}
    if bad is not None:
        result["above updates/s"] = float(bad[0])
        result["above delivered %"] = bad[1]["delivered %"]
        result["above generator CPU %"] = bad[1].get("generator CPU %", math.nan)
    return result


def _attempt(attempt: Try, rate: int) -> Figures:
    try:
        figures = attempt(rate)
    except Failed as reason:
        # A server that does not even let everybody in has not delivered.
        print(f"  {rate:,}/s: {reason}", flush=True)
        return {"delivered %": 0.0}
    print(f"  {rate:,}/s: {figures['delivered %']:.1f}% delivered", flush=True)
    return figures
