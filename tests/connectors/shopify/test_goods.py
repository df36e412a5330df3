"""Which lines of an order are goods, whatever became of their product."""

from collections.abc import Iterator

import pytest

from tests.connectors.shopify.examples import line_of, owed, shop_of_two, sold
from tests.connectors.shopify.shops import Shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    with shop_of_two() as found:
        yield found


def test_gift_cards_and_tips_are_no_goods(shop: Shop) -> None:
    """Nothing of them is owed, shipped or parked."""
    shop.store.add_variant("GIFT", is_gift_card=True)
    order = shop.store.place({"GIFT": 1, "A": 1}, now=shop.clock())
    tip = shop.store.line_of(shop.store.place({"B": 1}, now=shop.clock()), "B")
    tip.variant_id = tip.item_id = None
    tip.sku = ""
    tip.requires_shipping = False
    order.lines.append(tip)

    assert [line.sku for line in shop.one(order).lines] == ["A"]


def test_what_was_typed_in_at_the_till_is_of_no_item(shop: Shop) -> None:
    """It has no variant and no SKU, and would wait for a listing for ever."""
    order = sold(shop)
    typed, named = (
        shop.store.add_typed(order, sku, 1, now=shop.clock()) for sku in ("", "SOLD-OUT")
    )

    assert typed.sku == ""
    assert [one.sku for one in shop.one(order).lines] == ["A", named.sku]


def test_a_deleted_variant_is_known_by_its_inventory_item(shop: Shop) -> None:
    """The line's SKU is that of the order."""
    order = sold(shop)
    before = line_of(shop, order)
    shop.store.shop.forget_variant("A")

    assert line_of(shop, order) == before


def test_a_deleted_product_without_sku_and_item_is_goods_still(shop: Shop) -> None:
    """It had a vendor: what was booked of it is not let go."""
    order = sold(shop)
    line = order.lines[0]
    line.variant_id = line.item_id = None
    line.sku = ""

    assert owed(line_of(shop, order)) == {"main": 3}


@pytest.mark.parametrize("known_by", ["item", "SKU"])
def test_a_deleted_product_that_nobody_ships_is_goods_still(shop: Shop, known_by: str) -> None:
    """A voucher or a ticket is counted as well, and its units are still owed."""
    order = sold(shop)
    line = order.lines[0]
    line.requires_shipping = False
    if known_by == "item":
        line.variant_id, line.sku = None, ""
    else:
        line.variant_id = line.item_id = None

    assert owed(line_of(shop, order)) == {"main": 3}
