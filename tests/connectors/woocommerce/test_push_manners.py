"""How numbers are written to a WooCommerce shop, with its limits and its ways of storing them."""

from datetime import timedelta

import pytest

from connectors.fakes import mischief
from connectors.fakes.woocommerce.batches import ROW_SECONDS as SHOPS_ROW_SECONDS
from connectors.woocommerce.stock import BATCH_SIZE, ROW_SECONDS
from ledger.channels import Accepted, Push, RefusedPush, StockKey
from tests.connectors.woocommerce.shops import Shop, shop_on


def selling(shop: Shop, quantity: int = 10) -> None:
    shop.store.add_product("A", quantity=quantity, now=shop.clock())


def push_one(shop: Shop, inventory_id: str, wanted: int) -> object:
    key = StockKey(inventory_id)
    (answer,) = shop.connector.push([Push(stock_key=key, wanted=wanted, expected=0, key="k")])
    return answer


@pytest.mark.parametrize("limit", [1, 7, 99])
def test_any_smaller_limit_of_rows_is_found(limit: int) -> None:
    """413 does nothing, so halves are sent until they fit."""
    with shop_on(batch_items_max=limit) as shop:
        for number in range(20):
            shop.store.add_product(f"S{number}", quantity=1, now=shop.clock())
        keys = [StockKey(str(one.id)) for one in shop.store.shop.products.values()]
        wanted = [Push(stock_key=key, wanted=5, expected=1, key=key.inventory_id) for key in keys]

        answers = list(shop.connector.push(wanted))

        assert answers == [Accepted(key) for key in keys]


def test_a_full_batch_is_given_more_time_than_it_takes() -> None:
    """A hundred rows of 70 ms, eight times over, and the shop may still be writing after that."""
    with shop_on() as shop:
        given = timedelta(seconds=ROW_SECONDS * BATCH_SIZE)

        assert given > 8 * timedelta(seconds=SHOPS_ROW_SECONDS * BATCH_SIZE)
        assert shop.connector.push_manners.longest_request > 3 * (timedelta(minutes=1) + given)


def test_a_variation_whose_parent_keeps_the_number_is_never_written_itself() -> None:
    """The shop would answer 200 and ignore it."""
    with shop_on() as shop:
        parent = shop.store.add_variable("V", {"V-M": None}, quantity=7, now=shop.clock())
        variation = shop.store.shop.sold_as("V-M")
        (listing,) = shop.connector.listings()

        assert listing.listing_id == str(variation.id)
        ignored = push_one(shop, f"{parent.id}/{variation.id}", 5)
        assert isinstance(ignored, RefusedPush)
        assert push_one(shop, str(parent.id), 5) == Accepted(StockKey(str(parent.id)))
        assert shop.store.shown("V") == 5


def test_a_number_that_the_shop_stored_otherwise_is_refused() -> None:
    """Every returned row is compared with what was wanted."""
    with shop_on() as shop:
        selling(shop)
        remote_id = shop.store.shop.sold_as("A").id
        row = f'{{"update":[{{"id":{remote_id},"manage_stock":true,"stock_quantity":4}}]}}'
        shop.mischief.plan(mischief.answering(200, row.encode()))

        answer = push_one(shop, str(remote_id), 5)

        assert isinstance(answer, RefusedPush)
        assert "stored 4 instead" in answer.reason


def test_only_whole_numbers_are_ever_sent() -> None:
    """The shop would make 0 of a text and 9 of 9.5, unasked."""
    with shop_on() as shop:
        selling(shop)
        with pytest.raises((TypeError, ValueError)):
            push_one(shop, str(shop.store.shop.sold_as("A").id), 9.5)  # type: ignore[arg-type]  # on purpose

        assert shop.store.shown("A") == 10


def test_stock_in_parts_of_a_unit_stops_no_other_number() -> None:
    """A plugin sells cloth by the metre: that number is not ours to keep, and is told as none."""
    with shop_on() as shop:
        selling(shop)
        cloth = shop.store.add_product("CLOTH", quantity=3, now=shop.clock())
        cloth.quantity = 2.5  # type: ignore[assignment]

        found = {one.sku: one.numbers[0] for one in shop.connector.listings()}
        shown = shop.connector.shown([one.stock_key for one in found.values()])

        assert found["CLOTH"].quantity is None
        assert sorted((one.quantity or 0) for one in shown) == [0, 10]
