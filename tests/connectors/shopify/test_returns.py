"""What came back: dispositions, refunds, and never both for the same units."""

from collections.abc import Iterator

import pytest

from connectors.fakes.shopify.records import Order, Return
from ledger.orders.line_state import Context, LineState
from ledger.orders.planner import Concern, plan_line
from ledger.snapshots import EventKind
from tests.connectors.shopify.examples import (
    SHIPPED,
    came_back,
    events,
    line_of,
    owed,
    shipped,
    shop_of_two,
    sold,
    taken,
)
from tests.connectors.shopify.shops import BEGIN, Shop

CONTEXT = Context(dated=BEGIN, earliest=None, owed_at=BEGIN, openings={})


@pytest.fixture
def shop() -> Iterator[Shop]:
    with shop_of_two() as found:
        yield found


def test_a_plain_refund_after_shipping_comes_back_where_it_was_restocked(shop: Shop) -> None:
    """Not where it left from."""
    order = shipped(shop)
    now = shop.clock.advance()
    shop.store.refund(order, {"A": 2}, "RETURN", now=now, at=shop.second, shipped=True)
    line = line_of(shop, order)

    assert events(line) == [SHIPPED, (EventKind.RETURNED_SELLABLE, 2, "second")]
    assert (line.events[1].occurred_at, taken(shop, line)) == (now, (3, -2))


def test_a_refund_after_shipping_without_restock_asks_where_the_goods_are(shop: Shop) -> None:
    """Shopify does not say whether they came back at all."""
    order = shipped(shop)
    shop.store.refund(order, {"A": 2}, "NO_RESTOCK", now=shop.clock.advance(), shipped=True)
    line = line_of(shop, order)

    assert came_back(line) == [(EventKind.REFUNDED, 2, "main")]
    assert taken(shop, line) == (3, 0)


def test_refunds_of_both_kinds_are_told_apart(shop: Shop) -> None:
    """One unit was refunded before the rest left, one after: neither is restocked."""
    order = sold(shop)
    shop.store.refund(order, {"A": 1}, "NO_RESTOCK", now=shop.clock.advance())
    shop.store.fulfil(order, now=shop.clock.advance())
    shop.store.refund(order, {"A": 1}, "NO_RESTOCK", now=shop.clock.advance(), shipped=True)

    assert events(line_of(shop, order)) == [
        (EventKind.SHIPPED, 2, "main"),
        (EventKind.KEPT_BACK, 1, "main"),
        (EventKind.REFUNDED, 1, "main"),
    ]


def test_a_return_with_its_refund_comes_back_once(shop: Shop) -> None:
    """The disposition and the refund's line both say so of the same unit."""
    order = shipped(shop)
    back = shop.store.open_return(order, {"A": 1}, now=shop.clock.advance())
    shop.store.dispose(back, "A", "RESTOCKED", 1, now=shop.clock.advance(), at=shop.second)
    shop.store.refund_return(order, back, now=shop.clock.advance(), at=shop.second)
    line = line_of(shop, order)

    assert came_back(line) == [(EventKind.RETURNED_SELLABLE, 1, "second")]
    assert taken(shop, line) == (3, -1)


def test_a_return_without_a_refund_comes_back_too(shop: Shop) -> None:
    """An exchange has no refund; its new goods are a line like any other, once."""
    order = shipped(shop)
    back = shop.store.open_return(order, {"A": 1}, now=shop.clock.advance())
    shop.store.dispose(back, "A", "RESTOCKED", 1, now=shop.clock.advance(), at=shop.main)
    shop.store.exchange(order, "B", 1, now=shop.clock.advance())
    first, second = shop.one(order).lines

    assert came_back(first) == [(EventKind.RETURNED_SELLABLE, 1, "main")]
    assert (second.sku, owed(second), events(second)) == ("B", {"main": 1}, [])


def test_returned_units_are_judged_one_by_one(shop: Shop) -> None:
    """Sellable, damaged, and one that never arrived."""
    order = shipped(shop)
    back = shop.store.open_return(order, {"A": 3}, now=shop.clock.advance())
    for kind in ("RESTOCKED", "NOT_RESTOCKED", "MISSING"):
        shop.store.dispose(back, "A", kind, 1, now=shop.clock.advance(), at=shop.main)
    shop.store.refund_return(order, back, now=shop.clock.advance(), at=shop.main)
    shop.store.close_return(order, back, now=shop.clock.advance())

    assert came_back(line_of(shop, order)) == [
        (EventKind.RETURNED_SELLABLE, 1, "main"),
        (EventKind.RETURNED_DAMAGED, 1, "main"),
    ]


def test_units_set_aside_and_judged_later_count_once(shop: Shop) -> None:
    """Both dispositions stay in the list."""
    order = shipped(shop)
    back = shop.store.open_return(order, {"A": 2}, now=shop.clock.advance())
    shop.store.dispose(back, "A", "PROCESSING_REQUIRED", 2, now=shop.clock.advance(), at=shop.main)
    assert came_back(line_of(shop, order)) == [(EventKind.RETURNED_UNJUDGED, 2, "main")]
    shop.store.dispose(back, "A", "RESTOCKED", 1, now=shop.clock.advance(), at=shop.main)

    assert came_back(line_of(shop, order)) == [
        (EventKind.RETURNED_SELLABLE, 1, "main"),
        (EventKind.RETURNED_UNJUDGED, 1, "main"),
    ]


def test_a_return_closed_without_a_word_asks_where_the_goods_are(shop: Shop) -> None:
    """While it is open the word may still come."""
    order = shipped(shop)
    back = shop.store.open_return(order, {"A": 1}, now=shop.clock.advance())
    shop.store.refund_return(order, back, now=shop.clock.advance())
    assert came_back(line_of(shop, order)) == []
    shop.store.close_return(order, back, now=shop.clock.advance())

    assert came_back(line_of(shop, order)) == [(EventKind.REFUNDED, 1, "main")]


def test_a_part_that_a_closed_return_does_not_judge_is_asked_for(shop: Shop) -> None:
    """Two came back, one was judged."""
    order = shipped(shop)
    back = shop.store.open_return(order, {"A": 2}, now=shop.clock.advance())
    shop.store.dispose(back, "A", "RESTOCKED", 1, now=shop.clock.advance(), at=shop.main)
    shop.store.refund_return(order, back, now=shop.clock.advance(), at=shop.main)
    shop.store.close_return(order, back, now=shop.clock.advance())

    assert came_back(line_of(shop, order)) == [
        (EventKind.RETURNED_SELLABLE, 1, "main"),
        (EventKind.REFUNDED, 1, "main"),
    ]


def test_an_exchange_that_nobody_judged_is_asked_for(shop: Shop) -> None:
    """No refund tells of it either, and the return is closed."""
    order = shipped(shop)
    back = shop.store.open_return(order, {"A": 1}, now=shop.clock.advance())
    shop.store.close_return(order, back, now=shop.clock.advance())

    assert came_back(line_of(shop, order)) == [(EventKind.REFUNDED, 1, "main")]


def test_a_return_refunded_apart_from_it_comes_back_once(shop: Shop) -> None:
    """The refund names no return; both speak of the same unit."""
    order = shipped(shop)
    back = shop.store.open_return(order, {"A": 1}, now=shop.clock.advance())
    shop.store.refund(
        order, {"A": 1}, "RETURN", now=shop.clock.advance(), at=shop.second, shipped=True
    )
    shop.store.close_return(order, back, now=shop.clock.advance())

    assert came_back(line_of(shop, order)) == [(EventKind.RETURNED_SELLABLE, 1, "second")]


def test_a_plain_refund_tells_of_the_units_of_one_return_only(shop: Shop) -> None:
    """Two returns of a unit each were closed without a word, and one unit was refunded."""
    order = shipped(shop)
    for _ in range(2):
        back = shop.store.open_return(order, {"A": 1}, now=shop.clock.advance())
        shop.store.close_return(order, back, now=shop.clock.advance())
    shop.store.refund(order, {"A": 1}, "NO_RESTOCK", now=shop.clock.advance(), shipped=True)

    assert came_back(line_of(shop, order)) == [(EventKind.REFUNDED, 1, "main")] * 2


def test_a_returns_refund_that_restocks_counts_where_nothing_was_disposed(shop: Shop) -> None:
    """Older returns were restocked with their refund."""
    order = shipped(shop)
    back = shop.store.open_return(order, {"A": 1}, now=shop.clock.advance())
    refund = shop.store.refund_return(order, back, now=shop.clock.advance())
    refund.lines[0].restocked, refund.lines[0].location_id = True, shop.main

    assert came_back(line_of(shop, order)) == [(EventKind.RETURNED_SELLABLE, 1, "main")]


@pytest.mark.parametrize("return_first", [True, False])
def test_a_unit_that_a_return_and_a_refund_both_restock_comes_back_once(
    shop: Shop, *, return_first: bool
) -> None:
    """The refund names no return. Where it is, the return says; a person is asked for a second
    one. The shop's own number rose by both.
    """
    order = shipped(shop)
    if return_first:
        disposed(shop, order)
    shop.store.refund(
        order, {"A": 1}, "RETURN", now=shop.clock.advance(), at=shop.second, shipped=True
    )
    if not return_first:
        assert came_back(line_of(shop, order)) == [(EventKind.RETURNED_SELLABLE, 1, "second")]
        disposed(shop, order)
    line = line_of(shop, order)

    assert came_back(line) == [
        (EventKind.RETURNED_SELLABLE, 1, "main"),
        (EventKind.REFUNDED, 1, "second"),
    ]
    assert taken(shop, line) == (2, -1)


def test_a_refund_of_more_than_a_return_brought_back_is_of_other_units_too(shop: Shop) -> None:
    """Two were restocked with a refund, one of them was the return's."""
    order = shipped(shop)
    disposed(shop, order)
    shop.store.refund(order, {"A": 2}, "RETURN", now=shop.clock.advance(), shipped=True)

    assert came_back(line_of(shop, order)) == [
        (EventKind.RETURNED_SELLABLE, 1, "main"),
        (EventKind.RETURNED_SELLABLE, 1, "main"),
        (EventKind.REFUNDED, 1, "main"),
    ]


def test_a_return_that_was_refunded_itself_leaves_other_refunds_alone(shop: Shop) -> None:
    """Nobody is paid twice for one unit: the second refund is of another."""
    order = shipped(shop)
    back = disposed(shop, order)
    shop.store.refund_return(order, back, now=shop.clock.advance(), at=shop.main)
    shop.store.refund(order, {"A": 1}, "RETURN", now=shop.clock.advance(), shipped=True)

    assert came_back(line_of(shop, order)) == [(EventKind.RETURNED_SELLABLE, 1, "main")] * 2


def test_more_coming_back_than_left_is_told_for_the_ledger_to_name(shop: Shop) -> None:
    """No unit is with the buyer any more that a person could be asked for."""
    order = shipped(shop)
    disposed(shop, order, 3)
    shop.store.refund(order, {"A": 1}, "RETURN", now=shop.clock.advance(), shipped=True)
    plan = plan_line(LineState(), line_of(shop, order), CONTEXT)

    assert plan.concerns == {Concern.EXCESS_RETURN: 1}
    assert plan.state.posted == {}


def test_a_refund_before_shipping_says_nothing_of_a_return(shop: Shop) -> None:
    """One unit was cancelled and put back; another came back with a return that was closed."""
    order = sold(shop)
    shop.store.refund(order, {"A": 1}, "CANCEL", now=shop.clock.advance())
    shop.store.fulfil(order, now=shop.clock.advance())
    back = shop.store.open_return(order, {"A": 1}, now=shop.clock.advance())
    shop.store.close_return(order, back, now=shop.clock.advance())

    assert came_back(line_of(shop, order)) == [(EventKind.REFUNDED, 1, "main")]


def test_returned_goods_of_no_order_line_wait_for_a_person(shop: Shop) -> None:
    """Shopify says how many came back, and not what they are. Missing ones did not."""
    order = shipped(shop)
    back = shop.store.open_return(order, {"A": 3}, now=shop.clock.advance())
    for kind in ("RESTOCKED", "NOT_RESTOCKED", "MISSING"):
        shop.store.dispose(back, "A", kind, 1, now=shop.clock.advance(), at=shop.main)
    back.lines[0].line = None
    line, other = shop.one(order).lines

    assert came_back(line) == []
    assert (other.listing_id.split("-")[0], other.unclear) == ("unverified", 2)


def test_what_is_said_of_one_return_of_no_order_line_is_not_said_of_the_next(shop: Shop) -> None:
    """Each waits under a name of its own: other goods come back the next time."""
    named = set()
    for _ in range(2):
        order = shipped(shop)
        disposed(shop, order).lines[0].line = None
        named |= {one.listing_id for one in shop.one(order).lines if one.unclear}

    assert len(named) == 2


def disposed(shop: Shop, order: Order, units: int = 1) -> Return:
    """A return whose goods were put back for sale."""
    back = shop.store.open_return(order, {"A": units}, now=shop.clock.advance())
    shop.store.dispose(back, "A", "RESTOCKED", units, now=shop.clock.advance(), at=shop.main)
    return back
