"""Searches are read to their end: in whole seconds, within their window, beyond 25,000 rows."""

import pytest

from connectors.errors import Unintelligible
from connectors.shopify.lists import PAGE, Walk, changed_orders
from tests.connectors.shopify.shops import BEGIN, Shop, shop_on


def sold(shop: Shop, count: int) -> list[str]:
    """Ids of so many orders of one second."""
    return [str(shop.store.place({"A": 1}, now=shop.clock()).id) for _ in range(count)]


def stocked(shop: Shop) -> Shop:
    shop.store.add_variant("A", {shop.main: 100_000})
    return shop


def test_a_search_ends_where_its_window_ends() -> None:
    """However much is sold while it is read: what comes later is for the next round."""
    with shop_on() as shop:
        early = sold(stocked(shop), 3)
        shop.clock.advance(60)
        end = shop.clock()
        sold(shop, 3)
        walk = Walk(graph=shop.connector.graph)
        rows = [row for page in walk.rows(changed_orders, BEGIN, end) for row in page]

        assert sorted(row.order_id for row in rows) == early


@pytest.mark.slow
def test_more_orders_than_one_search_gives_are_read_to_the_end() -> None:
    """The search begins anew at the last stamp; the rows of that second are not told twice."""
    with shop_on(objects_max=2 * PAGE) as shop:
        stocked(shop)
        walk = Walk(graph=shop.connector.graph, objects_max=2 * PAGE)
        placed: list[str] = []
        for _ in range(9):
            placed += sold(shop, 150)
            shop.clock.advance(60)
        rows = [
            row.order_id for page in walk.rows(changed_orders, BEGIN, shop.clock()) for row in page
        ]

        assert sorted(rows) == placed
        assert len(rows) == 1_350


def test_more_orders_of_one_second_than_one_search_gives_are_told_of() -> None:
    """Rather than losing some."""
    with shop_on(objects_max=PAGE) as shop:
        sold(stocked(shop), PAGE + 1)
        walk = Walk(graph=shop.connector.graph, objects_max=PAGE)

        with pytest.raises(Unintelligible, match="of one second"):
            list(walk.rows(changed_orders, BEGIN, shop.clock.advance()))
