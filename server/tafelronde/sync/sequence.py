"""In which order the units of one text stand: so much of Yjs's algorithm as tells it, and no content.

Yjs says of each insertion between which two units it was made (`left` and `right`), and places it
there, behind or before whatever others have put there meanwhile, by rules that give every peer the
same order (YATA: Nicolaescu et al., "Near Real-Time Peer-to-Peer Shared Editing on Extensible Data
Types", GROUP 2016; the rules for what meets there are those of Yjs's `Item.integrate`). They hold
only for what a client can write: two units that were neighbours in its own copy. Anything else gives
copies another order, each as it happened to load them, and can make loading take the square of its
length. `insert` refuses it:

- `right` stands behind `left`;
- nothing stands between them that the author must have known: nothing of its own, and nothing that
  what it builds on was built on in turn (a copy holds all that a client made up to a point, and what
  that stands beside, or nothing of it);
- what does stand there is in bounds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping

from tafelronde.sync.scan import Id
from tafelronde.sync.varint import Malformed

# client, clock, length, left, right
Insertion = tuple[int, int, int, Id | None, Id | None]

# So many runs may stand between two neighbours of old.
MAX_BETWEEN = 10_000
# How many insertions met others at their place, times how many runs there are: so many steps may
# loading a text take. (A million are 0.2 s.)
MAX_STRAIN = 1_000_000


class _Run:
    """Units of one client in a row, made in a row at one place. `next`: what stands behind them."""

    __slots__ = ("client", "clock", "left", "length", "next", "right")

    def __init__(
        self, client: int, clock: int, length: int, left: Id | None, right: Id | None
    ) -> None:
        self.client = client
        self.clock = clock
        self.length = length
        self.left = left
        self.right = right
        self.next: _Run | None = None


class Sequence:
    """`insertions`: of what is there, each behind what it builds on. They are taken as they are."""

    def __init__(self, insertions: Iterable[Insertion]) -> None:
        self._first: _Run | None = None
        # Per client, the first clock of each of its runs, ascending, and the runs.
        self._starts: dict[int, list[int]] = {}
        self._runs: dict[int, list[_Run]] = {}
        self._count = 0
        self._met = 0
        # Something that cannot be is there already, from before it was refused: then nothing can be
        # told of the order, and whatever comes is taken.
        self._is_odd = False
        for insertion in insertions:
            self.take(insertion)

    def insert(self, insertion: Insertion) -> int:
        """Puts new units in, and returns what that may cost whoever loads the text, in steps. Raises
        `Malformed` when no client can have written this; then this object is of no more use.
        """
        if self._is_odd:
            return 0
        try:
            cost = self._insert(insertion)
        except KeyError:
            raise Malformed("an item stands beside what is not in its text") from None
        if cost and self._met * self._count > MAX_STRAIN:
            raise Malformed("too much was written at one place at once")
        return cost + self._met

    def take(self, insertion: Insertion) -> None:
        """Puts in what is in the document already, whatever it is."""
        if not self._is_odd:
            try:
                self._insert(insertion)
            except (Malformed, KeyError):
                self._is_odd = True

    def order(self) -> list[Id]:
        """Every unit, as (client, clock), in order; the deleted ones too."""
        units: list[Id] = []
        run = self._first
        while run is not None:
            units += [(run.client, run.clock + unit) for unit in range(run.length)]
            run = run.next
        return units

    def _insert(self, insertion: Insertion) -> int:
        """Returns how many steps it took to find the place, and what is there, when others had put
        something to the same place.
        """
        client, clock, length, left, right = insertion
        before: _Run | None = None
        after = self._first
        if left is not None:
            before = self._run_of(left)
            behind = left[1] + 1 - before.clock
            after = before.next if behind == before.length else self._split(before, behind)
        until: _Run | None = None
        if right is not None:
            until = self._run_of(right)
            if until is before:
                raise Malformed("an item's right neighbour does not stand behind its left one")
            if until.clock != right[1]:
                until = self._split(until, right[1] - until.clock)
        cost = 0
        last = before
        if after is not until:
            run = _Run(client, clock, length, left, right)
            cost = _count_unknown(after, until, self._known_to(run))
            before = self._place(run, before, after, until)
        if (
            before is not None
            and before is last
            and before.client == client
            and before.clock + before.length == clock
            and before.right == right
        ):
            # Somebody types on.
            before.length += length
            return cost
        if cost:
            self._met += 1
            cost += self._count
        run = _Run(client, clock, length, left, right)
        if before is None:
            run.next, self._first = self._first, run
        else:
            run.next, before.next = before.next, run
        self._register(run)
        return cost

    def _place(
        self, run: _Run, before: _Run | None, other: _Run | None, until: _Run | None
    ) -> _Run | None:
        """Behind which run a new one comes, where `other` and those behind it were put to the same
        place (Yjs, `Item.integrate`).
        """
        passed: set[_Run] = set()
        conflicting: set[_Run] = set()
        while other is not None and other is not until:
            passed.add(other)
            conflicting.add(other)
            if other.left == run.left:
                if other.client < run.client:
                    before = other
                    conflicting.clear()
                elif other.right == run.right:
                    break
            elif other.left is not None and (origin := self._run_of(other.left)) in passed:
                if origin not in conflicting:
                    before = other
                    conflicting.clear()
            else:
                break
            other = other.next
        return before

    def _known_to(self, run: _Run) -> dict[int, int]:
        """What the author of a new run must have had of this text: of each client, up to which clock.
        It takes a look at each run, at most.
        """
        known: dict[int, int] = {}
        waiting = [(run.client, run.clock - 1)]
        waiting += [id for id in (run.left, run.right) if id is not None]
        while waiting:
            client, clock = waiting.pop()
            before = known.get(client, -1)
            if clock <= before:
                continue
            known[client] = clock
            starts = self._starts.get(client)
            if starts is None:
                continue
            for each in self._runs[client][
                bisect_right(starts, before) : bisect_right(starts, clock)
            ]:
                for id in (each.left, each.right):
                    if id is not None and id[1] > known.get(id[0], -1):
                        waiting.append(id)
        return known

    def _run_of(self, id: Id) -> _Run:
        """The run that holds this unit; KeyError when there is none."""
        client, clock = id
        starts = self._starts[client]
        if clock >= starts[-1]:
            run = self._runs[client][-1]
        else:
            run = self._runs[client][bisect_right(starts, clock) - 1]
        if not run.clock <= clock < run.clock + run.length:
            raise KeyError(id)
        return run

    def _split(self, run: _Run, at: int) -> _Run:
        """Makes two runs of one; returns the second, which begins `at` units behind the first."""
        left = (run.client, run.clock + at - 1)
        second = _Run(run.client, run.clock + at, run.length - at, left, run.right)
        run.length = at
        second.next, run.next = run.next, second
        self._register(second)
        return second

    def _register(self, run: _Run) -> None:
        starts = self._starts.get(run.client)
        self._count += 1
        if starts is None:
            self._starts[run.client] = [run.clock]
            self._runs[run.client] = [run]
            return
        at = bisect_right(starts, run.clock)
        starts.insert(at, run.clock)
        self._runs[run.client].insert(at, run)


def _count_unknown(after: _Run | None, until: _Run | None, known: Mapping[int, int]) -> int:
    """How many runs stand from `after` up to `until`; raises `Malformed` when one of them is among
    what is `known`: of each client, up to which clock.
    """
    count = 0
    while after is not until:
        if after is None:
            raise Malformed("an item's right neighbour does not stand behind its left one")
        if after.clock <= known.get(after.client, -1):
            raise Malformed("an item's neighbours were none when it was made")
        count += 1
        if count > MAX_BETWEEN:
            raise Malformed(f"more than {MAX_BETWEEN} runs between two neighbours")
        after = after.next
    return count
