"""Numbers are written to the id that carries them, confirmed, and never written in doubt."""

from datetime import timedelta

import pytest

from connectors.bigcommerce.stock import READ_BACK_PAUSES
from connectors.errors import Refused, Unintelligible
from connectors.fakes import mischief
from connectors.fakes.bigcommerce import Manners
from connectors.fakes.bigcommerce.quota import Quota
from ledger.channels import Accepted, Push, RefusedPush, StockKey, Unanswered
from tests.connectors.bigcommerce.stores import Store, store_on

ABSOLUTE = "/adjustments/absolute"
PLENTY = Quota(requests=100_000)


def many(store: Store, count: int) -> list[str]:
    skus = [f"S{number:05}" for number in range(count)]
    for sku in skus:
        store.fake.add_product(sku, 1, 1)
    return skus


def test_each_number_goes_to_the_id_that_carries_it() -> None:
    """A product tracked as a whole would refuse its variants, and with them 2,000 rows."""
    with store_on() as store:
        product = store.fake.add_product("P", 10, 10, tracking="product", variants=("P-S", "P-M"))
        store.fake.add_product("N", tracking="none")

        listings = {one.sku: one for one in store.connector.listings()}
        assert listings["N"].numbers == ()
        assert {listings[sku].inventory_id for sku in ("P-S", "P-M")} == {f"product/{product.id}"}
        assert listings["A"].inventory_id == f"variant/{store.fake.shop.sold_as('A').id}"

        answers = store.push({"P-S": 4, "A": 5})
        assert {type(one) for one in answers.values()} == {Accepted}
        assert (store.shown("P-M"), store.shown("A")) == (4, 5)


def test_a_number_is_accepted_only_once_it_stands_there() -> None:
    """Read at once it would be called drift, and "corrected"."""
    with store_on(manners=Manners(applied_after=timedelta(seconds=5))) as store:
        assert store.push({"A": 7}) == {"A": Accepted(store.stock_keys()["A"])}

        assert len(store.seen(ABSOLUTE)) == 1
        assert store.clock.slept == list(READ_BACK_PAUSES[:2])


def test_a_number_that_does_not_appear_is_in_doubt() -> None:
    """It may still come; it is neither believed nor written again."""
    with store_on(manners=Manners(applied_after=timedelta(minutes=5))) as store:
        keys = store.stock_keys()

        assert store.push({"A": 7}, keys) == {"A": Unanswered(keys["A"])}
        assert len(store.seen(ABSOLUTE)) == 1
        assert store.connector.push_manners.longest_request > timedelta(minutes=5)


def test_what_sold_meanwhile_is_not_taken_for_a_failed_write() -> None:
    """One of two sells between applying and reading back: that one is in doubt, no more."""
    with store_on() as store:
        keys = store.stock_keys()

        def sold(fake: object, request: object, now: object) -> object:
            store.fake.shop.apply()
            store.place({"A": 1})
            return store.fake.handle(request, now)  # type: ignore[arg-type]

        store.mischief.plan(sold, when=mischief.asking("GET", "/inventory/items"))  # type: ignore[arg-type]
        answers = store.push({"A": 7, "B": 8}, keys)

        assert answers == {"A": Unanswered(keys["A"]), "B": Accepted(keys["B"])}
        assert store.shown("A") == 6


def test_one_identity_at_fault_is_taken_out_by_its_name() -> None:
    """All 2,000 rows are refused for it; two calls and not twenty are needed."""
    with store_on(quota=PLENTY) as store:
        skus = many(store, 1_999)
        keys = store.stock_keys()
        store.fake.track_by("A", "product")

        answers = store.push(dict.fromkeys(["A", *skus], 5), keys)

        refused = answers.pop("A")
        assert isinstance(refused, RefusedPush)
        assert "is tracked by product, please update stock by product id" in refused.reason
        assert {type(one) for one in answers.values()} == {Accepted}
        assert len(store.seen(ABSOLUTE)) == 2


def test_faults_that_nobody_names_are_found_by_halves() -> None:
    """In words of another kind; the good ones go through."""
    body = b'{"status": 422, "title": "Something is wrong", "errors": {}}'
    with store_on(quota=PLENTY) as store:
        skus = many(store, 64)
        bad = store.fake.shop.sold_as(skus[17]).id
        store.mischief.plan(
            mischief.answering(422, body),
            times=mischief.ALWAYS,
            when=lambda request: request.method == "PUT" and f":{bad},".encode() in request.body,
        )

        answers = store.push(dict.fromkeys(skus, 5))

        refused = [sku for sku, one in answers.items() if isinstance(one, RefusedPush)]
        assert refused == [skus[17]]
        assert len(store.seen(ABSOLUTE)) == 13


def test_a_refusal_that_is_not_of_rows_is_not_halved() -> None:
    """A plan that allows no more says the same to every half."""
    with store_on() as store:
        many(store, 64)
        wanted = dict.fromkeys(store.stock_keys(), 5)
        store.mischief.plan(
            mischief.answering(507, b'{"title": "Plan limit"}'),
            times=mischief.ALWAYS,
            when=store.writes,
        )

        with pytest.raises(Refused, match="Plan limit"):
            store.push(wanted)
        assert len(store.seen(ABSOLUTE)) == 1


def test_a_variant_that_is_gone_is_refused_in_the_stores_words() -> None:
    """And shows nothing any more."""
    with store_on() as store:
        gone = StockKey("variant/999999", "1")
        push = Push(stock_key=gone, wanted=5, expected=0, key="k.0001")

        (answer,) = store.connector.push([push])
        assert isinstance(answer, RefusedPush)
        assert "variant_id 999999" in answer.reason
        assert [one.quantity for one in store.connector.shown([gone])] == [None]


def test_a_product_that_is_tracked_otherwise_by_now_shows_no_number() -> None:
    """The number of one of its variants is not its own."""
    with store_on() as store:
        store.fake.add_product("P", 10, 10, tracking="product", variants=("P-S", "P-M"))
        key = store.stock_keys()["P-S"]
        store.fake.track_by("P-S", "variant")

        asked = [key, store.stock_keys()["P-S"]]
        assert [one.quantity for one in store.connector.shown(asked)] == [None, 10]


def test_one_request_speaks_of_one_location() -> None:
    """And the next is sent when it was answered."""
    with store_on() as store:
        pushes = [
            Push(stock_key=store.stock_keys(at=at)[sku], wanted=3, expected=0, key=f"k.{at}{sku}")
            for sku in ("A", "B")
            for at in ("1", "2")
        ]

        answers = list(store.connector.push(pushes))

        assert {type(one) for one in answers} == {Accepted}
        bodies = [one.body for one in store.seen(ABSOLUTE)]
        assert [(body.count(b'"location_id":1'), body.count(b'"location_id":2')) for body in bodies] == [(2, 0), (0, 2)]  # fmt: skip  # noqa: E501


@pytest.mark.parametrize("status", [409, 423, 429])
def test_a_write_that_was_turned_away_is_left_to_the_next_cycle(status: int) -> None:
    """It did nothing, so nothing is in doubt."""
    with store_on() as store:
        keys = store.stock_keys()
        store.mischief.plan(
            mischief.answering(status, b'{"status": 0, "title": "Busy"}'), when=store.writes
        )

        with pytest.raises(Exception, match="Busy") as failure:
            store.push({"A": 7}, keys)

        assert not getattr(failure.value, "effect_unknown", True)
        assert store.shown("A") == 1_000


def test_a_catalogue_page_that_comes_again_is_refused() -> None:
    """Its listings would be told twice, and those of the next page never."""
    with store_on() as store:
        many(store, 300)
        store.mischief.plan(
            mischief.Repeating(),
            times=mischief.ALWAYS,
            when=mischief.asking("GET", "/catalog/variants"),
        )

        with pytest.raises(Unintelligible, match="same page again"):
            store.stock_keys()
