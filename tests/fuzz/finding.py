"""What the fuzzer finds, and how it says what differs."""

from __future__ import annotations

from typing import Any

from tests.fuzz.rules import same


class Finding(Exception):
    """Something that must not be. `what`: which, in a few fixed words; the text says more."""

    def __init__(self, what: str, more: str = "") -> None:
        super().__init__(f"{what}: {more}" if more else what)
        self.what = what
        self.more = more


def expect(seen: Any, expected: Any, what: str, *, is_strict: bool = False) -> None:
    """Raises `Finding` when two views of a board are not the same.

    `is_strict`: True is then not 1, which takes a while to look for.
    """
    if seen != expected or (is_strict and not same(seen, expected)):
        raise Finding(what, _difference(seen, expected))


def named(error: BaseException) -> str:
    """The error as a finding tells it."""
    return f"{type(error).__name__}: {error}"


def _difference(seen: Any, expected: Any) -> str:
    if isinstance(seen, dict) and isinstance(expected, dict):
        for key in sorted(seen.keys() | expected.keys()):
            if not same(seen.get(key), expected.get(key)):
                return f"{key}: {_difference(seen.get(key), expected.get(key))}"
    return f"{seen!r:.300} is not {expected!r:.300}"
