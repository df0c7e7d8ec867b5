"""What an instance's settings decide about its rooms."""

from __future__ import annotations

from dataclasses import dataclass, field

from tafelronde.rooms.budgets import Rates


@dataclass(frozen=True, slots=True)
class LobbySettings:
    """`idle_seconds`: how long an empty room stays. `patience_seconds`: how long others wait for
    the disk. `snapshot_rows`: log rows after which a busy room takes a snapshot. `bin_days`: how
    long deleted objects can be brought back. `sweep_seconds`: after how long to look for pictures
    that nobody names any more. `drain_seconds`: what stopping may take.
    `edit_idle_seconds`: how long a live document stays that nobody needs. `cache_bytes`: what all
    documents together may take, live or not, while something can be let go.
    """

    idle_seconds: float = 30.0
    patience_seconds: float = 0.5
    snapshot_rows: int = 500
    bin_days: int = 30
    sweep_seconds: float = 3600.0
    drain_seconds: float = 10.0
    edit_idle_seconds: float = 300.0
    cache_bytes: int = 256 * 2**20
    rates: Rates = field(default_factory=Rates)

    @property
    def bin_ms(self) -> int:
        return self.bin_days * 86_400_000
