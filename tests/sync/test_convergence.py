"""Seeded convergence: whatever happens on the way, all that comes to rest is one and the same.

A failing seed becomes a test of its own, named for what it showed.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.sync.peer import Hall, Peer, sticky

SEEDS_IN_SHORT, SEEDS_IN_LONG = 40, 1500
STEPS = 120


class Storm:
    """Four peers on one board, and a random hand that lets them work, lose, refuse and restart."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.hall = Hall()
        self.peers = [self.hall.peer(name) for name in ("Ann", "Ben", "Cid", "Dee")]
        self.made = 0
        self.acts: list[Callable[[Peer], None]] = [
            self.create, self.type, self.type, self.erase, self.move, self.colour,
            self.delete, self.bring_back, self.break_a_rule, self.drop, self.connect,
            self.send_some, self.send_some, self.flush, self.flush, self.read_some,
            self.read_some, self.restart, self.repeat, self.compact, self.let_go,
        ]  # fmt: skip

    def run(self) -> None:
        for _ in range(STEPS):
            self.random.choice(self.acts)(self.random.choice(self.peers))
        for peer in self.peers:
            self.connect(peer)
        self.hall.settle()

    def note(self, peer: Peer) -> str | None:
        ids = sorted(peer.plain())
        return self.random.choice(ids) if ids else None

    def create(self, peer: Peer) -> None:
        self.made += 1
        peer.objects[f"note{self.made}"] = sticky(f"by {peer.person.name}")

    def type(self, peer: Peer) -> None:
        if (id := self.note(peer)) is not None:
            text = peer.objects[id]["text"]
            # pycrdt counts bytes: only between characters.
            before = str(text)[: self.random.randint(0, len(str(text)))]
            text.insert(len(before.encode()), self.random.choice(["a", "bé", "x😀z", "👩‍🚀"]))

    def erase(self, peer: Peer) -> None:
        if (id := self.note(peer)) is not None:
            text = peer.objects[id]["text"]
            end = self.random.randint(1, 2)
            if len(str(text)) > end:
                del text[0 : len(str(text)[:end].encode())]

    def move(self, peer: Peer) -> None:
        if (id := self.note(peer)) is not None:
            peer.objects[id]["at"] = [self.random.randint(0, 999), 0]

    def colour(self, peer: Peer) -> None:
        if (id := self.note(peer)) is not None:
            peer.objects[id]["color"] = self.random.choice(["sun", "rose", "mint"])

    def delete(self, peer: Peer) -> None:
        if (id := self.note(peer)) is not None:
            peer.objects[id]["deleted"] = {"by": self.random.choice(["ann", "zoe"]), "at": 1}

    def bring_back(self, peer: Peer) -> None:
        if (id := self.note(peer)) is not None and "deleted" in peer.objects[id]:
            del peer.objects[id]["deleted"]

    def break_a_rule(self, peer: Peer) -> None:
        if (id := self.note(peer)) is not None:
            with peer.doc.transaction():
                peer.objects[id]["at"] = [self.random.randint(0, 999), 1]
                peer.objects[id]["color"] = "ultraviolet"
                peer.objects[f"bad{self.random.randint(0, 10**9)}"] = sticky(shape="round")

    def drop(self, peer: Peer) -> None:
        peer.disconnect()

    def connect(self, peer: Peer) -> None:
        if peer.session is None:
            peer.connect()

    def send_some(self, peer: Peer) -> None:
        for _ in range(self.random.randint(1, 3)):
            if peer.outbox and peer.session is not None:
                peer.send_one()

    def flush(self, _: Peer) -> None:
        self.hall.flush()

    def read_some(self, peer: Peer) -> None:
        for _ in range(self.random.randint(1, 3)):
            if peer.inbox:
                peer.read(peer.inbox.popleft())

    def restart(self, _: Peer) -> None:
        """A kill: what was not flushed is gone from the server, and all connections with it."""
        if self.random.random() < 0.3:
            for peer in self.peers:
                peer.disconnect()
            self.hall.room = self.hall.load()

    def repeat(self, peer: Peer) -> None:
        if peer.outbox and peer.session is not None:
            peer.outbox.appendleft(peer.outbox[0])

    def compact(self, _: Peer) -> None:
        if not self.hall.room.has_work:
            self.hall.snapshot = self.hall.room.compact()
            self.hall.log.clear()

    def let_go(self, peer: Peer) -> None:
        """Nobody edited for a while."""
        self.compact(peer)
        self.hall.room.let_go()


def weather(seed: int) -> None:
    storm = Storm(seed)
    storm.run()
    expected = storm.hall.room.plain()[1]
    for peer in storm.peers:
        assert peer.plain() == expected, f"seed {seed}: {peer.person.name} differs"
    assert storm.hall.replayed()[1] == expected, f"seed {seed}: the log differs"
    for peer in storm.peers:
        assert peer.session is not None
        assert peer.saved == peer.session.received, f"seed {seed}: {peer.person.name} is unsaved"
    for id, note in expected.items():
        assert note["author"] in {"ann", "ben", "cid", "dee"}, f"seed {seed}: {id}"
        assert note.get("color", "sun") != "ultraviolet", f"seed {seed}: {id}"
        assert not id.startswith("bad"), f"seed {seed}: {id}"


@pytest.mark.parametrize("seed", range(SEEDS_IN_SHORT))
def test_all_come_to_rest_in_the_same_place(seed: int) -> None:
    """[SYNC-3] [DUR-5] Loss, reordering between peers, refusals, repeats and restarts."""
    weather(seed)


@pytest.mark.long
def test_all_come_to_rest_in_the_same_place_many_times() -> None:
    """[SYNC-3] [DUR-5] The long walk."""
    for seed in range(SEEDS_IN_SHORT, SEEDS_IN_LONG):
        weather(seed)
