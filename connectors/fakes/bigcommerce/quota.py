"""The store's quota of requests: one window for all of its apps together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(slots=True)
class Quota:
    """Of the standard plan. ``busy``: refused for the platform's own load, without any figures."""

    requests: int = 150
    window: timedelta = timedelta(seconds=30)
    used: int = 0
    ends: datetime | None = None
    refused: int = 0
    busy: int = 0

    def others(self, requests: int, *, now: datetime) -> None:
        """What the store's other apps ask for."""
        self._roll(now)
        self.used = min(self.requests, self.used + requests)

    def ask(self, now: datetime) -> bool:
        """Whether one more is let through."""
        self._roll(now)
        if self.used >= self.requests:
            self.refused += 1
            return False
        self.used += 1
        return True

    def headers(self, now: datetime) -> Mapping[str, str]:
        reset = self.ends - now if self.ends else self.window
        return {
            "X-Rate-Limit-Time-Window-Ms": str(int(self.window.total_seconds() * 1_000)),
            "X-Rate-Limit-Time-Reset-Ms": str(max(0, int(reset.total_seconds() * 1_000))),
            "X-Rate-Limit-Requests-Quota": str(self.requests),
            "X-Rate-Limit-Requests-Left": str(self.requests - self.used),
        }

    def _roll(self, now: datetime) -> None:
        if self.ends is None or now >= self.ends:
            self.ends, self.used = now + self.window, 0
