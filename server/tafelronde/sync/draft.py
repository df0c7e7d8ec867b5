"""What an update would add to a document, item by item: in which place each stands (`places.py`)."""

from __future__ import annotations

from collections.abc import Iterable

from tafelronde.sync.content import (
    ANY,
    BINARY,
    DELETED,
    EMBED,
    FORMAT,
    MAP,
    STRING,
    TEXT,
    TYPE_STEP,
)
from tafelronde.sync.place_tables import GONE, IN_TEXT, KEYED, LIST, ODD, Entries, Tables, append
from tafelronde.sync.ranges import RangeSet
from tafelronde.sync.scan import GC, Id, Item, Range
from tafelronde.sync.sequence import Insertion, Sequence
from tafelronde.sync.varint import Malformed

_ARRAY = 0
# What may stand under a key, beside shared types.
_VALUES = (ANY, BINARY, DELETED)

# How many units pycrdt moves in the time of one step.
_JOINED_AT_A_STEP = {ANY: 4, STRING: 128}

# How many blocks of a client it moves in that time, to make room for what is split off before them.
_MOVED_AT_A_STEP = 512

# Whoever writes under a key comes behind the value that stood there in their copy. This far it may
# have been overtaken without being counted.
FRESH = 32


class Draft:
    """Additions to `known`, which stays as it is but for the order of the lists that are added to:
    `withdraw` those when the draft is not to count. `deletes`: what the update deletes. `is_trusted`:
    what is drafted is in the document already. `cost`: how many steps more than one for each item
    putting them in their places may take. `moved`: how many more, to make room where runs of letters
    are split. `runs`: how many runs of deleted content the document may have. `is_rich`: something in
    a text is more than letters.
    """

    def __init__(
        self, known: Tables, deletes: list[Range], *, is_trusted: bool, runs: int = 0
    ) -> None:
        self.cost = self.moved = 0
        self.is_rich = False
        self._runs = runs
        self._known = known
        self._new = Tables(places=known.places)
        self._deletes = deletes
        self._deleted: RangeSet | None = None
        self._is_trusted = is_trusted
        # Who put the first value under which key.
        self._firsts: set[tuple[int, Id | None, str]] = set()
        # What pycrdt will join into one: up to where, and how many units that are.
        self._joined_until: Id | None = None
        self._joined = 0

    def put(self, item: Item) -> None:
        """Adds what is new of an item; all it builds on is there. Raises `Malformed` when no client
        can have written it.
        """
        client, clock, length, content, left, right, parent, _, key = item
        entries = self._new.entries.get(client)
        if entries is None:
            end = self.end_of(client)
            if clock + length <= end:
                return
            entries = self._new.entries[client] = Entries(end)
        else:
            end = entries.end
            if clock + length <= end:
                return
        if content == GC:
            entries.add(end, clock + length - end, GONE, 0)
            return
        if clock < end:
            # Its beginning is here; the rest comes behind that.
            self._go_on(item, end)
            left = (client, end - 1)
            length -= end - clock
            clock = end
        if left is not None or right is not None:
            place, order = self._beside(left, right)
        else:
            place, order = self._under(client, parent, key), 0
        if place > GONE:
            if place & KEYED:
                order = self._put_under_key(item, place, order, is_first=left is None)
            else:
                if place & IN_TEXT:
                    self._put_in_text(item)
                self._insert((client, clock, length, left, right), place)
        entries.add(clock, length, place, order)
        if content >= TYPE_STEP:
            self._new.types[client, clock] = content // TYPE_STEP - 1
        elif content in _JOINED_AT_A_STEP:
            self._join(client, clock, length, content, left)

    def put_first(self, item: Item) -> bool:
        """Adds what is the first value under a key, and in the document already; False for anything
        else.
        """
        client, clock, _, content, _, _, parent, _, key = item
        if key is None or content == DELETED:
            return False
        entries = self._new.entries.get(client)
        if entries is None or entries.end != clock:
            return False
        entries.end = clock + 1
        entries.starts.append(clock)
        entries.places.append(self._new_place(KEYED, parent, key))
        entries.orders.append(0)
        if content >= TYPE_STEP:
            self._new.types[client, clock] = content // TYPE_STEP - 1
        return True

    def put_trusted(self, item: Item) -> None:
        """Adds an item that is in the document already, whatever it is."""
        try:
            self.put(item)
        except Malformed:
            self.put_oddly(item)

    def put_oddly(self, item: Item) -> None:
        """Adds an item that cannot be, but is; nothing is refused any more that builds on it."""
        client, clock, length, content, *_ = item
        end = self.end_of(client)
        if clock + length <= end:
            return
        self._entries_of(client, end).add(end, clock + length - end, ODD, 0)
        if content >= TYPE_STEP:
            self._new.types[client, clock] = content // TYPE_STEP - 1

    def end_of(self, client: int) -> int:
        """The clock behind all that a client has put."""
        entries = self._new.entries.get(client) or self._known.entries.get(client)
        return entries.end if entries is not None else 0

    def enter(self) -> None:
        """Makes it part of what is known."""
        known, new = self._known, self._new
        for client, added in new.entries.items():
            entries = known.entries.get(client)
            if entries is None:
                known.entries[client] = added
            else:
                entries.extend(added)
        known.places = new.places
        known.named.extend(new.named)
        known.types |= new.types
        known.inside |= new.inside
        known.orders |= new.orders
        for place, inserted in new.insertions.items():
            insertions = known.insertions.setdefault(place, [])
            for insertion in inserted:
                append(insertions, insertion)

    def withdraw(self) -> None:
        for place in self._new.insertions:
            self._known.sequences.pop(place, None)

    def count_split(self, deletes: Iterable[Range]) -> None:
        """Adds to `moved` what it takes to delete letters out of the middle of others."""
        for client, clock, _ in deletes:
            entries = self._known.entries.get(client)
            if entries is not None and entries.starts and clock < entries.end:
                place, _ = entries.find(clock)
                if place > GONE and not place & KEYED:
                    self.moved += self._moved_by_split(entries)

    def _moved_by_split(self, entries: Entries) -> int:
        # Each deleted run may be a block of its own, and what is before it another.
        return (len(entries.starts) + 2 * self._runs) // _MOVED_AT_A_STEP

    def _entries_of(self, client: int, end: int) -> Entries:
        entries = self._new.entries.get(client)
        if entries is None:
            entries = self._new.entries[client] = Entries(end)
        return entries

    def _new_place(self, kind: int, parent: Id | None, key: str | None) -> int:
        self._new.places += 1
        self._new.named.append(hash((parent, key)))
        return self._new.places * 4 + kind

    def _go_on(self, item: Item, end: int) -> None:
        """Whether an item of which all before `end` is here says that it belongs where that is: it is
        what pycrdt believes of the rest, and who reads the rest later goes by what stands before it.
        """
        client, _, _, _, left, right, parent, _, key = item
        place, _ = self._find((client, end - 1))
        if place == ODD:
            return
        beside = left if left is not None else right
        if beside is not None:
            said, _ = self._find(beside)
            goes_on = said in (place, ODD)
        elif place == GONE:
            types = self._known.types
            goes_on = parent is not None and parent not in types and parent not in self._new.types
        else:
            number = place // 4 - 1
            known = self._known.named
            is_new = number >= len(known)
            named = self._new.named[number - len(known)] if is_new else known[number]
            goes_on = named == hash((parent, key))
        if not goes_on:
            raise Malformed("an item goes on elsewhere than where it began")

    def _find(self, id: Id) -> tuple[int, int]:
        """The place of this unit, and as the so-manieth it came to it."""
        client, clock = id
        entries = self._new.entries.get(client)
        if entries is None or not entries.starts or clock < entries.starts[0]:
            entries = self._known.entries.get(client)
        if entries is None or clock >= entries.end:
            raise Malformed("an item beside what nobody has")
        return entries.find(clock)

    def _beside(self, left: Id | None, right: Id | None) -> tuple[int, int]:
        """The place of an item's neighbours, and as the so-manieth the left one came to it."""
        place, order = ODD, 0
        if left is not None:
            place, order = self._find(left)
        if right is not None:
            other, _ = self._find(right)
            if left is None:
                place = other
            elif ODD in (place, other):
                return ODD, 0
            if other != place:
                raise Malformed("an item between neighbours from two places")
            if place & KEYED:
                raise Malformed("an entry of a map before another")
        return place, order

    def _under(self, client: int, parent: Id | None, key: str | None) -> int:
        """The place that an item makes for itself in what it hangs in; `parent` None: a root type."""
        if parent is None:
            if key is None:
                return self._new_place(LIST, parent, key)
            return self._first_under(client, parent, key)
        type_ref = self._new.types.get(parent)
        if type_ref is None:
            type_ref = self._known.types.get(parent)
        if type_ref is None:
            place, order = self._find(parent)
            if place == ODD:
                return ODD
            if place == GONE or order < 0:
                return GONE
            raise Malformed("an item hangs in what is no shared type")
        if key is not None:
            if type_ref in (_ARRAY, TEXT):
                raise Malformed("an entry of a map in a list")
            return self._first_under(client, parent, key)
        if type_ref == MAP:
            raise Malformed("an element of a list in a map")
        place = self._known.inside.get(parent, GONE) or self._new.inside.get(parent, GONE)
        if place == GONE:
            place = self._new_place(IN_TEXT if type_ref == TEXT else LIST, parent, key)
            self._new.inside[parent] = place
        return place

    def _first_under(self, client: int, parent: Id | None, key: str) -> int:
        """A place under a key. Nobody is the first there twice: it would make pycrdt go through all
        who were, each time.
        """
        first = (client, parent, key)
        if first in self._firsts:
            raise Malformed("two values that are both the first under one key")
        self._firsts.add(first)
        return self._new_place(KEYED, parent, key)

    def _put_under_key(self, item: Item, place: int, order: int, *, is_first: bool) -> int:
        """As the so-manieth an item comes under its key. `order`: as which its left neighbour did."""
        client, clock, length, content, *_ = item
        if content not in _VALUES and content < TYPE_STEP:
            raise Malformed("content of texts under a key")
        is_many = content == ANY and length > 1 and not self._is_trusted
        # Yjs joins what was overwritten; of several living values each reader takes another.
        if is_many and not self._does_delete((client, clock, length)):
            raise Malformed("several values under one key")
        own = 0
        if not is_first:
            last = self._new.orders.get(place)
            if last is None:
                last = self._known.orders.get(place, 0)
            overtaken = last - (order if order >= 0 else -order - 1)
            if overtaken > FRESH:
                self.cost += overtaken
            own = self._new.orders[place] = last + 1
        return own if content != DELETED else -own - 1

    def _put_in_text(self, item: Item) -> None:
        client, clock, length, content, *_ = item
        if content in (ANY, BINARY):
            raise Malformed("a plain value in a text")
        # pycrdt tells of no formatting in a text that came with it, nor of one behind its last letter.
        if (content in (EMBED, FORMAT) or content >= TYPE_STEP) and not self._is_trusted:
            self.is_rich |= not self._does_delete((client, clock, length))

    def _does_delete(self, units: Range) -> bool:
        if self._deleted is None:
            self._deleted = RangeSet(self._deletes)
        return self._deleted.covers(units)

    def _join(self, client: int, clock: int, length: int, content: int, left: Id | None) -> None:
        """What continues the item before it pycrdt joins to it, the last pair first: so all that is
        joined already is moved each time. Yjs sends such items as one.
        """
        if left == self._joined_until and left == (client, clock - 1):
            self._joined += length
            self.cost += self._joined // _JOINED_AT_A_STEP[content]
        else:
            self._joined = length
        self._joined_until = (client, clock + length - 1)

    def _insert(self, insertion: Insertion, place: int) -> None:
        """Puts new units into a list."""
        known, new = self._known, self._new
        client, _, _, left, right = insertion
        for beside in (left, right):
            if beside is not None and beside[0] != client:
                entries = known.entries.get(beside[0])
                if entries is not None:
                    self.moved += self._moved_by_split(entries)
                break
        inserted = new.insertions.get(place)
        if inserted is not None or place in known.insertions:
            sequence = known.sequences.get(place)
            if self._is_trusted:
                if sequence is not None:
                    sequence.take(insertion)
            else:
                if sequence is None:
                    sequence = Sequence([*known.insertions.get(place, ()), *(inserted or ())])
                    known.sequences[place] = sequence
                self.cost += sequence.insert(insertion)
        if inserted is None:
            new.insertions[place] = [insertion]
        else:
            append(inserted, insertion)
