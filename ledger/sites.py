"""Sites as the configuration names them: their code, time zone and kind. Values only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ledger.values import is_location_code


class LocationKind(StrEnum):
    """``external``: another firm's stock, mirrored for information only."""

    OWN = "own"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A location as the configuration names it; ``opening_at`` is None until stock is opened."""

    code: str
    time_zone: str
    kind: LocationKind = LocationKind.OWN
    opening_at: datetime | None = None

    def __post_init__(self) -> None:
        if not is_location_code(self.code):
            raise ValueError(
                f"location {self.code!r} is no code; use letters, digits, dot, underscore, hyphen"
            )
        zone(self.time_zone)


def zone(name: str) -> ZoneInfo:
    """Raises ValueError for a name that is no IANA time zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"time zone {name!r} is unknown; write an IANA name such as Europe/London or UTC"
        ) from None
