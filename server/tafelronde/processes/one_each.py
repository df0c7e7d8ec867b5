"""One piece of work at a time for each person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tafelronde.errors import OverBudget

_BUSY_SECONDS = 5.0


class OneEach:
    """`busy`: what a person is told who begins another."""

    def __init__(self, busy: str) -> None:
        self._busy = busy
        self._people: set[str] = set()

    @contextmanager
    def of(self, person: str | None) -> Iterator[None]:
        """Raises OverBudget while that person has another; whom nobody knows may have any number."""
        if person is None:
            yield
            return
        if person in self._people:
            raise OverBudget(_BUSY_SECONDS, self._busy)
        self._people.add(person)
        try:
            yield
        finally:
            self._people.discard(person)
