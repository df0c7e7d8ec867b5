"""One connection as the room sees it: who it is, how far it is, what is still owed to it."""

from __future__ import annotations

from dataclasses import dataclass

from tafelronde.board.access import Action, Role, allows


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands behind a connection. `color` indexes the twelve colours for people."""

    id: str
    name: str
    color: int
    role: Role

    def may(self, action: Action) -> bool:
        return allows(self.role, action)


@dataclass(slots=True, eq=False)
class Session:
    """A connection's state in one room. Compared by identity: a person may have several.

    `wants_events`: it asked for messages from 100 up.
    `names_epoch`: it said which epoch its copy belongs to, so its state vector need not be judged.
    """

    person: Person
    wants_events: bool = False
    names_epoch: bool = False

    # Its Step1 was answered: from then on it stands where the room stands and gets every update.
    synced: bool = False
    # Step2 and Update messages received; how many of them are settled (in the document, refused,
    # or without effect); and how many it was last told.
    received: int = 0
    settled: int = 0
    told: int = 0
    # An update of its missed predecessors and it was asked for them; until it answers, what it
    # sends cannot be settled.
    asked: bool = False
    # The Yjs client id whose presence is this connection's, once it has spoken.
    awareness_id: int | None = None
