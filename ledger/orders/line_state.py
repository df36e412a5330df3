"""The words of the planner: what is posted and believed of a line, and what is still to be moved.

Made for every line of every page: msgspec makes them several times faster than frozen dataclasses.
Pure; quantities are in units of the listing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from ledger.snapshots import EventKind
from ledger.values import State

StatementKey = tuple[EventKind, str]
"""A kind of event at a location."""

Stated = Mapping[StatementKey, int]


class LineState(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What is posted of a line, and what is believed of it.

    ``posted``: units of the listing per place name, summing to zero. ``stated``: the statements
    believed, those before a location's opening too. ``packed``: per location. ``ruled``: units
    that people brought back and no storefront has confirmed yet. ``kept``: units that people
    ruled to stay with the buyer. ``waiting``: units in the inspection list. ``unexplained`` and
    ``excess``: units that were reported to a person already.
    """

    posted: Mapping[str, int] = {}
    stated: Stated = {}
    packed: Mapping[str, int] = {}
    ruled: int = 0
    kept: int = 0
    waiting: int = 0
    unexplained: int = 0
    excess: int = 0


class Context(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How an order's changes are dated, and since when each location is in the book.

    ``dated`` is the instant of what has none of its own; it happened after ``earliest``.
    ``owed_at`` is that of changes in what is owed: the placing of an order seen for the first time.
    ``same_until``: the platform's stamp of the snapshot before, where that had the same status.
    """

    dated: datetime
    earliest: datetime | None
    owed_at: datetime
    openings: Mapping[str, datetime]
    same_until: datetime | None = None


class Transfer(msgspec.Struct, frozen=True, gc=False):
    """Units of the listing that go from one place to another; places by name.

    ``takes_back``: they never left, so this is the reverse of their shipping, and is booked at the
    instant of that (ledger.orders.taken_back); ``occurred_at`` is when it was found out.
    ``standing``: the instants of shipments that the storefront still tells of. ``packed``: of what
    is taken back, units that were packed until it was booked as shipped.
    """

    quantity: int
    source: str
    destination: str
    occurred_at: datetime
    earliest_at: datetime | None = None
    takes_back: bool = False
    standing: frozenset[datetime] = frozenset()
    packed: int = 0


def committed(location: str) -> str:
    return location + _COMMITTED


def available(location: str) -> str:
    return location + _AVAILABLE


# An enum's value is looked up at every use; these are used for every line of every page.
_COMMITTED: Final = f":{State.COMMITTED.value}"
_AVAILABLE: Final = f":{State.AVAILABLE.value}"
