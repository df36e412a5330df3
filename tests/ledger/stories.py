"""Terse words for orders: lines, events, snapshots, and a line that is told again and again."""

from datetime import UTC, datetime, timedelta

from ledger.orders.line_state import Context, LineState
from ledger.orders.planner import NOTHING_POSTED, LinePlan, plan_line
from ledger.snapshots import (
    EventKind,
    Held,
    LineSnapshot,
    OrderSnapshot,
    Owed,
    PhysicalEvent,
)

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


def hours(number: float) -> datetime:
    """So many hours after Monday at eight."""
    return MONDAY + timedelta(hours=number)


def event(
    kind: EventKind, quantity: int, location: str = "main", *, at: float | None = None
) -> PhysicalEvent:
    occurred_at = None if at is None else hours(at)
    return PhysicalEvent(kind=kind, quantity=quantity, location=location, occurred_at=occurred_at)


def shipped(quantity: int, location: str = "main", *, at: float | None = 1) -> PhysicalEvent:
    return event(EventKind.SHIPPED, quantity, location, at=at)


def line(
    owed: int | dict[str, int] = 0,
    *events: PhysicalEvent,
    line_id: str = "1",
    listing_id: str = "A",
    taken: int = 0,
    reserved: int = 0,
    unclear: int = 0,
    packed: int = 0,
) -> LineSnapshot:
    """``owed``: from main, or by location."""
    places = {"main": owed} if isinstance(owed, int) else owed
    return LineSnapshot(
        line_id=line_id,
        listing_id=listing_id,
        sku=listing_id,
        owed=tuple(
            Owed(location=location, quantity=units, packed=min(packed, units))
            for location, units in places.items()
            if units
        ),
        events=events,
        held=(Held(taken=taken, reserved=reserved),) if taken or reserved else (),
        unclear=unclear,
    )


def order(
    *lines: LineSnapshot,
    order_id: str = "1001",
    stamp: float | None = 0,
    read: float | None = None,
    answered: float | None = None,
    placed: float = 0,
    status: str = "open",
) -> OrderSnapshot:
    """Stamped and read so many hours after Monday at eight; read a minute after its stamp."""
    read_at = hours((stamp or 0) + 1 / 60 if read is None else read)
    return OrderSnapshot(
        order_id=order_id,
        status=status,
        placed_at=hours(placed),
        stamp=None if stamp is None else hours(stamp),
        read_at=read_at,
        answered_at=read_at if answered is None else hours(answered),
        lines=lines,
    )


def context(
    at: float = 0, *, openings: dict[str, float] | None = None, earliest: float | None = None
) -> Context:
    return Context(
        dated=hours(at),
        earliest=None if earliest is None else hours(earliest),
        owed_at=hours(at),
        openings={code: hours(opened) for code, opened in (openings or {}).items()},
    )


class Told:
    """One line that a storefront tells again and again; keeps every plan."""

    def __init__(self, openings: dict[str, float] | None = None) -> None:
        self.state: LineState = NOTHING_POSTED
        self.plans: list[LinePlan] = []
        self._openings = openings

    def tell(self, *snapshots: LineSnapshot, at: float = 0) -> "Told":
        for snapshot in snapshots:
            plan = plan_line(self.state, snapshot, context(at, openings=self._openings))
            self.plans.append(plan)
            self.state = plan.state
        return self

    @property
    def moves(self) -> list[tuple[int, str, str]]:
        """The transfers of the last plan."""
        return transfers(self.plans[-1])

    @property
    def posted(self) -> dict[str, int]:
        return dict(self.state.posted)


def transfers(plan: LinePlan) -> list[tuple[int, str, str]]:
    return [(one.quantity, one.source, one.destination) for one in plan.transfers]
