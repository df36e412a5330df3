"""Orders are read rightly, where a naive reading loses lines or invents sales."""

import pytest

from connectors.contract import owed
from connectors.errors import Unintelligible
from connectors.fakes.bigcommerce import Manners, StockRules
from connectors.fakes.bigcommerce.records import CANCELLED, INCOMPLETE
from tests.connectors.bigcommerce.stores import store_on


def test_all_lines_of_a_long_order_are_read() -> None:
    """A list carries 50 of them along, and so does one page of the order's products."""
    with store_on() as store:
        skus = [f"S{number:03}" for number in range(320)]
        for sku in skus:
            store.fake.add_product(sku, 10, 10)
        order = store.place(dict.fromkeys(skus, 2))
        store.later(60)

        (told,) = store.whole().values()

        assert (len(told.lines), owed(told)) == (320, 640)
        assert len(store.seen(f"/orders/{order.id}/products")) == 2


def test_the_lines_of_a_short_order_come_with_the_list() -> None:
    """No call for each order."""
    with store_on() as store:
        for _ in range(20):
            store.place({"A": 1, "B": 2})
        store.later(60)
        before = store.http.calls()

        assert len(store.whole()) == 20
        # The settings of the store and of its channel, living orders, the refunds of this page,
        # archived orders, refunds that no order tells of.
        assert store.http.calls() - before == 6


def test_a_line_beyond_those_carried_along_is_picked_up_where_it_says() -> None:
    """Its pickup is named by number only."""
    with store_on(manners=Manners(lines_carried_max=1)) as store:
        order = store.place({"A": 1, "B": 2}, pickup_at=2)

        lines = store.told(order).lines

        assert [one.location for line in lines for one in line.owed] == ["boston", "boston"]


def test_an_abandoned_checkout_is_no_sale() -> None:
    """It is in the list like any other; only its status says so."""
    with store_on() as store:
        order = store.place({"A": 3}, status=INCOMPLETE)

        assert (owed(store.told(order)), store.told(order).lines[0].held) == (0, ())
        assert store.shown("A") == 1_000


def test_an_amount_refunded_is_not_goods() -> None:
    """Ten off the order, with no product named."""
    with store_on() as store:
        order = store.place({"A": 3})
        store.fake.refund(order, {}, amount=10.0, now=store.clock.advance())

        assert owed(store.told(order)) == 3


def test_what_staff_type_in_waits_for_a_person_to_say_what_it_is() -> None:
    """By its SKU, or all without one together. Gift certificates are no goods, and left out."""
    with store_on() as store:
        order = store.place({"A": 1})
        store.fake.add_custom_line(order, "50 for you", 1, kind="giftcertificate")
        store.fake.add_custom_line(order, "Engraving", 2, kind="physical")
        store.fake.add_custom_line(order, "By telephone", 3, kind="physical", sku="B")

        lines = store.told(order).lines
        assert [(one.listing_id, one.sku, one.owed[0].quantity) for one in lines] == [
            (str(store.fake.shop.sold_as("A").id), "A", 1),
            ("custom", "", 2),
            ("custom-B", "B", 3),
        ]


def test_what_is_picked_with_a_product_is_goods_of_its_own() -> None:
    """A bundle is its lines: the one that was bought, and what was chosen with it."""
    with store_on() as store:
        order = store.place({"A": 1})
        store.fake.pick(order, "B", 2, of="A")

        lines = store.told(order).lines
        assert [(one.sku, one.owed[0].quantity, one.held[0].taken) for one in lines] == [
            ("A", 1, 1),
            ("B", 2, 2),
        ]


def test_the_same_order_means_another_number_in_another_store() -> None:
    """Stock taken late, and put back never: read, not assumed, and read again at every pull."""
    with store_on() as store:
        store.fake.set_rules(StockRules(when="order_completed_or_shipped", endings=False))
        order = store.place({"A": 3})
        assert (store.shown("A"), store.line(order).held) == (1_000, ())

        store.fake.ship(order, {"A": 3}, now=store.clock.advance())
        assert (store.shown("A"), store.line(order).held[0].taken) == (997, 3)

        store.fake.set_status(order, CANCELLED, now=store.clock.advance())
        assert (store.shown("A"), store.line(order).held[0].taken) == (997, 3)


def test_a_channel_of_the_store_may_have_settings_of_its_own() -> None:
    """What is null in them is that of the store; orders of staff go by the store's."""
    with store_on() as store:
        own = StockRules(when="order_completed_or_shipped", edits=None, endings=None)
        store.fake.set_rules(own, channel=7)
        bought = store.place({"A": 3}, channel=7)
        typed = store.place({"A": 2}, channel=7, source="manual")

        assert (store.line(bought).held, store.line(typed).held[0].taken) == ((), 2)
        assert store.shown("A") == 998


def test_a_setting_that_nobody_knows_stops_the_pull() -> None:
    """Guessing would oversell."""
    with store_on() as store:
        store.fake.set_rules(StockRules(when="at_full_moon"))
        store.place({"A": 1})

        with pytest.raises(Unintelligible, match="at_full_moon"):
            store.pull()
