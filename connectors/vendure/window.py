"""Which orders a pull asks for, since `updatedAt` does not tell which have changed. Pure.

It does not move when a cart is paid, nor with fulfilments, refunds and modifications. So a pull
asks for what was placed or stamped since the last one, for every order that is still open, and for
every order that was open when the last pull ended: what was shipped and delivered in between is
closed now, and nothing else would show it. Once a day it looks back over the late changes of
closed orders, which nothing shows at all.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import structs

from connectors.errors import Unintelligible
from connectors.vendure.acts import CANCELLED
from connectors.vendure.seam import Seam, told
from connectors.vendure.shapes import OrderMark

OVERLAP: Final = timedelta(minutes=2)
"""Longer than the lag and the difference between the clocks of a server and its database."""

DEEP_EVERY: Final = timedelta(hours=24)
DEEP_SPAN: Final = timedelta(days=60)
"""How late a closed order may still be refunded, or its fulfilment be cancelled."""

OPEN_MAX: Final = 2_000
"""Orders remembered as open, the newest: their ids fit a request, which Vendure limits to 100 kB.
Of more, the oldest are found by the daily look back, or by the pull's own search after a day."""

SPLIT: Final = "Aggregate"
"""A marketplace's order that was split into its sellers' orders, which hold the same units."""

CLOSED_STATES: Final = ("Delivered", CANCELLED)
_DONE: Final = ("Shipped", "Delivered", CANCELLED)
"""States of fulfilments; what is in another one may still leave."""


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """Changes since ``start``, asked since ``begun`` (the shop's clock; ``ours`` by ours).

    ``deep``: when the look back was last begun. ``at`` and ``ids``: the seam. ``was_open``: open
    when the last pull ended; ``is_open``: of those told by this one.
    """

    start: datetime
    begun: datetime
    ours: datetime
    deep: datetime
    at: datetime | None = None
    ids: tuple[str, ...] = ()
    was_open: tuple[str, ...] = ()
    is_open: tuple[str, ...] = ()
    done: bool = False

    @property
    def cursor(self) -> str:
        return msgspec.json.encode(self).decode()

    def options(self, take: int) -> dict[str, Any]:
        """The next page: placed orders by the instant of their placing, which never changes."""
        since = {"after": told(self.start)}
        changed: list[dict[str, Any]] = [
            {"updatedAt": since},
            {"orderPlacedAt": since},
            {"state": {"notIn": list(CLOSED_STATES)}},
            {"id": {"in": list(self.was_open)}},
        ]
        placed = [{"orderPlacedAt": {"isNull": False}}, {"type": {"notEq": SPLIT}}]
        seam = Seam(self.at, self.ids).filters("orderPlacedAt")
        return {
            "take": take,
            "sort": {"orderPlacedAt": "ASC", "id": "ASC"},
            "filter": {"_and": [*placed, {"_or": changed}, *seam]},
        }

    def after(self, rows: Sequence[OrderMark]) -> "Window":
        """These rows were told."""
        seam = Seam(self.at, self.ids).moved([(one.order_placed_at, one.id) for one in rows])
        still_open = (*self.is_open, *(one.id for one in rows if is_open(one)))
        return structs.replace(self, at=seam.at, ids=seam.ids, is_open=still_open[-OPEN_MAX:])

    def ended(self) -> "Window":
        """The next window begins where this one was begun, whatever was read on the way."""
        return structs.replace(
            self, start=self.begun, at=None, ids=(), was_open=self.is_open, is_open=(), done=True
        )


def is_open(order: OrderMark) -> bool:
    """Whether anything may still leave, whatever the order's state says.

    A cancelled order's parcel may: Vendure lets its fulfilment be shipped. And a delivered order
    whose fulfilment was then cancelled stays "Delivered", though its units are owed again.
    """
    parcels = order.fulfillments or ()
    ordered = sum(line.quantity for line in order.lines)
    fulfilled = sum(
        line.quantity for one in parcels if one.state != CANCELLED for line in one.lines
    )
    return (
        order.state not in CLOSED_STATES
        or ordered > fulfilled
        or any(one.state not in _DONE for one in parcels)
    )


def first_window(since: datetime, *, shop_now: datetime, ours: datetime) -> Window:
    return Window(start=since, begun=shop_now, ours=ours, deep=shop_now)


def resumed(cursor: str, *, shop_now: datetime, ours: datetime) -> Window:
    """The window of an unfinished pull, or a new one after a finished pull."""
    try:
        window = msgspec.json.decode(cursor, type=Window)
    except msgspec.MsgspecError:
        raise Unintelligible(f"the cursor {cursor[:80]!r} is none of ours") from None
    if not window.done:
        return window
    is_deep = shop_now - window.deep >= DEEP_EVERY
    start = window.start - OVERLAP
    return structs.replace(
        window,
        start=min(start, shop_now - DEEP_SPAN) if is_deep else start,
        begun=shop_now,
        ours=ours,
        deep=shop_now if is_deep else window.deep,
        done=False,
    )
