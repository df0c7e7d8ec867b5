"""What is known of where everything in a document stands (`places.py`)."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field

from tafelronde.sync.scan import Id
from tafelronde.sync.sequence import Insertion, Sequence

# A place as a number: GONE, or ODD, or four times a running number and of which kind it is: under a
# key of a map, in a text, or in another list.
GONE, ODD = 0, -4
LIST, KEYED, IN_TEXT = 0, 1, 2


class Entries:
    """What one client made, in clocks: from each of `starts` on it stands in the place beside it, as
    the so-manieth under its key (from 0; where what stood there came as deleted, one less than
    minus that). `end`: the clock behind all of it.
    """

    __slots__ = ("end", "orders", "places", "starts")

    def __init__(self, end: int) -> None:
        self.starts = array("q")
        self.places = array("q")
        self.orders = array("q")
        self.end = end

    def add(self, clock: int, length: int, place: int, order: int) -> None:
        self.end = clock + length
        if self.places and not place & KEYED and self.places[-1] == place:
            return
        self.starts.append(clock)
        self.places.append(place)
        self.orders.append(order)

    def extend(self, other: Entries) -> None:
        """Adds what comes directly behind."""
        self.end = other.end
        self.starts.extend(other.starts)
        self.places.extend(other.places)
        self.orders.extend(other.orders)

    def find(self, clock: int) -> tuple[int, int]:
        """The place of a unit, and as the so-manieth it came there."""
        starts = self.starts
        at = -1 if clock >= starts[-1] else bisect_right(starts, clock) - 1
        return self.places[at], self.orders[at]


@dataclass(slots=True)
class Tables:
    """What is known of a document.

    `entries`: by client. `types`: the shared types by number, and of those that are lists the place
    `inside`. `orders`: how often something was put under a key after the first time. `insertions`:
    what was put into a list; `sequences`: the order it stands in, where somebody went on there.
    `places`: the last running number. `named`: of each place in turn, a hash of what its first item
    said that it hangs in, and under which key.
    """

    entries: dict[int, Entries] = field(default_factory=dict)
    types: dict[Id, int] = field(default_factory=dict)
    inside: dict[Id, int] = field(default_factory=dict)
    orders: dict[int, int] = field(default_factory=dict)
    insertions: dict[int, list[Insertion]] = field(default_factory=dict)
    sequences: dict[int, Sequence] = field(default_factory=dict)
    places: int = 0
    named: array[int] = field(default_factory=lambda: array("q"))


def append(insertions: list[Insertion], insertion: Insertion) -> None:
    """Adds to what was inserted; who types on makes the last one longer."""
    client, clock, length, left, right = insertion
    if insertions:
        last_client, last_clock, last_length, last_left, last_right = insertions[-1]
        is_on = client == last_client and clock == last_clock + last_length
        if is_on and left == (client, clock - 1) and right == last_right:
            insertions[-1] = (client, last_clock, last_length + length, last_left, right)
            return
    insertions.append(insertion)
