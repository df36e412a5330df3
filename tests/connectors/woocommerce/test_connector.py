"""A WooCommerce shop through our connector: complete, careful, and clear about what is wrong."""

from zoneinfo import ZoneInfo

import pytest

from connectors.errors import NotAuthorised, Unavailable, Unintelligible
from connectors.fakes import mischief
from connectors.fakes.woocommerce import Key, Permission
from ledger.channels import Accepted, Push, PushAnswer, RefusedPush, StockKey
from ledger.snapshots import Gone, Held, OrderSnapshot, Unreadable
from tests.connectors.woocommerce.shops import FRONTS, Shop, shop_on

FRONT = pytest.mark.parametrize("front", FRONTS)


def pushes(shop: Shop, wanted: int, *skus: str) -> list[Push]:
    keys = {one.sku: one.numbers[0].stock_key for one in shop.connector.listings()}
    return [
        Push(stock_key=key, wanted=wanted, expected=0, key=sku)
        for sku in skus
        if (key := keys[sku]) is not None
    ]


def push(shop: Shop, wanted: int, *skus: str) -> list[PushAnswer]:
    return list(shop.connector.push(pushes(shop, wanted, *skus)))


def test_the_shops_zone_shifts_nothing() -> None:
    """Tokyo loses every order with the wrong form of dates."""
    with shop_on(zone=ZoneInfo("Asia/Tokyo")) as shop:
        shop.store.add_product("A", quantity=9, now=shop.clock())
        order = shop.store.place_order({"A": 1}, now=shop.clock())
        told, _ = shop.pull()

        assert isinstance(told[0], OrderSnapshot)
        assert (told[0].order_id, told[0].placed_at) == (str(order.id), order.created)


def test_trashed_orders_are_told_and_deleted_ones_are_gone() -> None:
    """Only by WooCommerce's own word."""
    with shop_on() as shop:
        shop.store.add_product("A", quantity=9, now=shop.clock())
        order = shop.store.place_order({"A": 1}, now=shop.clock())
        shop.store.trash(order, now=shop.clock())
        told, _ = shop.pull()
        assert isinstance(told[0], OrderSnapshot)
        assert (told[0].status, told[0].lines[0].owed, told[0].lines[0].held) == (
            "trash",
            (),
            (Held(taken=1),),
        )
        assert isinstance(shop.one(order.id), OrderSnapshot)
        shop.store.delete(order)

        assert isinstance(shop.one(order.id), Gone)


def test_a_foreign_404_is_no_word_of_the_shop() -> None:
    """A broken permalink setting is not an empty shop."""
    with shop_on() as shop:
        shop.mischief.plan(
            mischief.answering(404, b'{"code":"rest_no_route","message":"No route"}'), times=2
        )

        with pytest.raises(Exception, match="rest_no_route"):
            shop.one(7)


def test_a_row_that_is_no_order_is_kept_without_buyers_data() -> None:
    """The others of its page go through."""
    with shop_on() as shop:
        shop.store.add_product("A", quantity=9, now=shop.clock())
        shop.store.place_order({"A": 1}, now=shop.clock())
        odd = shop.store.place_order({"A": 1}, now=shop.clock())
        odd.status = 7  # type: ignore[assignment]  # a plugin's doing
        told, _ = shop.pull()

        assert [type(one) for one in told] == [OrderSnapshot, Unreadable]
        assert isinstance(told[1], Unreadable)
        assert (told[1].order_id, told[1].kept) == (str(odd.id), "")
        assert "status" in told[1].problem


@FRONT
def test_numbers_are_written_and_compared(front: str) -> None:
    """Products and variations, each through its own door; what the shop ignored is told."""
    with shop_on(front) as shop:
        now = shop.clock()
        shop.store.add_product("A", quantity=1, now=now)
        shop.store.add_variable("V", {"V-S": 4, "V-M": None}, quantity=7, now=now)

        answers = push(shop, 5, "A", "V-S", "V-M")

        assert [type(one) for one in answers] == [Accepted] * 3
        assert [shop.store.shown(sku) for sku in ("A", "V-S", "V")] == [5, 5, 5]


def test_listings_that_share_a_number_share_a_stock_key() -> None:
    """And what the shop does not count has none."""
    with shop_on() as shop:
        now = shop.clock()
        shop.store.add_product("B", quantity=None, now=now)
        shop.store.add_variable("V", {"V-M": None, "V-L": None}, quantity=7, now=now)
        listings = {one.sku: one for one in shop.connector.listings()}

        assert listings["B"].numbers == ()
        assert listings["V-M"].inventory_id == listings["V-L"].inventory_id


def test_a_row_that_fails_or_is_ignored_blocks_no_other() -> None:
    """Each with the shop's own words."""
    with shop_on() as shop:
        now = shop.clock()
        shop.store.add_product("A", quantity=1, now=now)
        shop.store.add_product("B", quantity=1, now=now)
        wanted = pushes(shop, 5, "A", "B")
        unknown = Push(stock_key=StockKey("999"), wanted=5, expected=0, key="x")
        shop.store.shop.sold_as("B").manage_stock = False

        answers = {one.stock_key: one for one in shop.connector.push([*wanted, unknown])}

        assert answers[wanted[0].stock_key] == Accepted(wanted[0].stock_key)
        ignored, missing = answers[wanted[1].stock_key], answers[unknown.stock_key]
        assert isinstance(ignored, RefusedPush)
        assert "does not manage" in ignored.reason
        assert isinstance(missing, RefusedPush)
        assert "invalid_id" in missing.reason


def test_a_site_with_a_smaller_limit_gets_smaller_batches() -> None:
    """413 does nothing; everything arrives all the same."""
    with shop_on(batch_items_max=30) as shop:
        skus = [f"S{number}" for number in range(100)]
        for sku in skus:
            shop.store.add_product(sku, quantity=1, now=shop.clock())

        answers = push(shop, 5, *skus)

        assert {type(one) for one in answers} == {Accepted}
        assert {shop.store.shown(sku) for sku in skus} == {5}


def test_a_shop_in_maintenance_is_not_waited_for() -> None:
    """Ten minutes are the scheduler's business."""
    page = b'{"code":"wp_die","message":"Briefly unavailable","data":{"status":503}}'
    with shop_on() as shop:
        shop.mischief.plan(mischief.answering(503, page, {"Retry-After": "600"}))

        with pytest.raises(Unavailable, match="Briefly unavailable") as failure:
            list(shop.connector.listings())

        assert (failure.value.retry_after, shop.clock.slept) == (600.0, [])


@FRONT
def test_wrong_keys_are_not_tried_again(front: str) -> None:
    """One call, and what to look at."""
    with shop_on(front, key=Key(consumer_secret="wrong")) as shop:
        with pytest.raises(NotAuthorised, match="check the key"):
            list(shop.connector.listings())

        assert shop.http.calls() == 1


def test_a_read_only_key_is_named_by_the_right_it_lacks() -> None:
    """Before anything is written."""
    key = Key(permission=Permission.READ)
    with shop_on(keys=[key], key=key) as shop:
        account = shop.connector.account()

        assert account.missing_rights == ("write products",)
        assert account.can_read


def test_wordpress_without_woocommerce_is_told() -> None:
    """Another namespace is missing than the keys."""
    page = b'{"name":"Blog","namespaces":["wp/v2"]}'
    with shop_on() as shop:
        shop.mischief.plan(mischief.answering(200, page))

        with pytest.raises(Unintelligible, match="install or activate WooCommerce"):
            shop.connector.account()
