"""Where in the document everything stands that an update could build on.

An update names an item's neighbours, or what it hangs in, by ids alone; pycrdt takes them on trust.
Neighbours from two texts, a letter beside a colour, a field of what is no map, items that wait for
each other: some of that pycrdt refuses half way, some it takes, and then another copy that loads the
same document can have another order of letters, or fail to load it at all. And where nothing stands
in the way, an update of 100 KB can put its items so that pycrdt, and every browser, is busy with it
for half a minute. So the room knows, for each id, in which *place* its content stands: a place is
one key of one map, or the inside of one text or array. `check` refuses, before pycrdt sees it, what
no client can have written:

- an item hangs in a shared type of the right sort, beside neighbours of one and the same place;
- under a key stands one value; what replaces it comes behind it, and is nobody's left neighbour's
  neighbour of long ago, over and over;
- inside a text, neighbours were neighbours (`sequence.py`).

What is gone for good (a purged object) has no place left; what is put there is gone too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from tafelronde.sync.content import ANY, STRING
from tafelronde.sync.draft import FRESH, Draft
from tafelronde.sync.place_tables import GONE, KEYED, Entries, Tables, append
from tafelronde.sync.scan import Id, Item, Range, Scan, scan_own
from tafelronde.sync.sequence import Insertion, Sequence
from tafelronde.sync.varint import Malformed

# How many steps pycrdt may take for one update beyond one for each item. (A million are 0.1 s.)
MAX_COST = 300_000
# And how many to make room where it splits runs of letters. (So many are half a second: 18,000 letters
# taken out one by one, before 10,000 notes.)
MAX_MOVED = 4_000_000
# So many deletions, and their splitting, are nothing that has to be counted.
FEW_DELETES = 1_000

# What one everyday item adds: to whose entries, clock, length, place, as the so-manieth under its
# key, or what into a list.
_Everyday = tuple[Entries, int, int, int, int, Insertion | None]


class Places:
    """Knows where everything stands that it was told of. `check` what somebody sent, and `enter` it
    when it is in the document, or `forget` it; `take` what is in the document already.

    `knows_all` False: what is there could not be read. Then nothing is refused.
    """

    def __init__(self, *, knows_all: bool = True) -> None:
        self._knows_all = knows_all
        self._known = Tables()
        # What was checked last.
        self._draft: Draft | None = None
        self._everyday: _Everyday | None = None

    @property
    def is_rich(self) -> bool:
        """Whether what was checked puts more than letters into a text."""
        return self._draft is not None and self._draft.is_rich

    def check(self, found: Scan, deletes: Iterable[Range] = (), runs: int = 0) -> None:
        """Raises `Malformed` for an update that no client can have written, or that would cost too
        much; then nothing is left to be entered. `deletes`: what is new of its deletions, if they are
        many; `runs`: how many runs of deleted content there may be.
        """
        items: Iterable[Item] = found.items
        self._draft = self._everyday = None
        if not self._knows_all:
            return
        if len(found.items) == 1 and len(found.deletes) <= FEW_DELETES:
            self._everyday = self._draft_everyday(found.items[0])
            if self._everyday is not None:
                return
        draft = self._draft = Draft(self._known, found.deletes, is_trusted=False, runs=runs)
        try:
            draft.count_split(deletes)
            if len(found.ends) > 1:
                queues: dict[int, list[Item]] = {client: [] for client in found.ends}
                for item in items:
                    queues[item[0]].append(item)
                items = _in_order(queues, found.ends, draft)
            for item in items:
                draft.put(item)
                if draft.cost > MAX_COST:
                    raise Malformed("an update that takes too long to put in its place")  # noqa: TRY301
            if draft.moved > MAX_MOVED:
                raise Malformed("an update that splits too many runs of letters")  # noqa: TRY301
        except Malformed:
            self.forget()
            raise

    def take(self, update: bytes) -> None:
        """Notes what is in the document, whatever it is: what cannot be is a place of its own kind,
        where nothing is refused any more. Raises `Malformed` only for what cannot be read.
        """
        if not self._knows_all:
            return
        draft = Draft(self._known, [], is_trusted=True)
        # What comes before something that it builds on: that, and all of the same client behind it.
        later: dict[int, list[Item]] = {}

        def take(item: Item) -> None:
            if item[0] in later:
                later[item[0]].append(item)
            elif draft.put_first(item):
                # What most of a board is.
                pass
            elif _lacking(item, draft) is None:
                draft.put_trusted(item)
            else:
                later[item[0]] = [item]

        found = scan_own(update, take)
        if later:
            try:
                for item in _in_order(later, found.ends, draft):
                    draft.put_trusted(item)
            except Malformed:
                # Some wait for each other.
                for item in chain(*later.values()):
                    draft.put_oddly(item)
        draft.enter()

    def enter(self) -> None:
        """Makes what was checked count."""
        if self._everyday is not None:
            entries, clock, length, place, order, insertion = self._everyday
            self._everyday = None
            if insertion is None:
                entries.end = clock + length
                entries.starts.append(clock)
                entries.places.append(place)
                entries.orders.append(order)
                self._known.orders[place] = order
            else:
                entries.add(clock, length, place, order)
                append(self._known.insertions[place], insertion)
        elif self._draft is not None:
            self._draft.enter()
            self._draft = None

    def forget(self) -> None:
        """Takes back what was checked and is not to count."""
        if self._everyday is not None:
            self._known.sequences.pop(self._everyday[3], None)
            self._everyday = None
        elif self._draft is not None:
            self._draft.withdraw()
            self._draft = None

    def order(self, text: Id) -> list[Id]:
        """The units of a text in order, the deleted ones too. `text`: the id of the shared type."""
        place = self._known.inside.get(text, GONE)
        return Sequence(self._known.insertions.get(place, ())).order()

    def _draft_everyday(self, item: Item) -> _Everyday | None:
        """What moving a note, or typing, adds: one plain value behind another under its key, or one
        string in a text that was typed in before. It is the same as what a `Draft` makes of it, in
        a third of the time; None for anything else.
        """
        client, clock, length, content, left, right, _, _, _ = item
        if left is None:
            return None
        known = self._known
        own = known.entries.get(client)
        if own is None or own.end != clock:
            return None
        beside = own if left[0] == client else known.entries.get(left[0])
        if beside is None or left[1] >= beside.end:
            return None
        place, order = beside.find(left[1])
        if place <= GONE:
            return None
        if place & KEYED:
            last = known.orders.get(place, 0)
            if content != ANY or length > 1 or right is not None or not 0 <= last - order <= FRESH:
                return None
            return own, clock, length, place, last + 1, None
        sequence = known.sequences.get(place)
        if content != STRING or sequence is None:
            return None
        if right is not None:
            other = known.entries.get(right[0])
            if other is None or right[1] >= other.end or other.find(right[1])[0] != place:
                return None
        insertion = (client, clock, length, left, right)
        try:
            sequence.insert(insertion)
        except Malformed:
            del known.sequences[place]
            raise
        return own, clock, length, place, 0, insertion


def _in_order(
    queues: Mapping[int, list[Item]], ends: Mapping[int, int], draft: Draft
) -> Iterable[Item]:
    """The items of several clients, each behind what it builds on; put each before asking for the
    next. `ends`: the clock behind each client's last. Raises `Malformed` when some wait for each
    other.
    """
    for queue in queues.values():
        queue.reverse()
    for client in queues:
        # Whose items are wanted now, and up to which clock.
        waiting = [(client, ends[client])]
        while waiting:
            wanted, until = waiting[-1]
            queue = queues[wanted]
            if not queue or draft.end_of(wanted) >= until:
                waiting.pop()
                continue
            lacking = _lacking(queue[-1], draft)
            if lacking is None:
                yield queue.pop()
                continue
            if lacking[0] not in queues or any(each[0] == lacking[0] for each in waiting):
                raise Malformed("items that wait for each other")
            waiting.append((lacking[0], lacking[1] + 1))


def _lacking(item: Item, draft: Draft) -> Id | None:
    """What is not there yet of what an item builds on."""
    _, _, _, _, left, right, parent, _, _ = item
    if left is not None and left[1] >= draft.end_of(left[0]):
        return left
    if right is not None and right[1] >= draft.end_of(right[0]):
        return right
    if parent is not None and parent[1] >= draft.end_of(parent[0]):
        return parent
    return None
