"""What leaves a room at the end of a burst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tafelronde.sync.session import Session


class Reply(NamedTuple):
    """A step2 for one session, and the state vector that it is the answer to."""

    session: Session
    message: bytes
    standing: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Flush:
    """What a burst came to.

    `record`: the bytes for the log, None when nothing changed; it has `entries` updates. `edits`:
    person id by object id. `update`: one message for everyone in `audience`, who all stand at
    `standing` (a state vector) before it. `replies`: messages that show the document as it is after
    this flush, each to one session that stands where its reply says. `saved`: counts for message 101.
    """

    record: bytes | None
    entries: int
    edits: Mapping[str, str]
    update: bytes | None
    audience: Sequence[Session]
    standing: Mapping[int, int]
    replies: Sequence[Reply]
    saved: Sequence[tuple[Session, int]]
