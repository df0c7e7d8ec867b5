"""Each measurement in a process of its own, on the generator's core, ended when its time is up."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, ParamSpec

from bench.load.client import NotServed
from bench.process import pin_generator

P = ParamSpec("P")

Figures = dict[str, float]


class Failed(Exception):
    """The measurement could not be made; the text says why, in words for the table."""


def isolated(
    seconds: float, function: Callable[P, Figures], *args: P.args, **kwargs: P.kwargs
) -> Figures:
    """What `function` returns, run elsewhere. Raises `Failed`, also when it takes over `seconds`."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, function, args, kwargs), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise Failed(f"not done within {seconds:.0f} s")
        answer: Figures | str = ours.recv()
    except EOFError:
        raise Failed("the generator ended by itself") from None
    finally:
        process.kill()
        process.join()
        ours.close()
    if isinstance(answer, str):
        raise Failed(answer)
    return answer


def _run(
    answer: Connection, function: Callable[..., Figures], args: Any, kwargs: dict[str, Any]
) -> None:
    pin_generator()
    # Nothing here makes cycles, and a pause of the collector would look like one of the server.
    gc.disable()
    try:
        answer.send(function(*args, **kwargs))
    except NotServed as reason:
        answer.send(str(reason))
