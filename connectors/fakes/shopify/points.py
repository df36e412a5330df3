"""The bucket of points: a document is paid for before it runs; what it did not use comes back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

COST_MAX: Final = 1_000.0
"""Of one document, whatever the plan."""


@dataclass(slots=True)
class Points:
    """``throttled`` counts the documents that were turned away."""

    maximum: float = 2_000.0
    rate: float = 100.0
    available: float = 2_000.0
    at: datetime | None = None
    throttled: int = 0

    def take(self, cost: float, now: datetime) -> bool:
        self._fill(now)
        if cost > self.available:
            self.throttled += 1
            return False
        self.available -= cost
        return True

    def give_back(self, points: float) -> None:
        self.available = min(self.maximum, self.available + points)

    def told(self, requested: float, actual: float | None) -> dict[str, Any]:
        return {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": {
                "maximumAvailable": self.maximum,
                "currentlyAvailable": self.available,
                "restoreRate": self.rate,
            },
        }

    def _fill(self, now: datetime) -> None:
        since = (now - self.at).total_seconds() if self.at else 0.0
        self.at = now
        self.available = min(self.maximum, self.available + since * self.rate)
