"""Orders into the book: compare each snapshot with what is posted, plan, and write, all in one.

A page is one transaction. An order that cannot be booked is parked alone; the others go through.
The newest snapshot wins (ledger.orders.verdict); telling the same again posts nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import msgspec
from msgspec import structs

from ledger.database import Writing
from ledger.errors import LedgerError
from ledger.instants import from_micros, to_micros
from ledger.locations import locations
from ledger.orders.batch import Batch, Posting
from ledger.orders.line_state import Context
from ledger.orders.planner import NOTHING_POSTED, plan_line, remove_line
from ledger.orders.resolution import KnownListing, known_listings
from ledger.orders.rows import StoredLine, StoredOrder, load_orders
from ledger.orders.unreadable import note_readable, park_unreadable
from ledger.orders.verdict import Verdict, content_digest, judge
from ledger.snapshots import LineSnapshot, OrderSnapshot, Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What a page did. ``read_again``: orders whose two readings overlapped; ask by id."""

    orders: int = 0
    movements: int = 0
    parked: tuple[str, ...] = ()
    read_again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRef:
    """A channel's id and name; ``openings``: opening instants by location."""

    id: int
    name: str
    openings: dict[str, datetime] = field(default_factory=dict)


def channel_ref(tx: Writing, name: str) -> ChannelRef:
    found = tx.rows("SELECT id FROM channel WHERE name = ?", (name,))
    openings = {
        code: site.opening_at for code, site in locations(tx).items() if site.opening_at is not None
    }
    return ChannelRef(id=found[0][0], name=name, openings=openings)


def book_page(
    tx: Writing, channel: ChannelRef, page: Sequence[OrderSnapshot | Unreadable]
) -> Booked:
    """Book every order of the page, or park it; nothing is passed over."""
    readable = [order for order in page if isinstance(order, OrderSnapshot)]
    parked = [order for order in page if isinstance(order, Unreadable)]
    booked = Booked()
    for orders in _each_once(readable):
        # Together they cost a few queries; one by one only where one of them cannot be booked.
        try:
            with tx.savepoint():
                booked = _together(booked, _book(tx, channel, orders))
        except _PARKABLE:
            for order in orders:
                booked = _together(booked, _book_alone(tx, channel, order, parked))
    park_unreadable(tx, channel.id, parked)
    return replace(booked, parked=(*booked.parked, *(order.order_id for order in parked)))


_PARKABLE: Final = (LedgerError, ValueError)
"""Of one order's content. A database that fails is no reason to park an order."""

_encoder: Final = msgspec.json.Encoder()


def _book_alone(
    tx: Writing, channel: ChannelRef, order: OrderSnapshot, parked: list[Unreadable]
) -> Booked:
    try:
        with tx.savepoint():
            return _book(tx, channel, [order])
    except _PARKABLE as error:
        kept = _encoder.encode(order).decode()
        parked.append(
            Unreadable(
                order_id=order.order_id, problem=str(error), kept=kept, read_at=order.read_at
            )
        )
        return Booked()


def _book(tx: Writing, channel: ChannelRef, orders: Sequence[OrderSnapshot]) -> Booked:
    stored = load_orders(tx, channel.id, [order.order_id for order in orders])
    # Of lines that their order no longer holds as well: the shop has given back what it took.
    sold = {line.listing_id for order in orders for line in order.lines}
    sold.update(line.listing_id for order in stored.values() for line in order.lines.values())
    listings = known_listings(tx, channel.id, sold)
    batch = Batch(tx, channel_id=channel.id, channel=channel.name)
    again = []
    # Everybody takes orders in this order, so that no two writers wait for each other.
    for order in sorted(orders, key=lambda order: order.order_id):
        digest = content_digest(order)
        before = stored.get(order.order_id)
        verdict = judge(before, order, digest)
        if verdict is Verdict.BOOK:
            _book_order(batch, channel, before, order, digest=digest, listings=listings)
        elif verdict is Verdict.SAME and before is not None:
            batch.keep_order(_read_later(before, order))
        elif verdict is Verdict.READ_AGAIN:
            again.append(order.order_id)
    movements = batch.write()
    note_readable(tx, channel.id, [order.order_id for order in orders])
    return Booked(orders=len(orders), movements=movements, read_again=tuple(again))


def _read_later(before: StoredOrder, order: OrderSnapshot) -> StoredOrder:
    """The same content, seen to hold still: a change that comes later happened after this."""
    return structs.replace(
        before,
        read_at=max(before.read_at, to_micros(order.read_at)),
        answered_at=max(before.answered_at, to_micros(order.answered_at)),
    )


def _book_order(
    batch: Batch,
    channel: ChannelRef,
    before: StoredOrder | None,
    order: OrderSnapshot,
    *,
    digest: str,
    listings: Mapping[str, KnownListing],
) -> None:
    stamp = None if order.stamp is None else to_micros(order.stamp)
    after = StoredOrder(
        id=before.id if before else batch.new_order_id(),
        order_id=order.order_id,
        status=order.status,
        placed_at=to_micros(order.placed_at),
        stamp=stamp,
        read_at=to_micros(order.read_at),
        answered_at=to_micros(order.answered_at),
        digest=digest,
    )
    batch.keep_order(after)
    context = order_context(before, order, channel)
    for line, old in _lines(order, before.lines if before else {}):
        book_line(batch, after, old, line, listings=listings, context=context)


def book_line(
    batch: Batch,
    order: StoredOrder,
    old: StoredLine | None,
    line: LineSnapshot,
    *,
    listings: Mapping[str, KnownListing],
    context: Context,
) -> None:
    """Plan one line and give it to the batch; park it when nobody knows what it sells."""
    before = old or _new_line(batch, line)
    listing = listings.get(before.listing_id)
    # Also of a line that is parked: the platform took its units, whoever knows the item.
    held, reserved_in = batch.hold(listing, before, line.held)
    # Frozen when it was first booked: a new link or recipe is for lines that come later.
    components = before.components
    if components is None and listing is not None:
        components = listing.components(order.placed_at)
    state, number = before.state, before.number
    if components:
        plan = plan_line(state, line, context)
        posting = Posting(order.order_id, line.line_id, before.id, number, components)
        number = batch.post(posting, plan, before=state, at=context.dated)
        state = plan.state
    after = StoredLine(
        id=before.id,
        line_id=line.line_id,
        listing_id=before.listing_id,
        sku=before.sku,
        components=components,
        parked_as=line if components is None and _matters(line) else None,
        state=state,
        unclear=line.unclear,
        held=held,
        number=number,
        reserved_in=reserved_in,
    )
    batch.keep_line(after, order)


def _new_line(batch: Batch, line: LineSnapshot) -> StoredLine:
    """A line of which nothing is stored yet. What it sells is asked by its listing of today."""
    return StoredLine(
        id=batch.new_line_id(),
        line_id=line.line_id,
        listing_id=line.listing_id,
        sku=line.sku,
        components=None,
        parked_as=None,
        state=NOTHING_POSTED,
        unclear=0,
        held=(),
        number=0,
    )


def _matters(line: LineSnapshot) -> bool:
    """Whether anything would be posted of this line if its listing were known."""
    return bool(line.owed or line.events or line.unclear)


def order_context(before: StoredOrder | None, order: OrderSnapshot, channel: ChannelRef) -> Context:
    """How undated changes are dated: by the stamp, after the previous reading."""
    dated = order.stamp or order.read_at
    previous = from_micros(before.read_at) if before else order.placed_at
    return Context(
        dated=dated,
        earliest=previous if previous < dated else None,
        owed_at=dated if before else order.placed_at,
        openings=channel.openings,
        same_until=_same_until(before, order),
    )


def _same_until(before: StoredOrder | None, order: OrderSnapshot) -> datetime | None:
    if before is None or before.stamp is None or before.status != order.status:
        return None
    return from_micros(before.stamp)


def _lines(
    order: OrderSnapshot, known: Mapping[str, StoredLine]
) -> Iterator[tuple[LineSnapshot, StoredLine | None]]:
    """Each line with what is stored of it; lines that the order no longer holds, emptied."""
    for line in order.lines:
        yield line, known.get(line.line_id)
    if not known:
        return
    named = {line.line_id for line in order.lines}
    for line_id, old in known.items():
        if line_id not in named:
            yield remove_line(line_id), old


def _together(one: Booked, other: Booked) -> Booked:
    return Booked(
        orders=one.orders + other.orders,
        movements=one.movements + other.movements,
        parked=one.parked + other.parked,
        read_again=one.read_again + other.read_again,
    )


def _each_once(orders: Sequence[OrderSnapshot]) -> Iterator[list[OrderSnapshot]]:
    """Rounds in which no order comes twice; a page with overlap may tell one again."""
    rounds: list[dict[str, OrderSnapshot]] = []
    for order in orders:
        for one in rounds:
            if order.order_id not in one:
                one[order.order_id] = order
                break
        else:
            rounds.append({order.order_id: order})
    return iter([list(one.values()) for one in rounds])
