"""Vendure's numbers through our connector: which one it is, and how it is written."""

import json
from collections.abc import Sequence

import pytest

from connectors.errors import Refused, Unavailable
from connectors.fakes import mischief
from connectors.fakes.fronts import Request
from connectors.fakes.vendure import stock
from connectors.fakes.vendure.storefront import BODY_BYTES_MAX
from connectors.vendure.shapes import Level as ReadLevel
from connectors.vendure.stock import on_hand_wanted
from ledger.channels import Accepted, Push, PushAnswer, RefusedPush, Shown, StockKey, Unanswered
from tests.connectors.vendure.shops import FRONTS, Shop, shop_on

pytestmark = pytest.mark.slow


def push(shop: Shop, wanted: int, *skus: str) -> list[PushAnswer]:
    keys = {one.sku: one.numbers[0].stock_key for one in shop.connector.listings() if one.numbers}
    return list(
        shop.connector.push(
            [Push(stock_key=keys[sku], wanted=wanted, expected=0, key=sku) for sku in skus]
        )
    )


def with_variants(shop: Shop, *skus: str, on_hand: int = 10) -> None:
    for sku in skus:
        shop.store.shop.add_variant(sku, on_hand, now=shop.clock())


def levels(shop: Shop, sku: str) -> dict[int, tuple[int, int]]:
    found = shop.store.shop.sold_as(sku).levels
    return {at: (level.on_hand, level.allocated) for at, level in found.items()}


def is_write(request: Request) -> bool:
    return b"mutation WriteLevels" in request.body


@pytest.mark.parametrize("front", FRONTS)
def test_the_number_is_what_is_free_and_on_hand_is_written(front: str) -> None:
    """An order's allocated units stay promised to it."""
    with shop_on(front) as shop:
        with_variants(shop, "A")
        shop.store.sell({"A": 4}, now=shop.clock())
        key = shop.key("A")
        assert list(shop.connector.shown([key])) == [Shown(key, 6)]

        assert push(shop, 20, "A") == [Accepted(key)]
        assert levels(shop, "A") == {1: (24, 4)}


def test_lost_allocations_are_seen() -> None:
    """Two payments at once: one allocation is lost, and Vendure offers its unit again."""
    with shop_on() as shop:
        with_variants(shop, "A")
        cart = shop.store.cart({"A": 4}, now=shop.clock())
        shop.store.pay(cart, now=shop.clock(), lost=True)
        told = list(shop.connector.shown([shop.key("A")]))

        # A guard of the on-hand number would find the 10 that it expects.
        assert levels(shop, "A") == {1: (10, 0)}
        assert (told[0].quantity, shop.line(cart.id).held[0].taken) == (10, 4)
        push(shop, 6, "A")
        assert stock.free(shop.store.shop.sold_as("A")) == 6


def test_an_order_between_reading_and_writing_stays_taken() -> None:
    """Its units are allocated on top of those that were read."""
    with shop_on() as shop:
        with_variants(shop, "A")
        key = shop.key("A")
        list(shop.connector.shown([key]))
        shop.store.sell({"A": 1}, now=shop.clock())
        write = Push(stock_key=key, wanted=7, expected=10, key="x")

        assert list(shop.connector.push([write])) == [Accepted(key)]
        assert stock.free(shop.store.shop.sold_as("A")) == 6


def test_the_shops_own_threshold_stays_its_own_business() -> None:
    """It is a buffer on top of ours, and no goods."""
    with shop_on() as shop:
        shop.store.shop.add_variant("A", 10, now=shop.clock(), threshold=3)

        assert shop.listing("A").numbers[0].quantity == 10
        push(shop, 8, "A")
        assert levels(shop, "A") == {1: (8, 0)}


def test_a_number_below_zero_is_written() -> None:
    """Vendure takes it."""
    with shop_on() as shop:
        with_variants(shop, "A")

        assert push(shop, -2, "A") == [Accepted(shop.key("A"))]
        assert stock.free(shop.store.shop.sold_as("A")) == -2


def test_stock_locations_are_one_number() -> None:
    """Where Vendure takes an order's units it tells nobody; their sum is right all the same."""
    with shop_on() as shop:
        shop.store.shop.locations[2] = "Boston"
        shop.store.shop.add_variant("A", 3, 5, now=shop.clock())
        key = shop.key("A")
        assert key == StockKey("1")
        shop.store.sell({"A": 3}, now=shop.clock())
        order = shop.store.sell({"A": 2}, now=shop.clock())
        assert levels(shop, "A") == {1: (3, 3), 2: (5, 2)}

        assert shop.line(order.id).held[0].location == ""
        assert list(shop.connector.shown([key])) == [Shown(key, 3)]
        push(shop, 1, "A")
        assert levels(shop, "A") == {1: (3, 3), 2: (3, 2)}


def test_only_the_named_stock_locations_are_counted() -> None:
    """The others are left alone."""
    with shop_on(stock_locations=("2", "3")) as shop:
        shop.store.shop.locations |= {2: "Boston", 3: "Austin"}
        shop.store.shop.add_variant("A", 50, 5, 1, now=shop.clock())

        assert shop.listing("A").numbers[0].quantity == 6
        push(shop, 9, "A")
        assert levels(shop, "A") == {1: (50, 0), 2: (8, 0), 3: (1, 0)}


def test_one_stock_location_may_be_mapped_to_one_of_ours() -> None:
    """Its own number, its own id, and our code for its goods."""
    with shop_on(locations={"2": "boston"}) as shop:
        shop.store.shop.locations[2] = "Boston"
        shop.store.shop.add_variant("A", 0, 5, now=shop.clock())
        order = shop.store.sell({"A": 2}, now=shop.clock())
        line = shop.line(order.id)

        assert shop.key("A") == StockKey("1", "2")
        assert (line.owed[0].location, line.held[0].location) == ("boston", "2")
        assert shop.connector.account().locations == (
            ("1", "Default Stock Location"),
            ("2", "Boston"),
        )
        assert list(shop.connector.shown([StockKey("1")])) == [Shown(StockKey("1"), None)]


def test_several_mapped_stock_locations_are_one_number_with_its_parts() -> None:
    """Each part is what is free there; on hand is written beside what is allocated there."""
    with shop_on(locations={"1": "main", "2": "boston"}) as shop:
        shop.store.shop.locations |= {2: "Boston", 3: "Austin"}
        shop.store.shop.add_variant("A", 3, 5, 40, now=shop.clock())
        order = shop.store.sell({"A": 3}, now=shop.clock())
        key, line = StockKey("1"), shop.line(order.id)

        assert shop.key("A") == key
        assert (line.owed[0].location, line.held[0].location) == ("main", "")
        assert list(shop.connector.shown([key])) == [Shown(key, 5, (("1", 0), ("2", 5)))]
        write = Push(stock_key=key, wanted=9, expected=5, key="x", parts=(("1", 2), ("2", 7)))
        assert list(shop.connector.push([write])) == [Accepted(key)]
        assert levels(shop, "A") == {1: (5, 3), 2: (7, 0), 3: (40, 0)}
        assert [own_id for own_id, _ in shop.connector.account().locations] == ["1", "2", "3"]


def test_a_request_stays_below_vendures_limit_with_several_locations() -> None:
    """Each row may write all of them, so that fewer fit."""
    places = {str(number): f"place-{number}" for number in range(1, 5)}
    with shop_on(locations=places) as shop:
        shop.store.shop.locations |= dict.fromkeys(range(1, 5), "Place")
        batch = shop.connector.push_manners.batch_size
        skus = [f"S{number}" for number in range(batch)]
        for sku in skus:
            shop.store.shop.add_variant(sku, 5, 5, 5, 5, now=shop.clock())
        keys = [one.numbers[0].stock_key for one in shop.connector.listings()]
        parts = tuple((place, 1_000_000) for place in places)
        answers = list(
            shop.connector.push(
                [Push(stock_key=key, wanted=4_000_000, expected=20, key="x", parts=parts)
                 for key in keys]
            )
        )  # fmt: skip

        assert (batch, {type(one) for one in answers}) == (200, {Accepted})
        (write,) = [one for one in shop.mischief.seen if is_write(one)]
        # Ids may be as long as 36 characters.
        assert len(write.body) + batch * 5 * 36 < BODY_BYTES_MAX


def test_mapped_and_named_stock_locations_do_not_go_together() -> None:
    """Which of them count would be said twice."""
    with (
        pytest.raises(Refused, match="leave it empty"),
        shop_on(locations={"1": "main"}, stock_locations=("1",)),
    ):
        pass


@pytest.mark.parametrize(
    ("free", "wanted", "written"),
    [
        ((5, 3), 10, {"0": 7}),
        ((5, 3), 4, {"0": 1}),
        ((3, 5), 4, {"1": 1}),
        ((5, 3), 2, {"0": 0, "1": 2}),
        ((2, 3), -1, {"0": -1, "1": 0}),
        ((-2, 3), 0, {"1": 2}),
        ((5, 3), 8, {"0": 5}),
    ],
)
def test_what_is_taken_away_is_taken_where_most_is(
    free: Sequence[int], wanted: int, written: dict[str, int]
) -> None:
    """More goes to the first location; what stays as it is is not written."""
    read = [
        ReadLevel(stock_location_id=str(at), stock_on_hand=units, stock_allocated=0)
        for at, units in enumerate(free)
    ]

    assert on_hand_wanted(read, wanted) == written


def test_a_named_stock_location_without_a_level_gets_one() -> None:
    """Vendure makes it when it is written."""
    with shop_on(stock_locations=("2",)) as shop:
        shop.store.shop.locations[2] = "Boston"
        shop.store.shop.add_variant("A", 50, now=shop.clock())

        assert shop.listing("A").numbers[0].quantity == 0
        push(shop, 4, "A")
        assert levels(shop, "A") == {1: (50, 0), 2: (4, 0)}


def test_a_row_that_fails_blocks_no_other() -> None:
    """Vendure refuses the whole batch; it is halved until the row stands alone."""
    with shop_on() as shop:
        skus = [f"S{number}" for number in range(20)]
        with_variants(shop, *skus)
        keys = {one.sku: one.numbers[0].stock_key for one in shop.connector.listings()}
        list(shop.connector.shown(list(keys.values())))
        shop.store.shop.sold_as("S7").deleted = True
        answers = {
            one.stock_key: one
            for one in shop.connector.push(
                [Push(stock_key=key, wanted=5, expected=10, key=sku) for sku, key in keys.items()]
            )
        }

        refused = answers.pop(keys["S7"])
        assert isinstance(refused, RefusedPush)
        assert "ENTITY_NOT_FOUND" in refused.reason
        assert {type(one) for one in answers.values()} == {Accepted}
        assert {levels(shop, sku)[1] for sku in skus if sku != "S7"} == {(5, 0)}


def test_a_complaint_of_the_database_is_a_refusal() -> None:
    """It has no code, and nothing was written: here the setting names no location of the shop."""
    with shop_on(stock_locations=("9",)) as shop:
        with_variants(shop, "A")
        (answer,) = push(shop, 5, "A")

        assert isinstance(answer, RefusedPush)
        assert "foreign key" in answer.reason


def test_what_is_wrong_with_all_is_not_looked_for_in_each() -> None:
    """A stock location that is none: after some rows alone, the rest is refused as one."""
    with shop_on(stock_locations=("9",)) as shop:
        skus = [f"S{number}" for number in range(400)]
        with_variants(shop, *skus)
        answers = push(shop, 5, *skus)

        assert len(answers) == 400
        assert {type(one) for one in answers} == {RefusedPush}
        assert len([one for one in shop.mischief.seen if is_write(one)]) < 60


def test_a_lost_answer_is_not_sent_again() -> None:
    """Nobody knows whether it took effect."""
    with shop_on() as shop:
        with_variants(shop, "A", "B")
        shop.mischief.plan(mischief.answer_lost(), when=is_write)

        assert {type(one) for one in push(shop, 5, "A", "B")} == {Unanswered}
        assert len([one for one in shop.mischief.seen if is_write(one)]) == 1


def test_a_servers_own_fault_is_not_called_a_refusal() -> None:
    """It may pass."""
    with shop_on() as shop:
        with_variants(shop, "A")
        body = b'{"errors":[{"message":"?","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}'
        shop.mischief.plan(mischief.answering(200, body), when=is_write)

        with pytest.raises(Unavailable, match="INTERNAL_SERVER_ERROR"):
            push(shop, 5, "A")


def test_what_was_ignored_is_told() -> None:
    """An answer without the number that was written is no success."""
    with shop_on() as shop:
        with_variants(shop, "A", "B")
        told = {"updateProductVariants": [{"id": "1", "stockLevels": []}, None]}
        body = json.dumps({"data": told}).encode()
        shop.mischief.plan(mischief.answering(200, body), when=is_write)
        answers = push(shop, 5, "A", "B")

        assert [one.reason for one in answers if isinstance(one, RefusedPush)] == [
            "Vendure stored None instead of 5 on hand",
            "Vendure's answer has no row for it",
        ]


def test_a_catalogue_longer_than_a_page_is_told_once() -> None:
    """Many variants of one import share their instant."""
    with shop_on() as shop:
        skus = [f"S{number}" for number in range(1_200)]
        with_variants(shop, *skus)

        assert [one.sku for one in shop.connector.listings()] == skus
