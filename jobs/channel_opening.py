"""Opening stock taken from a storefront: the number it shows plus what it holds for open orders.

The shop goes on selling meanwhile, so every number is read before and after its orders are; an
item whose number moved in between is told, and nothing is booked.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.work import Work
from ledger.channels import Guard, StockKey
from ledger.errors import Rejected
from ledger.snapshots import LineSnapshot, OrderSnapshot


@dataclass(frozen=True, slots=True)
class _Linked:
    """A listing with a number, and what one unit of it means."""

    listing_id: str
    stock_key: StockKey
    sku: str
    factor: int


def on_hand_of_channel(
    work: Work, *, lookback: timedelta, progress: Callable[[int], None] = lambda _: None
) -> tuple[dict[str, int], datetime]:
    """On hand by SKU of every linked listing that carries a number, and the instant it was so.

    Open orders are looked for ``lookback`` into the past. Raises Rejected with every item that
    cannot be told: its number moved, is unknown, or two numbers of it differ.
    """
    linked = _linked(work)
    keys = sorted({one.stock_key for one in linked})
    at = work.clock()
    before = {one.stock_key: one.quantity for one in work.connector.shown(keys)}
    held = _held(work, at - lookback, progress)
    after = {one.stock_key: one.quantity for one in work.connector.shown(keys)}
    found: dict[str, int] = {}
    problems = []
    for one in linked:
        shown = before.get(one.stock_key)
        if shown is None or shown != after.get(one.stock_key):
            problems.append(f"{one.sku}: its number moved while it was read; run this again")
            continue
        units = (shown + held[one.stock_key]) * one.factor
        if found.setdefault(one.sku, units) != units:
            problems.append(
                f"{one.sku}: two numbers of {work.channel} say {found[one.sku]} and {units} on "
                "hand; count it and open it from a file"
            )
        if units < 0:
            problems.append(f"{one.sku}: {units} on hand cannot be; count it")
    if problems:
        raise Rejected(sorted(set(problems)))
    return found, at


def _linked(work: Work) -> list[_Linked]:
    with work.database.reading() as tx:
        rows = tx.rows(
            "SELECT listing_id, inventory_id, location, item.sku, factor FROM listing "
            "JOIN stock_key ON stock_key.id = listing.stock_key_id "
            "JOIN item ON item.id = listing.item_id "
            "WHERE listing.channel_id = ? AND item.stocked = 1 ORDER BY item.sku, listing_id",
            (work.channel_id,),
        )
    if not rows:
        raise Rejected(
            [f"{work.channel} has no linked listing with a number; run "
             f"`stockbook adopt {work.channel} --confirm` first"]
        )  # fmt: skip
    return [
        _Linked(listing_id, StockKey(inventory_id, location), sku, factor)
        for listing_id, inventory_id, location, sku, factor in rows
    ]


def _held(work: Work, since: datetime, progress: Callable[[int], None]) -> Counter[StockKey]:
    """What the platform has taken from each number for goods that have not left.

    An on-hand number still contains them.
    """
    held: Counter[StockKey] = Counter()
    if work.connector.push_manners.guard is Guard.ON_HAND:
        return held
    keys = {one.listing_id: one.stock_key for one in _linked(work)}
    newest: dict[str, OrderSnapshot] = {}
    for page in work.connector.orders("", since=since):
        newest |= {one.order_id: one for one in page.orders if isinstance(one, OrderSnapshot)}
        progress(len(page.orders))
    for line in _lines(newest):
        if line.listing_id in keys:
            owed = sum(one.quantity for one in line.owed)
            held[keys[line.listing_id]] += min(max(0, line.taken), owed)
    return held


def _lines(orders: dict[str, OrderSnapshot]) -> Iterator[LineSnapshot]:
    for order in orders.values():
        yield from order.lines
