"""Numbers are written compared, in whole batches, and never twice by mistake."""

import json
from typing import Any

import pytest

from connectors.errors import Refused, Unavailable
from connectors.fakes import mischief
from connectors.fakes.fronts import Request
from ledger.channels import Accepted, RefusedPush, Stale, StockKey, Unanswered
from tests.connectors.shopify.shops import FRONTS, Shop, shop_on

SKUS = [f"S{number:03}" for number in range(300)]


def stocked(shop: Shop, count: int = 3) -> list[str]:
    for sku in SKUS[:count]:
        shop.store.add_variant(sku, {shop.main: 10})
    return SKUS[:count]


def writes(request: Request) -> bool:
    return b"inventorySetQuantities" in request.body


def sent(shop: Shop) -> list[dict[str, Any]]:
    """The variables of every write, in their order."""
    return [json.loads(one.body)["variables"] for one in shop.mischief.seen if writes(one)]


def test_every_row_is_compared_with_what_should_stand_there() -> None:
    """Not with a number just read, and never left out."""
    with shop_on() as shop:
        skus = stocked(shop)
        shop.push(shop.pushes(dict.fromkeys(skus, 7)))
        (variables,) = sent(shop)

        rows = variables["input"]["quantities"]
        assert [(row["quantity"], row["changeFromQuantity"]) for row in rows] == [(7, 10)] * 3
        assert variables["input"]["name"] == "available"


@pytest.mark.parametrize("front", FRONTS)
def test_a_sale_that_came_between_is_told_and_not_written_over(front: str) -> None:
    """The others of its batch are written; the stale row is sent only once."""
    with shop_on(front) as shop:
        skus = stocked(shop)
        wanted = shop.pushes(dict.fromkeys(skus, 7))
        shop.store.place({skus[1]: 4}, now=shop.clock())
        answers = shop.push(wanted)

        assert answers[shop.key(skus[1])] == Stale(shop.key(skus[1]), 6)
        assert [shop.store.shown(sku) for sku in skus] == [7, 6, 7]
        stale = shop.key(skus[1]).inventory_id
        assert [str(one).count(f"InventoryItem/{stale}'") for one in sent(shop)] == [1, 0]


def test_refused_rows_are_taken_out_with_the_shops_words() -> None:
    """By the index that the error names; the rest goes through."""
    with shop_on() as shop:
        skus = stocked(shop, 4)
        shop.store.add_variant("KIT", {shop.main: 0}, components={skus[0]: 2})
        wanted = shop.pushes(dict.fromkeys([*skus, "KIT"], 7))
        shop.store.shop.forget_variant(skus[2])
        answers = shop.push(wanted)

        kinds = [type(answers[one.stock_key]) for one in wanted]
        assert kinds == [Accepted, Accepted, RefusedPush, Accepted, RefusedPush]
        said = [one.reason for one in answers.values() if isinstance(one, RefusedPush)]
        assert any("INVALID_INVENTORY_ITEM" in reason for reason in said)
        assert any("NON_MUTABLE_INVENTORY_ITEM" in reason for reason in said)


def test_a_bad_row_that_nobody_names_is_found_by_halving() -> None:
    """And is the only one that is refused."""
    with shop_on() as shop:
        shop.store.quantities.names_rows = False
        skus = stocked(shop, 20)
        wanted = shop.pushes(dict.fromkeys(skus, 7))
        shop.store.shop.forget_variant(skus[13])
        answers = shop.push(wanted)

        refused = [one for one in answers.values() if not isinstance(one, Accepted)]
        assert len(answers) == 20
        assert [one.stock_key for one in refused] == [wanted[13].stock_key]


@pytest.mark.parametrize("trick", [mischief.answer_dropped(), mischief.answer_cut()])
@pytest.mark.parametrize("front", FRONTS)
def test_a_lost_answer_is_asked_for_again_with_the_same_key(
    front: str, trick: mischief.Trick
) -> None:
    """And the same variables: the shop answers what it did, and does nothing twice."""
    with shop_on(front) as shop:
        skus = stocked(shop)
        shop.mischief.plan(trick, when=writes)
        answers = shop.push(shop.pushes(dict.fromkeys(skus, 7)))

        first, second = sent(shop)
        assert first == second
        assert {type(one) for one in answers.values()} == {Accepted}


def test_a_lost_batch_is_the_same_request_in_the_next_cycle() -> None:
    """Though other rows are pushed beside it, and it comes in another order."""
    with shop_on() as shop:
        skus = stocked(shop, 6)
        first = shop.pushes(dict.fromkeys(skus[:3], 7), batch="first")
        shop.mischief.plan(mischief.answer_dropped(), times=4, when=writes)
        assert {type(one) for one in shop.push(first).values()} == {Unanswered}
        shop.store.place({skus[0]: 1}, now=shop.clock())
        later = shop.pushes(dict.fromkeys(skus[3:], 8), batch="later")
        answers = shop.push([*later, *reversed(first)])

        assert {type(one) for one in answers.values()} == {Accepted}
        assert sent(shop)[-1] == sent(shop)[0]
        assert [shop.store.shown(sku) for sku in skus] == [6, 7, 7, 8, 8, 8]


def test_a_request_that_failed_unheard_is_sent_again_as_another() -> None:
    """Its key is spent; nothing of it was done."""
    with shop_on() as shop:
        skus = stocked(shop, 2)
        wanted = shop.pushes(dict.fromkeys(skus, 7))
        shop.store.type_number(skus[0], 9)
        shop.mischief.plan(mischief.answer_dropped(), when=writes)
        answers = shop.push(wanted)

        assert answers[shop.key(skus[0])] == Stale(shop.key(skus[0]), 9)
        assert answers[shop.key(skus[1])] == Accepted(shop.key(skus[1]))
        keys = [one["key"] for one in sent(shop)]
        assert keys[0] == keys[1] != keys[2]


def test_other_rows_are_another_request() -> None:
    """The same key with other variables would be our fault."""
    with shop_on() as shop:
        skus = stocked(shop, 2)
        shop.push(shop.pushes({skus[0]: 7}, batch="a"))
        shop.push(shop.pushes({skus[0]: 8}, batch="b"))
        shop.push(shop.pushes({skus[1]: 8}, batch="c"))

        assert len({one["key"] for one in sent(shop)}) == 3


def test_a_spoilt_key_is_told_as_our_fault() -> None:
    """It may not be mended by trying again."""
    with shop_on() as shop:
        skus = stocked(shop, 1)
        shop.push(shop.pushes({skus[0]: 7}))
        wrong = shop.pushes({skus[0]: 8})

        with pytest.raises(Refused, match="a fault of ours"):
            shop.push(wrong)


def test_a_request_that_is_still_running_is_asked_for_again() -> None:
    """With its own key: another would do it twice, or call it stale."""
    error = {"field": None, "message": "busy", "code": "IDEMPOTENCY_CONCURRENT_REQUEST"}
    body = json.dumps({"data": {"inventorySetQuantities": {"userErrors": [error]}}}).encode()
    with shop_on() as shop:
        wanted = shop.pushes(dict.fromkeys(stocked(shop), 7))
        shop.mischief.plan(mischief.answering(200, body), times=2, when=writes)
        assert {type(one) for one in shop.push(wanted).values()} == {Accepted}
        first, second, third = sent(shop)
        assert first == second == third

        shop.mischief.plan(mischief.answering(200, body), times=mischief.ALWAYS, when=writes)
        later = shop.pushes(dict.fromkeys(SKUS[:3], 6), batch="next")
        assert {type(one) for one in shop.push(later).values()} == {Unanswered}


def test_an_answer_without_a_word_of_the_write_is_none() -> None:
    """Its part of the answer may be null: nobody knows whether it was done."""
    body = b'{"data": {"inventorySetQuantities": null}}'
    with shop_on() as shop:
        wanted = shop.pushes({stocked(shop, 1)[0]: 7})
        shop.mischief.plan(mischief.answering(200, body), times=4, when=writes)

        assert {type(one) for one in shop.push(wanted).values()} == {Unanswered}


@pytest.mark.parametrize("code", ["SERVICE_UNAVAILABLE", "ADJUST_QUANTITIES_FAILED"])
def test_what_passes_is_no_fault_of_a_row(code: str) -> None:
    """Said as a user error of the whole call, in HTTP 200."""
    error = {"field": None, "message": "later", "code": code}
    body = json.dumps({"data": {"inventorySetQuantities": {"userErrors": [error]}}}).encode()
    with shop_on() as shop:
        wanted = shop.pushes(dict.fromkeys(stocked(shop), 7))
        shop.mischief.plan(mischief.answering(200, body), times=2, when=writes)
        assert {type(one) for one in shop.push(wanted).values()} == {Accepted}
        keys = [one["key"] for one in sent(shop)]
        assert len(set(keys)) == 3

        shop.mischief.plan(mischief.answering(200, body), times=mischief.ALWAYS, when=writes)
        with pytest.raises(Unavailable, match=code):
            shop.push(shop.pushes(dict.fromkeys(SKUS[:3], 6), batch="next"))


def test_a_level_that_is_not_active_is_not_offered() -> None:
    """A number there would sell nothing; it is not shown as one either."""
    with shop_on() as shop:
        (sku,) = stocked(shop, 1)
        key = shop.key(sku)
        shop.store.set_active(sku, False)
        (listing,) = shop.connector.listings()

        assert listing.numbers == ()
        assert [one.quantity for one in shop.connector.shown([key])] == [None]


def test_variants_that_share_an_inventory_item_are_one_listing() -> None:
    """Or its number would be pushed twice."""
    with shop_on() as shop:
        first = shop.store.add_variant("A", {shop.main: 5})
        shop.store.add_variant("A2", item_id=first.item_id)
        shop.store.add_variant("LOOSE", {shop.main: 5}, is_tracked=False)
        listings = {one.sku: one for one in shop.connector.listings()}

        assert sorted(listings) == ["A", "LOOSE"]
        assert [one.quantity for one in listings["A"].numbers] == [5]
        assert listings["LOOSE"].numbers == ()


def test_an_item_at_many_locations_is_read_to_the_end() -> None:
    """Ours come last."""
    with shop_on() as shop:
        others = [shop.store.add_location(f"Pop-up {number}").id for number in range(12)]
        shop.store.add_variant("A", dict.fromkeys([*others, shop.main], 5))
        (listing,) = shop.connector.listings()
        key = shop.key("A")

        assert [one.stock_key for one in listing.numbers] == [key]
        assert [one.quantity for one in shop.connector.shown([key])] == [5]


def test_an_item_that_nobody_knows_shows_nothing() -> None:
    """Nor does an id that is none."""
    with shop_on() as shop:
        keys = [StockKey("4711", str(shop.main)), StockKey("odd", "odd")]

        assert [one.quantity for one in shop.connector.shown(keys)] == [None, None]
