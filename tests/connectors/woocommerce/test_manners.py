"""The connector beside the shop's unkind manners, one by one, and what staff and plugins do."""

import pytest

from connectors.errors import NotAuthorised, Refused, Unavailable
from connectors.fakes import mischief
from connectors.fakes.fronts import Request
from connectors.fakes.woocommerce import Key, Outage, Permission
from connectors.woocommerce.orders import DAILY_OVERLAP
from ledger.channels import Push, StockKey
from ledger.snapshots import Gone, OrderSnapshot
from tests.connectors.woocommerce.shops import Shop, shop_on, taken


def selling(shop: Shop, quantity: int = 10) -> None:
    shop.store.add_product("A", quantity=quantity, now=shop.clock())


def push_one(shop: Shop, inventory_id: str, wanted: int) -> object:
    key = StockKey(inventory_id)
    (answer,) = shop.connector.push([Push(stock_key=key, wanted=wanted, expected=0, key="k")])
    return answer


def lists_of_orders(shop: Shop) -> list[Request]:
    return [one for one in shop.mischief.seen if "modified_after" in dict(one.query)]


def test_orders_are_asked_for_by_id_and_by_naive_utc() -> None:
    """The only order that loses no ties, and the only form of date that no zone shifts."""
    with shop_on() as shop:
        selling(shop)
        shop.pull()

        for request in lists_of_orders(shop):
            asked = dict(request.query)
            assert (asked["orderby"], asked["order"], asked["dates_are_gmt"]) == (
                "id",
                "asc",
                "true",
            )
            assert asked["modified_after"][-1].isdigit()
            assert "+" not in asked["modified_after"]


def test_a_change_in_the_very_second_of_a_pull_is_told_by_the_next() -> None:
    """`modified_after` is strictly after, to the second."""
    with shop_on() as shop:
        selling(shop)
        _, cursor = shop.pull()
        order = shop.store.place_order({"A": 1}, now=shop.clock())

        assert shop.ids(cursor) == [str(order.id)]


def test_a_plugin_that_moves_no_stamp_is_found_within_a_day() -> None:
    """The pull that looks back a day reads every order of that day again."""
    with shop_on() as shop:
        selling(shop)
        order = shop.store.place_order({"A": 1}, now=shop.clock())
        shop.clock.advance(600)
        _, cursor = shop.pull()
        shop.clock.advance(4 * 3600)
        shop.store.change_behind_its_stamp(order, "cancelled", now=shop.clock())
        told, cursor = shop.pull(cursor)
        assert told == []
        shop.clock.advance(DAILY_OVERLAP.total_seconds() - 4 * 3600)

        (found,), _ = shop.pull(cursor)

        assert isinstance(found, OrderSnapshot)
        assert (found.status, found.lines[0].owed) == ("cancelled", ())


def test_a_trashed_order_that_comes_back_is_owed_again() -> None:
    """Staff restore it in the admin screens."""
    with shop_on() as shop:
        selling(shop)
        order = shop.store.place_order({"A": 2}, now=shop.clock())
        shop.store.trash(order, now=shop.clock.advance())
        _, cursor = shop.pull()
        shop.store.restore(order, now=shop.clock.advance())

        (found,), _ = shop.pull(cursor)

        assert isinstance(found, OrderSnapshot)
        assert [one.quantity for one in found.lines[0].owed] == [2]


def test_an_order_deleted_for_good_is_gone_by_the_shops_word() -> None:
    """No list tells it; asked by its id, the shop says that there is none."""
    with shop_on() as shop:
        selling(shop)
        order = shop.store.place_order({"A": 2}, now=shop.clock())
        _, cursor = shop.pull()
        shop.store.delete(order)

        assert shop.ids(cursor) == []
        assert isinstance(shop.one(order.id), Gone)


def test_an_id_that_is_none_of_the_shops_asks_for_nothing() -> None:
    """An empty list of ids would be answered with every order."""
    with shop_on() as shop:
        selling(shop)
        shop.store.place_order({"A": 2}, now=shop.clock())

        assert list(shop.connector.orders_by_id(["no-number"])) == []
        assert shop.mischief.seen == []


def test_the_line_of_a_deleted_product_keeps_its_order_readable() -> None:
    """Its product id is 0 and its SKU null then; the units are still owed."""
    with shop_on() as shop:
        selling(shop)
        order = shop.store.place_order({"A": 2}, now=shop.clock())
        shop.store.delete_product("A")

        found = shop.one(order.id)

        assert isinstance(found, OrderSnapshot)
        (line,) = found.lines
        assert (line.sku, [one.quantity for one in line.owed], taken(line)) == ("", [2], 2)


def test_a_trashed_product_is_no_listing_and_shows_nothing_by_lists() -> None:
    """Staff threw it away; its number is not there to be guarded."""
    with shop_on() as shop:
        selling(shop)
        key = StockKey(str(shop.store.shop.sold_as("A").id))
        shop.store.trash_product("A", now=shop.clock())

        assert list(shop.connector.listings()) == []
        assert [one.quantity for one in shop.connector.shown([key])] == [None]


def test_what_staff_type_is_what_is_shown() -> None:
    """Read afresh, not remembered."""
    with shop_on() as shop:
        selling(shop)
        key = StockKey(str(shop.store.shop.sold_as("A").id))
        shop.store.type_quantity("A", 3, now=shop.clock())

        assert [one.quantity for one in shop.connector.shown([key])] == [3]


@pytest.mark.parametrize("units", [5, 1])
def test_an_edited_line_is_owed_and_taken_as_it_stands(units: int) -> None:
    """Staff change a line of three; the shop moves its number by the difference."""
    with shop_on() as shop:
        selling(shop)
        order = shop.store.place_order({"A": 3}, now=shop.clock())
        shop.store.edit_line(order, "A", units, now=shop.clock())

        found = shop.one(order.id)

        assert isinstance(found, OrderSnapshot)
        (line,) = found.lines
        assert ([one.quantity for one in line.owed], taken(line)) == ([units], units)
        assert shop.store.shown("A") == 10 - units


@pytest.mark.parametrize("status", ["failed", "refunded", "trash"])
def test_stock_that_the_shop_keeps_is_told_as_taken(status: str) -> None:
    """It gave nothing back, so its number is as much lower as before."""
    with shop_on() as shop:
        selling(shop)
        order = shop.store.place_order({"A": 3}, now=shop.clock())
        if status == "trash":
            shop.store.trash(order, now=shop.clock())
        else:
            shop.store.set_status(order, status, now=shop.clock())

        found = shop.one(order.id)

        assert isinstance(found, OrderSnapshot)
        assert (found.lines[0].owed, taken(found.lines[0])) == ((), 3)
        assert shop.store.shown("A") == 7


@pytest.mark.parametrize("status", ["cancelled", "pending"])
def test_stock_that_the_shop_puts_back_is_taken_no_more(status: str) -> None:
    """The number rose by as much."""
    with shop_on() as shop:
        selling(shop)
        order = shop.store.place_order({"A": 3}, now=shop.clock())
        shop.store.set_status(order, status, now=shop.clock())

        found = shop.one(order.id)

        assert isinstance(found, OrderSnapshot)
        assert (taken(found.lines[0]), shop.store.shown("A")) == (0, 10)


@pytest.mark.parametrize(
    ("outage", "seconds"), [(Outage.MAINTENANCE, 600.0), (Outage.DATABASE, None)]
)
def test_an_outage_of_the_shop_passes(outage: Outage, seconds: float | None) -> None:
    """Both are WordPress's own words, and neither is a refusal."""
    with shop_on() as shop:
        selling(shop)
        shop.store.outage = outage

        with pytest.raises(Unavailable) as failure:
            shop.pull()

        assert failure.value.retry_after == seconds
        shop.store.outage = None
        assert shop.ids() == []


def test_a_500_in_the_shops_own_words_is_its_answer() -> None:
    """Asked once; a refund that is too large does not become smaller by asking again."""
    body = b'{"code":"woocommerce_rest_cannot_create_order_refund","message":"x","data":500}'
    with shop_on() as shop:
        shop.mischief.plan(mischief.answering(500, body), times=mischief.ALWAYS)

        with pytest.raises(Refused):
            list(shop.connector.listings())

        assert shop.http.calls() == 1


def test_the_account_tells_the_version_and_the_zone() -> None:
    """Of WooCommerce, where the key may see it."""
    with shop_on() as shop:
        account = shop.connector.account()

        assert (account.platform, account.version) == ("WooCommerce", "9.9.5")
        assert account.missing_rights == ()


def test_a_key_that_may_not_even_read_is_told_in_the_shops_words() -> None:
    """A key made for writing only."""
    key = Key(permission=Permission.WRITE)
    with shop_on(keys=[key], key=key) as shop, pytest.raises(NotAuthorised, match="read perm"):
        shop.connector.account()
