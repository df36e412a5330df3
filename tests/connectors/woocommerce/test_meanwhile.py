"""What people do in the shop between two requests that belong together."""

from dataclasses import dataclass, field
from datetime import datetime

from connectors.fakes.fronts import Request, Response, Storefront
from connectors.fakes.mischief import Match, Mischief
from connectors.fakes.woocommerce.records import Order
from ledger.channels import Accepted, Push, RefusedPush, Shown, StockKey
from ledger.snapshots import EventKind, OrderSnapshot
from tests.connectors.woocommerce.shops import Shop, shop_on


@dataclass(slots=True)
class Before:
    """A trick: these happen, one before each request that it is planned for."""

    events: list[object] = field(default_factory=list)

    def __call__(self, storefront: Storefront, request: Request, now: datetime) -> Response:
        event = self.events.pop(0)
        assert callable(event)
        event()
        return storefront.handle(request, now)


def happens(mischief: Mischief, event: object, *, before: Match) -> None:
    mischief.plan(Before([event]), when=before)


def asks_for_refunds(request: Request) -> bool:
    return request.path.endswith("/refunds")


def read(shop: Shop, order: Order) -> OrderSnapshot:
    found = shop.one(order.id)
    assert isinstance(found, OrderSnapshot)
    return found


def test_a_refund_made_since_its_order_was_read_waits_for_the_next_reading() -> None:
    """The order cannot tell yet that it was restocked: the goods would be taken for damaged."""
    with shop_on() as shop:
        shop.store.add_product("A", quantity=10, now=shop.clock())
        order = shop.store.place_order({"A": 3}, now=shop.clock.advance())

        def refund() -> None:
            shop.store.refund(order, {"A": 1}, restock=True, now=shop.clock.advance())

        refund()
        happens(shop.mischief, refund, before=asks_for_refunds)
        for refunded in (1, 2):
            (line,) = read(shop, order).lines
            assert [one.quantity for one in line.owed] == [3 - refunded]
            assert {one.kind for one in line.events} == {EventKind.CANCELLED}


def test_variations_of_a_deleted_product_stop_no_other_number() -> None:
    """Read or written: they are gone, and the rest goes through."""
    with shop_on() as shop:
        mug = shop.store.add_product("MUG", quantity=5, now=shop.clock())
        shirt = shop.store.add_variable("SHIRT", {"S": 1, "L": 2}, quantity=None, now=shop.clock())
        keys = [one.stock_key for listing in shop.connector.listings() for one in listing.numbers]
        shop.store.delete_product("SHIRT")

        shown = list(shop.connector.shown(keys))
        answers = list(
            shop.connector.push(
                [Push(stock_key=key, wanted=7, expected=0, key="k") for key in keys]
            )
        )

        assert [(one.stock_key.inventory_id, one.quantity) for one in shown if one.quantity] == [
            (str(mug.id), 5)
        ]
        assert len(shown) == len(keys) == 3
        assert [one for one in answers if isinstance(one, Accepted)] == [
            Accepted(StockKey(str(mug.id)))
        ]
        refused = [one for one in answers if isinstance(one, RefusedPush)]
        assert {one.stock_key.inventory_id.partition("/")[0] for one in refused} == {str(shirt.id)}
        assert len(refused) == 2


def test_a_product_deleted_while_the_catalogue_is_read_is_left_out() -> None:
    """Its variations cannot be asked for any more; the others are listed."""
    with shop_on() as shop:
        shop.store.add_variable("SHIRT", {"S": 1}, quantity=None, now=shop.clock())
        mug = shop.store.add_product("MUG", quantity=5, now=shop.clock())
        happens(
            shop.mischief,
            lambda: shop.store.delete_product("SHIRT"),
            before=lambda request: request.path.endswith("/variations"),
        )

        listings = list(shop.connector.listings())

        assert [one.sku for one in listings] == ["MUG"]
        assert listings[0].numbers == (Shown(StockKey(str(mug.id)), 5),)


def test_a_plugins_kind_of_variable_product_is_listed_by_its_variations() -> None:
    """Such as "variable-subscription": what is sold are its variations, never the product."""
    with shop_on() as shop:
        box = shop.store.add_variable(
            "BOX", {"BOX-1": 1, "BOX-2": 2}, quantity=None, now=shop.clock()
        )
        box.kind = "variable-subscription"

        assert sorted(one.sku for one in shop.connector.listings()) == ["BOX-1", "BOX-2"]
