"""Who sends the fuzzer's messages: real edits, spoiled; and messages of every other kind, spoiled."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from random import Random

from tafelronde.sync import messages
from tests.fuzz.corpus import Board, Edit
from tests.fuzz.odd_bytes import EDGES, spoil_bytes, spoil_token
from tests.fuzz.odd_updates import Ground, spoil_tree
from tests.fuzz.update_tree import Id, Struct, Tree, parse, tokens, uint, write

_DONOR_BYTES = 3_000
# More than a server takes; what is longer yet is refused in the same way.
_LONGEST = 1_100_000

_STATES = (
    {"cursor": [1, 2], "selection": ["n1"], "editing": "n1", "view": [0, 0, 10, 10]},
    {"cursor": None, "drag": [5, -5], "user": {"id": "ben", "name": "Ben", "color": 1, "role": "facilitator"}},
    {"cursor": [1e400, 0], "selection": [1], "extra": {"deep": [[[[]]]]}},
    {"cursor": ["1", None], "editing": "\ud83d", "selection": ["../.."] * 300},
)  # fmt: skip


class HostileHand:
    """Makes one message after another for one trial; the same ones for the same `random`."""

    def __init__(self, random: Random, board: Board) -> None:
        self._random = random
        self._board = board
        self._donors = [
            update for edit in board.edits for update in edit.updates if len(update) < _DONOR_BYTES
        ]
        self._planned: deque[bytes] = deque()
        self._sent: deque[bytes] = deque(maxlen=20)
        self._names = 0
        self._presence_clock = 0

    def next(self, state: dict[int, int], ids: list[str], whole: Callable[[], bytes]) -> bytes:
        """The next message. `state`, `ids`, `whole`: the board's state vector, object ids, update."""
        if not self._planned:
            self._plan(Ground(state, ids, self._donors), whole)
        message = self._planned.popleft()[:_LONGEST]
        self._sent.append(message)
        return message

    def _plan(self, ground: Ground, whole: Callable[[], bytes]) -> None:
        random = self._random
        choice = random.random()
        if choice < 0.80:
            self._plan_edit(ground)
        elif choice < 0.84:
            self._plan_update(self._spoiled(parse(self._board.base), ground, 1))
        elif choice < 0.86:
            self._plan_update(self._spoiled(parse(whole()), ground, 1))
        elif choice < 0.91:
            self._planned.append(self._presence())
        elif choice < 0.93:
            self._planned.append(self._question(ground))
        elif choice < 0.96:
            self._planned.append(self._frame())
        elif choice < 0.98 and self._sent:
            self._planned.append(random.choice(self._sent))
        else:
            self._planned.append(random.randbytes(random.choice((0, 1, 2, 3, 8, 60, 400))))

    def _plan_edit(self, ground: Ground) -> None:
        """A real edit, brought to where the board stands, mostly spoiled somewhere."""
        random = self._random
        edit = random.choice(self._board.edits)
        client, clock = self._standing(ground)
        for update in edit.updates[: random.choice((1, 2, 3, 20))]:
            tree = parse(update)
            if random.random() < 0.95:
                self._move(tree, edit, client, clock, ground)
            if random.random() < 0.06:
                other = random.choice(self._board.edits)
                more = parse(random.choice(other.updates))
                self._move(more, other, *self._standing(ground), ground)
                tree.blocks += more.blocks
                tree.deletes += more.deletes
            times = 0 if random.random() < 0.15 else random.choice((1, 1, 1, 1, 2, 2, 3, 5, 9))
            self._plan_update(self._spoiled(tree, ground, times))

    def _standing(self, ground: Ground) -> Id:
        """Under which client id and clock to write: a new one, or one that is on the board already."""
        random = self._random
        if ground.state and random.random() < 0.25:
            client = random.choice(list(ground.state))
            overlap = random.choice((0, 0, 0, 1, 2, 5))
            return client, max(0, ground.state[client] - overlap)
        return random.getrandbits(random.choice((20, 32, 32, 53))), random.choice(
            (0,) * 30 + (1, 7)
        )

    def _move(self, tree: Tree, edit: Edit, client: int, clock: int, ground: Ground) -> None:
        """The edit as if `client` had made it from `clock` on, its new objects under new names."""

        def moved(id: Id) -> Id:
            return (client, id[1] + clock) if id[0] == edit.client else id

        for block in tree.blocks:
            block.client, block.clock = moved((block.client, block.clock))
        for each in tree.structs():
            if each.left is not None:
                each.left = moved(each.left)
            if each.right is not None:
                each.right = moved(each.right)
            if isinstance(each.parent, tuple):
                each.parent = moved(each.parent)
            self._rename(each, ground)
        tree.deletes = [
            (
                client if deleted == edit.client else deleted,
                [(moved((deleted, start))[1], length) for start, length in ranges],
            )
            for deleted, ranges in tree.deletes
        ]

    def _rename(self, each: Struct, ground: Ground) -> None:
        if (
            each.parent == b"objects"
            and each.key is not None
            and each.key.decode() not in ground.ids
        ):
            self._names += 1
            each.key = f"m{self._names}".encode()

    def _spoiled(self, tree: Tree, ground: Ground, times: int) -> bytes:
        random = self._random
        by_token = by_byte = 0
        for _ in range(times):
            choice = random.random()
            if choice < 0.7:
                spoil_tree(random, tree, ground)
            elif choice < 0.87:
                by_token += 1
            else:
                by_byte += 1
        if by_token:
            parts = tokens(tree)
            for _ in range(by_token):
                if parts:
                    spoil_token(random, parts)
            update = b"".join(content for _, content in parts)
        else:
            update = write(tree)
        return spoil_bytes(random, update, random.choice(self._donors), by_byte)

    def _plan_update(self, update: bytes) -> None:
        wrap = messages.step2 if self._random.random() < 0.15 else messages.update
        self._planned.append(wrap(update))

    # Messages of other kinds

    def _presence(self) -> bytes:
        random = self._random
        self._presence_clock += random.choice((0, 1, 1, 1, 5))
        entries = []
        for _ in range(random.choice((0, 1, 1, 1, 1, 2, 3))):
            state = json.dumps(random.choice(_STATES))
            choice = random.random()
            if choice < 0.1:
                state = "null"
            elif choice < 0.2:
                state = "[" * random.choice((1, 100, 7000))
            elif choice < 0.3:
                state = state[: random.randrange(len(state))]
            elif choice < 0.33:
                state = "x" * random.choice((8191, 8192, 8193, 20_000))
            client = random.choice((1, 1, 1, 2, 3, random.choice(EDGES)))
            clock = random.choice((self._presence_clock,) * 6 + (random.choice(EDGES),))
            entries.append(messages.AwarenessEntry(client, clock, state))
        message = messages.awareness(entries)
        if random.random() < 0.3:
            message = spoil_bytes(random, message, message, random.choice((1, 2)))
        return message

    def _question(self, ground: Ground) -> bytes:
        random = self._random
        asked = dict(ground.state)
        for client in list(asked):
            if random.random() < 0.4:
                del asked[client]
            elif random.random() < 0.5:
                asked[client] = random.choice(
                    (asked[client] + 1, asked[client] // 2, random.choice(EDGES))
                )
        message = messages.step1(messages.encode_state_vector(asked))
        if random.random() < 0.3:
            message = spoil_bytes(random, message, message, random.choice((1, 2)))
        return message

    def _frame(self) -> bytes:
        """A real message in a frame that is not: cut, doubled, of a kind that no client sends."""
        random = self._random
        update = random.choice(self._donors)
        real = random.choice(
            (messages.update(update), messages.step2(update), b"\x03", messages.KEEPALIVE)
        )
        match random.randrange(7):
            case 0:
                return real + real
            case 1:
                return real[: random.randrange(len(real) + 1)]
            case 2:
                return uint(random.choice((2, 4, 5, 99, 100, 101, 127, 128, *EDGES))) + real[1:]
            case 3:
                return b"\x00" + uint(random.choice((0, 1, 2, 3, 4, *EDGES))) + real[2:]
            case 4:
                return b"\x03"
            case 5:
                return random.choice(
                    (messages.saved(9), messages.event({"type": "welcome"}), messages.denied("no"))
                )
            case _:
                return spoil_bytes(random, real, update, random.choice((1, 2, 3)))
