"""Whatever shoppers and staff do: shown and taken together are what was there, at each location."""

from collections import Counter
from collections.abc import Callable
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from connectors.fakes.bigcommerce import StockRules
from connectors.fakes.bigcommerce.records import CANCELLED, INCOMPLETE, REFUNDED, Order
from ledger.snapshots import EventKind, LineSnapshot
from tests.connectors.bigcommerce.stores import Store, store_on

AT_FIRST: Final = 1_000
STATUSES: Final = (0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 13, 14)

Hand = Callable[[Store, Order, int], None]
"""Store, order, quantity."""


def _edit(store: Store, order: Order, quantity: int) -> None:
    store.fake.edit(order, "A", quantity + 1, now=store.clock.advance())


def _set_status(store: Store, order: Order, quantity: int) -> None:
    status = STATUSES[quantity % len(STATUSES)]
    if order.status == INCOMPLETE and status in {REFUNDED, CANCELLED}:
        return  # An ended order does not say whether it ever was one; see the decision record.
    store.fake.set_status(order, status, now=store.clock.advance())


def _ship(store: Store, order: Order, quantity: int) -> None:
    line = order.line("A")
    if units := min(quantity % 4, line.quantity - line.shipped - line.refunded):
        store.fake.ship(order, {"A": max(units, 0)}, now=store.clock.advance())


def _delete_shipments(store: Store, order: Order, quantity: int) -> None:
    store.fake.delete_shipments(order, now=store.clock.advance())


def _refund(store: Store, order: Order, quantity: int) -> None:
    line = order.line("A")
    units = max(0, min(quantity, line.quantity - line.refunded))
    if units and order.status != INCOMPLETE:
        store.fake.refund(order, {"A": units}, now=store.clock.advance())


def _archive(store: Store, order: Order, quantity: int) -> None:
    store.fake.archive(order, is_archived=bool(quantity % 2))


HANDS: Final[tuple[Hand, ...]] = (_edit, _set_status, _ship, _delete_shipments, _refund, _archive)

RULES: Final = st.builds(
    StockRules,
    when=st.sampled_from(["order_placed", "order_completed_or_shipped"]),
    edits=st.just(True),
    endings=st.booleans(),
)
PLACED: Final = st.tuples(
    st.integers(1, 9), st.sampled_from([None, 2]), st.sampled_from(["www", "manual"])
)
DONE: Final = st.tuples(st.integers(0, 2), st.sampled_from(HANDS), st.integers(0, 12))


@given(
    rules=RULES,
    of_channel=st.none() | RULES,
    placed=st.lists(PLACED, min_size=3, max_size=3),
    done=st.lists(DONE, max_size=12),
)
def test_shown_and_taken_stay_what_was_there(
    rules: StockRules,
    of_channel: StockRules | None,
    placed: list[tuple[int, int | None, str]],
    done: list[tuple[int, Hand, int]],
) -> None:
    """Under all settings of store and channel but one: edits that the store does not follow."""
    with store_on() as store:
        store.fake.set_rules(rules)
        if of_channel:
            store.fake.set_rules(of_channel, channel=1)
        orders = [
            store.place({"A": quantity}, pickup_at=site, source=source)
            for quantity, site, source in placed
        ]
        for number, hand, quantity in done:
            hand(store, orders[number], quantity)

        taken = Counter[str]()
        for order in orders:
            line = store.line(order)
            taken.update({one.location: one.taken for one in line.held})
            _check_goods(line, order)
        assert {at: store.shown_at("A", at) + taken[at] for at in ("1", "2")} == {
            "1": AT_FIRST,
            "2": AT_FIRST,
        }


def _check_goods(line: LineSnapshot, order: Order) -> None:
    """What is owed is there to be shipped, and no more comes back than has left."""
    units = Counter[EventKind]()
    for one in line.events:
        units[one.kind] += one.quantity
    owed = sum(one.quantity for one in line.owed)
    assert units[EventKind.REFUNDED] <= units[EventKind.SHIPPED]
    assert owed + units[EventKind.SHIPPED] <= max(
        order.line("A").quantity, units[EventKind.SHIPPED]
    )
