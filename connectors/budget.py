"""Rate budgets: wait before a platform would refuse, by what it says itself of what is left.

The bucket is a value and its rules are pure; the budget keeps the newest one of a door. Nothing is
assumed before the platform has spoken, so that a plan with other limits needs no setting.
"""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from connectors.answers import RawAnswer

_GRAIN: Final = 1_000
"""Waits are rounded up to the millisecond: a thousandth of a unit short is refused all the same."""


class Bucket(Protocol):
    """What may be spent, as known at one instant."""

    def wait(self, cost: float, now: datetime) -> float:
        """Seconds until ``cost`` may be spent; what is more than all there can be waits for all."""
        ...

    def spent(self, cost: float, at: datetime) -> "Bucket": ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaking:
    """``available`` at ``at`` grows by ``rate`` a second up to ``capacity``."""

    available: float
    capacity: float
    rate: float
    at: datetime

    def __post_init__(self) -> None:
        if self.rate <= 0 or self.capacity <= 0:
            raise ValueError(f"a bucket of {self.capacity} that grows by {self.rate} never fills")

    def wait(self, cost: float, now: datetime) -> float:
        missing = min(cost, self.capacity) - self.available
        since = (now - self.at).total_seconds()
        return _rounded_up(max(0.0, missing / self.rate) - since)

    def spent(self, cost: float, at: datetime) -> "Leaking":
        """``at`` may lie ahead: who has to wait spends then."""
        grown = self.available + self.rate * (at - self.at).total_seconds()
        return replace(self, available=min(self.capacity, grown) - cost, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """``left`` until ``ends``; then all of it, ``quota``, for ``length``."""

    left: float
    quota: float
    ends: datetime
    length: timedelta

    def __post_init__(self) -> None:
        if self.quota <= 0 or self.length <= timedelta():
            raise ValueError(f"a window of {self.length} with {self.quota} lets nothing through")

    def wait(self, cost: float, now: datetime) -> float:
        if now >= self.ends or min(cost, self.quota) <= self.left:
            return 0.0
        return _rounded_up((self.ends - now).total_seconds())

    def spent(self, cost: float, at: datetime) -> "Window":
        if at < self.ends:
            return replace(self, left=self.left - cost)
        # A window begins with the first request after the one before.
        return replace(self, left=self.quota - cost, ends=at + self.length)


Reader = Callable[[RawAnswer, datetime], Bucket | None]
"""What an answer that came at this instant says is left; None when it says nothing of it."""


class Budget:
    """One for all doors that a platform counts together; safe between threads."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._bucket: Bucket | None = None
        self._under_way = 0.0
        self._guard = threading.Lock()

    def take(self, cost: float, now: datetime, *, wait_max: float) -> float:
        """Spend, and answer how many seconds to wait before sending.

        A wait of more than ``wait_max`` is answered too, with nothing spent.
        """
        with self._guard:
            wait = self._bucket.wait(cost, now) if self._bucket else 0.0
            if wait <= wait_max:
                if self._bucket:
                    self._bucket = self._bucket.spent(cost, now + timedelta(seconds=wait))
                self._under_way += cost
            return wait

    def settle(self, cost: float, raw: RawAnswer | None, now: datetime) -> None:
        """After every ``take`` that spent: the answer that came, or None when none did."""
        with self._guard:
            self._under_way -= cost
            told = self._read(raw, now) if raw else None
            if told:
                # The platform may not have seen yet what others are sending just now.
                self._bucket = told.spent(self._under_way, now) if self._under_way > 0 else told


def _rounded_up(seconds: float) -> float:
    return max(0.0, math.ceil(seconds * _GRAIN) / _GRAIN)
