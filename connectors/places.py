"""Which of our locations each of a channel's own locations is, as the configuration maps them.

The one home of the rule for all connectors: owed units and events are told at our codes; units at
a location that is not mapped are not ours, so nothing of them is owed and nothing happens to them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """``default``: where an order's units lie that name no location."""

    default: str
    mapped: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Places":
        """From what every connector is given as ``location`` and ``locations``."""
        return cls(default=settings["location"], mapped=settings["locations"])

    def code(self, channel_location: str | None) -> str | None:
        """Our location's code; None: not ours. Without an id it is the default."""
        return self.mapped.get(channel_location) if channel_location else self.default
