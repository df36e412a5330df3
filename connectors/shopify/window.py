"""Where a pull stands: its window of time, and what the next one has to know."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from connectors.errors import Unintelligible
from connectors.shopify.lists import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From ``start`` to before ``end`` by the shop's stamps; the pull began at ``ours`` by our
    clock and at ``begun`` by the shop's.

    ``at``: rows up to there have been told. ``told`` counts pages. ``deep``: when the daily look
    back was last begun. ``watched``: orders whose returns were under way. ``turn``: up to which of
    them was read last. ``bulk``: the operation that reads the first window.
    """

    start: datetime
    end: datetime
    begun: datetime
    ours: datetime
    deep: datetime
    step: str = "changed"
    at: datetime | None = None
    round: int = 0
    told: int = 0
    unsettled: bool = False
    watched: tuple[int, ...] = ()
    turn: int = 0
    bulk: str = ""


def after(window: Window, rows: Sequence[Row]) -> Window:
    """Told up to the earliest stamp of the page; what of it is older than the pull has moved."""
    reached = min((row.stamp for row in rows), default=window.at)
    moved = window.round > 0 and any(row.created_at < window.begun for row in rows)
    return replace(window, at=reached, unsettled=window.unsettled or moved)


def sure_of(window: Window) -> datetime:
    """To when everything has been told: to the begin of the pull, unless orders never settled."""
    return window.start - (window.begun - window.ours) if window.unsettled else window.ours


def encode(window: Window) -> str:
    return msgspec.json.encode(window).decode()


def decode(cursor: str) -> Window:
    """Raises Unintelligible for a cursor that is none of ours."""
    try:
        return msgspec.json.decode(cursor, type=Window)
    except msgspec.MsgspecError:
        raise Unintelligible(f"the cursor {cursor[:80]!r} is none of ours") from None
