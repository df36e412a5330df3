"""Opening stock taken from a storefront: the number it shows plus what it holds for open orders.

The shop goes on selling meanwhile, so every number is read before and after its orders are; an
item whose number moved in between is told, and nothing is booked. Where the channel has locations
of its own, each tells of its own goods only; where their sum is its number, each tells its part,
and what is held for orders lies where those are committed in our book.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from jobs.storefronts.work import Work
from ledger.channels import Guard, Shown, StockKey
from ledger.errors import Rejected
from ledger.numbers import counted
from ledger.pushing.disputes import disputes
from ledger.pushing.level_reads import Offer
from ledger.pushing.stock_keys import Handling
from ledger.said import Assembly
from ledger.snapshots import LineSnapshot, OrderSnapshot, Unreadable

UNREAD_TOLD: Final = 10
"""Orders named in one text; where more cannot be understood, they share their reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelStock:
    """On hand by SKU, as of ``at``. ``unread``: orders, and why nobody knows what they hold."""

    units: dict[str, int]
    at: datetime
    unread: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True)
class _Linked:
    """A listing with a number, and what one unit of it means."""

    listing_id: str
    stock_key: StockKey
    sku: str
    factor: int


def on_hand_of_channel(
    work: Work,
    offer: Offer,
    location: str,
    *,
    lookback: timedelta,
    leave_out_unread: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> ChannelStock:
    """On hand at our ``location`` by SKU of every linked listing that carries a number there.

    But for those that are left alone. Open orders are looked for ``lookback`` into the past.
    Raises Rejected with every item that cannot be told: its number moved, is unknown or disputed,
    or two numbers of it differ; when the channel does not offer from this location; and for orders
    that cannot be understood, unless they shall be left out.
    """
    place = _place(work, offer, location)
    linked = _linked(work, place.channel_location)
    keys = sorted({one.stock_key for one in linked})
    at = work.clock()
    before = place.numbers(work.connector.shown(keys))
    orders = _orders(work, since=at - lookback, progress=progress)
    unread = tuple(one for one in orders.values() if isinstance(one, Unreadable))
    if unread and not leave_out_unread:
        raise Rejected(_left_open(work.channel, unread))
    held = _held(orders.values(), linked, place)
    after = place.numbers(work.connector.shown(keys))
    units, problems = _on_hand(work.channel, linked, held, before=before, after=after)
    problems += _disputes(work, linked)
    if problems:
        raise Rejected(sorted(set(problems)))
    return ChannelStock(units=units, at=at, unread=unread)


@dataclass(frozen=True, slots=True)
class _Place:
    """A location of the channel's and our code of it; None: the channel keeps one number.

    ``part``: of a number that is the sum of several, what lies at this one of them.
    """

    channel_location: str
    code: str | None
    part: str = ""

    def numbers(self, told: Iterable[Shown]) -> dict[StockKey, int | None]:
        """What is shown here, by stock key."""
        return {
            one.stock_key: dict(one.parts).get(self.part) if self.part else one.quantity
            for one in told
        }

    def owed(self, line: LineSnapshot) -> int:
        return sum(one.quantity for one in line.owed if self.code in (None, one.location))

    def taken(self, line: LineSnapshot) -> int:
        return sum(one.taken for one in line.held if one.location == self.channel_location)


def _place(work: Work, offer: Offer, location: str) -> _Place:
    if not offer.mapped:
        return _Place("", None)
    for channel_location, code in offer.mapped.items():
        if code == location:
            summed = offer.summed
            return _Place("", code, channel_location) if summed else _Place(channel_location, code)
    raise Rejected(
        [f"{work.channel} has no location that is {location}; map one under "
         f"channels.{work.channel}.locations, or open {location} from a file"]
    )  # fmt: skip


def _linked(work: Work, channel_location: str) -> list[_Linked]:
    with work.database.reading() as tx:
        rows = tx.rows(
            "SELECT listing_id, stock_key.inventory_id, item.sku, factor FROM listing "
            "JOIN stock_key ON stock_key.channel_id = listing.channel_id "
            "AND stock_key.inventory_id = listing.inventory_id "
            "JOIN item ON item.id = listing.item_id WHERE listing.channel_id = ? "
            "AND location = ? AND item.stocked = 1 AND item.assembly <> ? AND handling <> ? "
            "ORDER BY item.sku, listing_id",
            (
                work.channel_id,
                channel_location,
                Assembly.COMPONENTS.value,
                Handling.LEFT_ALONE.value,
            ),
        )
    if not rows:
        raise Rejected(
            [f"{work.channel} has no linked listing with a number; run "
             f"`stockbook adopt {work.channel} --confirm` first"]
        )  # fmt: skip
    return [
        _Linked(listing_id, StockKey(inventory_id, channel_location), sku, factor)
        for listing_id, inventory_id, sku, factor in rows
    ]


def _on_hand(
    channel: str,
    linked: Sequence[_Linked],
    held: Mapping[StockKey, int],
    *,
    before: Mapping[StockKey, int | None],
    after: Mapping[StockKey, int | None],
) -> tuple[dict[str, int], list[str]]:
    """Units by SKU, and every problem. Pure."""
    found: dict[str, int] = {}
    problems: list[str] = []
    for one in linked:
        shown = before.get(one.stock_key)
        if shown is None:
            problems.append(
                f"{one.sku}: {channel} shows no number for it any more; if it was deleted "
                f"there, say `stockbook pause {channel} CHANNEL_SKU --leave-alone`"
            )
            continue
        if shown != after.get(one.stock_key):
            problems.append(f"{one.sku}: its number moved while it was read; run this again")
            continue
        units = (shown + held[one.stock_key]) * one.factor
        if found.setdefault(one.sku, units) != units:
            problems.append(
                f"{one.sku}: two numbers of {channel} say {found[one.sku]} and {units} on "
                "hand; count it and open it from a file"
            )
        if units < 0:
            problems.append(f"{one.sku}: {units} on hand cannot be; count it")
    return found, problems


def _disputes(work: Work, linked: Sequence[_Linked]) -> list[str]:
    with work.database.reading() as tx:
        found = disputes(tx, work.channel_id, {one.stock_key.inventory_id for one in linked})
    return [f"one number stands for {links}; link them alike" for links in found.values()]


def _orders(
    work: Work, *, since: datetime, progress: Callable[[int], None]
) -> dict[str, OrderSnapshot | Unreadable]:
    """Each as it was read last. None for a platform whose number contains what has not left."""
    newest: dict[str, OrderSnapshot | Unreadable] = {}
    if work.connector.push_manners.guard is Guard.ON_HAND:
        return newest
    for page in work.connector.orders("", since=since):
        newest |= {one.order_id: one for one in page.orders}
        progress(len(page.orders))
    return newest


def _left_open(channel: str, unread: Sequence[Unreadable]) -> list[str]:
    """Which they are, and what it would mean to go on without them."""
    told = [f"order {one.order_id}: {one.problem}" for one in unread[:UNREAD_TOLD]]
    if more := len(unread) - len(told):
        told.append(f"and {more} more")
    return [
        *told,
        f"{channel}: {counted(len(unread), 'order')} cannot be understood. What they hold has left "
        "the numbers of the shop and may lie on your shelf, so that the opening would be too low "
        "by it. Look at them in the shop and close or mend them; or say --leave-out-unread, and "
        "count their items afterwards",
    ]


def _held(
    orders: Iterable[OrderSnapshot | Unreadable], linked: Sequence[_Linked], place: _Place
) -> Counter[StockKey]:
    """What the platform has taken from each number for goods that have not left."""
    held: Counter[StockKey] = Counter()
    keys = {one.listing_id: one.stock_key for one in linked}
    for line in _lines(orders):
        if line.listing_id in keys:
            held[keys[line.listing_id]] += min(max(0, place.taken(line)), place.owed(line))
    return held


def _lines(orders: Iterable[OrderSnapshot | Unreadable]) -> Iterator[LineSnapshot]:
    for order in orders:
        if isinstance(order, OrderSnapshot):
            yield from order.lines
