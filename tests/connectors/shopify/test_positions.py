"""What orders mean for goods: every trap of the platform, read the right way."""

from collections.abc import Iterator

import pytest

from ledger.snapshots import EventKind, Unreadable
from tests.connectors.shopify.examples import (
    SHIPPED,
    events,
    line_of,
    owed,
    shipped,
    shop_of_two,
    sold,
    taken,
)
from tests.connectors.shopify.shops import Shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    with shop_of_two() as found:
        yield found


def test_a_placed_order_is_owed_where_it_is_assigned(shop: Shop) -> None:
    """Paid or not; the number for sale has fallen already."""
    order = shop.store.place({"A": 3}, now=shop.clock(), at=shop.second)
    line = line_of(shop, order)

    assert (owed(line), events(line), taken(shop, line)) == ({"second": 3}, [], (0, 3))


def test_a_move_leaves_a_closed_order_behind_that_owes_nothing(shop: Shop) -> None:
    """The closed fulfilment order still says how many were left."""
    order = sold(shop)
    shop.store.move(order, shop.second, now=shop.clock.advance())
    line = line_of(shop, order)

    assert (owed(line), taken(shop, line)) == ({"second": 3}, (0, 3))


def test_a_move_dates_the_order_though_its_stamp_stays(shop: Shop) -> None:
    """An older snapshot must not win over it."""
    order = sold(shop)
    before = shop.one(order).stamp
    shop.store.move(order, shop.second, now=shop.clock.advance())

    assert before is not None
    assert shop.one(order).stamp == shop.clock() > before


@pytest.mark.parametrize("status", ["ON_HOLD", "SCHEDULED", "INCOMPLETE", "IN_PROGRESS"])
def test_what_waits_is_owed(shop: Shop, status: str) -> None:
    """Its goods are reserved all the same."""
    order = sold(shop)
    order.fulfilment_orders[0].status = status

    assert owed(line_of(shop, order)) == {"main": 3}


def test_goods_leave_from_where_the_fulfilment_says(shop: Shop) -> None:
    """At its instant, wherever they were reserved."""
    order = sold(shop)
    shop.store.fulfil(order, {"A": 2}, now=shop.clock.advance(), at=shop.second)
    line = line_of(shop, order)

    assert (owed(line), events(line)) == ({"second": 1}, [(EventKind.SHIPPED, 2, "second")])
    assert line.events[0].occurred_at == shop.clock()


def test_a_fulfilment_without_a_quantity_has_what_nothing_else_explains(shop: Shop) -> None:
    """The schema lets it be null, and says nothing of what that means."""
    order = sold(shop)
    for units in (1, None):
        only = None if units is None else {"A": units}
        sent = shop.store.fulfil(order, only, now=shop.clock.advance())
    sent.lines[0].quantity = None  # type: ignore[assignment]

    assert events(line_of(shop, order)) == [
        (EventKind.SHIPPED, 1, "main"),
        (EventKind.SHIPPED, 2, "main"),
    ]


def test_a_fulfilment_without_a_quantity_is_not_guessed_at(shop: Shop) -> None:
    """A unit that was refunded may have left before or not."""
    order = shipped(shop)
    shop.store.refund(order, {"A": 1}, "NO_RESTOCK", now=shop.clock.advance(), shipped=True)
    order.fulfilments[0].lines[0].quantity = None  # type: ignore[assignment]
    (answer,) = shop.connector.orders_by_id([str(order.id)])

    assert isinstance(answer, Unreadable)
    assert answer.problem == "a fulfilment does not say how many units of a line it has"


def test_a_fulfilment_that_waits_for_its_service_is_packed(shop: Shop) -> None:
    """Nothing of it has left, and no fulfilment order owes it any more."""
    order = shipped(shop)
    order.fulfilments[0].status = "PENDING"
    line = line_of(shop, order)

    assert [(one.location, one.quantity, one.packed) for one in line.owed] == [("main", 3, 3)]
    assert (events(line), taken(shop, line)) == ([], (3, 0))


def test_a_cancelled_fulfilment_says_that_it_is_undone(shop: Shop) -> None:
    """And its units are owed again."""
    order = shipped(shop)
    shop.store.undo_fulfilment(order, order.fulfilments[0], now=shop.clock.advance())
    line = line_of(shop, order)

    assert events(line) == [SHIPPED, (EventKind.SHIPMENT_UNDONE, 3, "main")]
    assert (owed(line), taken(shop, line)) == ({"main": 3}, (3, 0))


def test_a_cancellation_that_restocks_frees_the_goods(shop: Shop) -> None:
    """The cancelled fulfilment order still says how many were left."""
    order = sold(shop)
    shop.store.cancel(order, now=shop.clock.advance())
    line = line_of(shop, order)

    assert (owed(line), events(line), taken(shop, line)) == ({}, [], (0, 0))


def test_a_cancellation_alone_puts_nothing_back(shop: Shop) -> None:
    """Restock is never taken from the mere fact: someone said not to."""
    order = sold(shop)
    shop.store.cancel(order, now=shop.clock.advance(), restock=False)
    line = line_of(shop, order)

    assert (owed(line), events(line)) == ({}, [(EventKind.KEPT_BACK, 3, "main")])
    assert taken(shop, line) == (3, 0)


def test_a_cancellation_after_a_part_has_left_keeps_that(shop: Shop) -> None:
    """One is with the buyer, two come free."""
    order = sold(shop)
    shop.store.fulfil(order, {"A": 1}, now=shop.clock.advance())
    shop.store.cancel(order, now=shop.clock.advance())
    line = line_of(shop, order)

    assert (owed(line), events(line)) == ({}, [(EventKind.SHIPPED, 1, "main")])
    assert taken(shop, line) == (1, 0)


def test_an_edited_line_is_owed_as_it_stands(shop: Shop) -> None:
    """`quantity` never falls; a removed line stays with nothing owed."""
    order = sold(shop)
    shop.store.edit(order, "A", 5, now=shop.clock.advance())
    assert owed(line_of(shop, order)) == {"main": 5}
    shop.store.edit(order, "A", 0, now=shop.clock.advance())
    line = line_of(shop, order)

    assert (owed(line), events(line), taken(shop, line)) == ({}, [], (0, 0))


def test_a_line_edited_down_without_restock_is_kept_back(shop: Shop) -> None:
    """One unit lies there that must not be sold."""
    order = sold(shop)
    shop.store.edit(order, "A", 2, now=shop.clock.advance(), restock=False)
    line = line_of(shop, order)

    assert (owed(line), events(line)) == ({"main": 2}, [(EventKind.KEPT_BACK, 1, "main")])
    assert taken(shop, line) == (3, 0)


def test_a_refund_before_shipping_frees_what_it_restocks(shop: Shop) -> None:
    """The goods never left the shelf."""
    order = sold(shop)
    shop.store.refund(order, {"A": 1}, "CANCEL", now=shop.clock.advance())
    line = line_of(shop, order)

    assert (owed(line), events(line), taken(shop, line)) == ({"main": 2}, [], (2, 0))


def test_a_refund_before_shipping_may_restock_elsewhere(shop: Shop) -> None:
    """Each location's number is explained by itself."""
    order = sold(shop)
    shop.store.refund(order, {"A": 1}, "CANCEL", now=shop.clock.advance(), at=shop.second)

    assert taken(shop, line_of(shop, order)) == (3, -1)


def test_what_was_refunded_before_a_move_lay_where_it_was_then(shop: Shop) -> None:
    """Restocked there, though the rest left from elsewhere."""
    order = sold(shop)
    shop.store.refund(order, {"A": 1}, "CANCEL", now=shop.clock.advance())
    shop.store.move(order, shop.second, now=shop.clock.advance())

    assert taken(shop, line_of(shop, order)) == (0, 2)


def test_an_edit_and_a_cancellation_that_restocks_nothing_are_told_apart(shop: Shop) -> None:
    """Two came free by the edit, one is kept back."""
    order = sold(shop)
    shop.store.edit(order, "A", 1, now=shop.clock.advance())
    shop.store.cancel(order, now=shop.clock.advance(), restock=False)
    line = line_of(shop, order)

    assert (events(line), taken(shop, line)) == ([(EventKind.KEPT_BACK, 1, "main")], (1, 0))


def test_a_refund_from_before_does_not_let_a_cancellation_restock(shop: Shop) -> None:
    """One was put back on Monday; of the two that Tuesday cancelled nothing was."""
    order = sold(shop)
    shop.store.refund(order, {"A": 1}, "CANCEL", now=shop.clock.advance())
    shop.store.cancel(order, restock=False, now=shop.clock.advance(3_600))
    order.lines[0].current = 0
    line = line_of(shop, order)

    assert (owed(line), events(line)) == ({}, [(EventKind.KEPT_BACK, 2, "main")])
    assert taken(shop, line) == (2, 0)


def test_a_refund_before_shipping_without_restock_is_kept_back(shop: Shop) -> None:
    """An existing refund is no restock."""
    order = sold(shop)
    shop.store.refund(order, {"A": 1}, "NO_RESTOCK", now=shop.clock.advance())
    line = line_of(shop, order)

    assert (owed(line), events(line)) == ({"main": 2}, [(EventKind.KEPT_BACK, 1, "main")])
    assert taken(shop, line) == (3, 0)


def test_a_test_order_moves_no_goods_and_explains_the_number(shop: Shop) -> None:
    """The shop took its units from the number for sale like any other's."""
    order = shop.store.place({"A": 3}, now=shop.clock(), is_test=True)
    shop.store.fulfil(order, {"A": 1}, now=shop.clock.advance())
    line = line_of(shop, order)

    assert (owed(line), events(line), taken(shop, line)) == ({}, [], (3, 0))


def test_an_order_for_which_nothing_is_reserved_owes_nothing(shop: Shop) -> None:
    """It is not confirmed yet, and took nothing from the number."""
    order = sold(shop)
    order.is_confirmed = False
    line = line_of(shop, order)

    assert (owed(line), taken(shop, line)) == ({}, (0, 0))


def test_a_draft_is_no_order(shop: Shop) -> None:
    """Even one that holds goods."""
    shop.store.draft({"A": 2}, reserve=True)
    shop.clock.advance(600)

    assert shop.ids() == []


def test_a_bundle_is_owed_as_its_components(shop: Shop) -> None:
    """The order holds their lines; the bundle itself has no number."""
    shop.store.add_variant("KIT", components={"A": 2, "B": 1})
    order = shop.store.place({"KIT": 3}, now=shop.clock())
    listings = {one.sku: one for one in shop.connector.listings()}

    assert [(line.sku, owed(line)) for line in shop.one(order).lines] == [
        ("A", {"main": 6}),
        ("B", {"main": 3}),
    ]
    assert listings["KIT"].numbers == ()


def test_goods_of_another_firm_are_left_alone(shop: Shop) -> None:
    """Neither owed nor shipped nor held by us."""
    order = shop.store.place({"A": 3}, now=shop.clock(), at=shop.foreign)
    shop.store.fulfil(order, {"A": 1}, now=shop.clock.advance())
    line = line_of(shop, order)

    assert (owed(line), events(line), line.held) == ({}, [], ())


def test_what_lay_at_a_deleted_location_is_owed_by_default(shop: Shop) -> None:
    """Its fulfilment order has lost it."""
    order = shop.store.place({"A": 3}, now=shop.clock(), at=shop.second)
    del shop.store.shop.locations[shop.second]

    assert owed(line_of(shop, order)) == {"main": 3}


def test_what_needs_no_fulfilment_left_with_its_order(shop: Shop) -> None:
    """There is nothing to ship, so nobody ever says that it was shipped."""
    order = sold(shop)
    order.fulfilment_orders.clear()
    order.is_nothing_to_fulfil = True
    line = line_of(shop, order)

    assert (owed(line), events(line)) == ({}, [(EventKind.SHIPPED, 3, "main")])


def test_lines_without_a_fulfilment_order_yet_are_owed(shop: Shop) -> None:
    """Routing takes a moment; the goods are reserved."""
    order = sold(shop)
    order.fulfilment_orders.clear()

    assert owed(line_of(shop, order)) == {"main": 3}
