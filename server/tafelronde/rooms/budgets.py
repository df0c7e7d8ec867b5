"""How much one person, and one address, may send: token buckets.

Who is over budget is not read for a while; TCP then slows the peer down by itself. Only who stays
over budget is sent away. An address may stand for a whole organisation behind one router, so its
budget is many times a person's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_second` in the long run, `burst` at once after a quiet time."""

    per_second: float
    burst: float


@dataclass(frozen=True, slots=True)
class Rates:
    """`messages`, `bytes`: received. `joins`: sockets opened. `images`: pictures brought. All are
    multiplied by `factor`.

    `patience`: how many seconds a connection may stay over budget.
    """

    person_messages: Rate = Rate(200, 2_000)
    person_bytes: Rate = Rate(2**20, 2**24)
    person_images: Rate = Rate(0.5, 100)
    address_messages: Rate = Rate(20_000, 100_000)
    address_bytes: Rate = Rate(2**26, 2**28)
    address_joins: Rate = Rate(50, 2_000)
    factor: float = 1.0
    patience: float = 10.0


class Bucket:
    """A token bucket that may go below zero: what came is taken, and waited for afterwards."""

    __slots__ = ("_at", "_level", "_rate")

    def __init__(self, rate: Rate, now: float, factor: float = 1.0) -> None:
        self._rate = Rate(rate.per_second * factor, rate.burst * factor)
        self._level = self._rate.burst
        self._at = now

    def spend(self, amount: float, now: float) -> float:
        """Takes `amount`; returns for how many seconds to take no more. `now`: seconds, monotonic."""
        rate = self._rate
        level = self._level + (now - self._at) * rate.per_second
        self._at = now
        self._level = level = min(level, rate.burst) - amount
        return 0.0 if level >= 0 else -level / rate.per_second

    def take(self, amount: float, now: float) -> float:
        """Takes `amount` if there is that much, and returns 0; else takes nothing, and returns after
        how many seconds there will be.
        """
        rate = self._rate
        self._level = min(self._level + (now - self._at) * rate.per_second, rate.burst)
        self._at = now
        if self._level < amount:
            return (amount - self._level) / rate.per_second
        self._level -= amount
        return 0.0

    @property
    def has_reserve(self) -> bool:
        """Whether there is enough in it for a quarter of a second at its rate, or for its burst."""
        return self._level >= min(self._rate.per_second / 4, self._rate.burst - 1)

    def is_full(self, now: float) -> bool:
        """Whether forgetting it would make no difference."""
        return self._level + (now - self._at) * self._rate.per_second >= self._rate.burst


@dataclass(slots=True)
class _Holder:
    messages: Bucket
    bytes: Bucket
    connections: int = 0

    def counts(self, now: float) -> bool:
        """Whether somebody draws on it, or it is still owed something."""
        return bool(
            self.connections or not (self.messages.is_full(now) and self.bytes.is_full(now))
        )


@dataclass(slots=True)
class Budget:
    """What one connection draws on."""

    _person: _Holder
    _address: _Holder
    _patience: float
    _over_since: float | None = field(default=None)

    def spend(self, size: int, now: float) -> float:
        """Counts one message of `size` bytes; returns for how many seconds not to read on."""
        wait = max(
            self._person.messages.spend(1, now),
            self._person.bytes.spend(size, now),
            self._address.messages.spend(1, now),
            self._address.bytes.spend(size, now),
        )
        if wait > 0:
            self._over_since = now if self._over_since is None else self._over_since
        elif self._over_since is not None and self._has_recovered():
            self._over_since = None
        return wait

    def _has_recovered(self) -> bool:
        """Who sends faster than they may, and is read just as fast as they may, owes nothing at one
        moment and something at the next: they are over budget all the same.
        """
        buckets = (
            self._person.messages,
            self._person.bytes,
            self._address.messages,
            self._address.bytes,
        )
        return all(bucket.has_reserve for bucket in buckets)

    def is_hopeless(self, now: float) -> bool:
        """Whether it has been over budget for longer than there is patience for."""
        return self._over_since is not None and now - self._over_since > self._patience


class Budgets:
    """All budgets of this process. Times are seconds of one monotonic clock."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._people: dict[object, _Holder] = {}
        self._addresses: dict[str, _Holder] = {}
        self._joins: dict[str, Bucket] = {}
        self._images: dict[str, Bucket] = {}
        self._forget_at = 1000

    def join(self, address: str, now: float) -> float:
        """Counts one arrival from `address`, or returns for how many seconds to refuse it.

        Who is refused is not counted: people who keep trying would keep each other out for ever.
        """
        self._forget(now)
        bucket = self._joins.get(address)
        if bucket is None:
            bucket = self._joins[address] = self._bucket(self._rates.address_joins, now)
        return bucket.take(1, now)

    def image(self, person: str, now: float) -> float:
        """Counts one picture that `person` brings; returns for how many seconds to refuse it."""
        self._forget(now)
        bucket = self._images.get(person)
        if bucket is None:
            bucket = self._images[person] = self._bucket(self._rates.person_images, now)
        return bucket.spend(1, now)

    @contextmanager
    def drawn_on(self, person: object, address: str, now: float) -> Iterator[Budget]:
        """The budget of a connection while it is open. `person`: what its messages count for."""
        rates = self._rates
        if person not in self._people:
            self._people[person] = _Holder(
                self._bucket(rates.person_messages, now), self._bucket(rates.person_bytes, now)
            )
        if address not in self._addresses:
            self._addresses[address] = _Holder(
                self._bucket(rates.address_messages, now), self._bucket(rates.address_bytes, now)
            )
        holders = self._people[person], self._addresses[address]
        for holder in holders:
            holder.connections += 1
        try:
            yield Budget(*holders, self._rates.patience)
        finally:
            for holder in holders:
                holder.connections -= 1

    def _bucket(self, rate: Rate, now: float) -> Bucket:
        return Bucket(rate, now, self._rates.factor)

    def _forget(self, now: float) -> None:
        """People and addresses come and go; a bucket that is full again says nothing any more.

        Not earlier: who reconnects must find what they owe.
        """
        if len(self._joins) + len(self._images) + len(self._people) < self._forget_at:
            return
        self._joins = {key: each for key, each in self._joins.items() if not each.is_full(now)}
        self._images = {key: each for key, each in self._images.items() if not each.is_full(now)}
        self._people = {key: each for key, each in self._people.items() if each.counts(now)}
        self._addresses = {key: each for key, each in self._addresses.items() if each.counts(now)}
        held = len(self._joins) + len(self._images) + len(self._people)
        self._forget_at = 2 * held + 1000
