"""Instants: aware datetimes at the edges, whole microseconds UTC inside.

SQLite forgets time zones and SQL compares integers fastest, so the database holds integers only.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LIMITS: Final = "the years 1 to 9999 UTC"

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No storefront is older; an earlier year is a slip of a hand or a spreadsheet."""

Clock = Callable[[], datetime]
"""Anything that answers the present instant with a zone; passed in, never taken."""


def to_micros(instant: datetime) -> int:
    """Microseconds since 1970 UTC. Raises ValueError for an instant without a zone."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} carries no time zone; say which zone it is in")
    return (instant - EPOCH) // _MICROSECOND


@lru_cache(maxsize=4096)  # the lines of a count share few instants
def from_micros(micros: int) -> datetime:
    """Raises ValueError beyond the years 1 to 9999, which is all that a calendar here knows."""
    try:
        return EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        raise ValueError(f"{micros} microseconds since 1970 lie beyond {_LIMITS}") from None


def to_text(micros: int) -> str:
    """ISO 8601 in UTC, such as ``2026-03-01T08:00:00+00:00``: the form of every JSON and CSV."""
    return from_micros(micros).isoformat()


def utc_now() -> datetime:
    """The real clock; only the composition root hands it out."""
    return datetime.now(UTC)


def too_early(instant: datetime) -> str | None:
    """Why nobody believes an instant of something that was stocked; None when it may be."""
    if instant >= EARLIEST:
        return None
    return f"{instant.isoformat()} lies before {EARLIEST.year}; look at the year"


def instant_problem(instant: datetime, *, now: datetime) -> str | None:
    """Why a person cannot know that it happened then; None when they can."""
    if instant > now:
        return f"{instant.isoformat()} lies in the future; say when it happened"
    return too_early(instant)


def instant_from_text(text: str, *, zone: tzinfo | None) -> datetime:
    """An ISO 8601 instant; without an offset it is in ``zone``, or refused. The answer is in UTC.

    Raises ValueError for anything else, for a date without a time (a date is not an instant), for
    a local time that the clocks went through twice or never, and for one that UTC has no year for.
    """
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is no instant; write 2026-03-01T08:00+00:00") from None
    if len(text.strip()) <= len("2026-03-01"):
        raise ValueError(f"{text!r} has no time of day; write 2026-03-01T08:00+00:00")
    try:
        if instant.tzinfo:
            return instant.astimezone(UTC)
        if zone is None:
            raise ValueError(f"{text!r} may be in any time zone; write 2026-03-01T08:00+00:00")
        return _in_zone(text, instant, zone)
    except OverflowError:
        raise ValueError(f"{text!r} lies beyond {_LIMITS}") from None


def _in_zone(text: str, naive: datetime, zone: tzinfo) -> datetime:
    earlier = naive.replace(tzinfo=zone, fold=0)
    later = naive.replace(tzinfo=zone, fold=1)
    if earlier.utcoffset() == later.utcoffset():
        return earlier.astimezone(UTC)
    never = earlier.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive
    what = "never happened" if never else "happened twice"
    raise ValueError(f"{text!r} {what} in {zone}: the clocks changed; write it with its offset")
