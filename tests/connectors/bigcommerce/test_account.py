"""What `init` learns of a store, and how the connector keeps to its quota."""

import pytest

from connectors.errors import NotAuthorised, Refused, Unavailable
from connectors.fakes import mischief
from connectors.fakes.bigcommerce import SCOPES, StockRules
from tests.connectors.bigcommerce.stores import MAPPED, store_on


def test_a_store_tells_its_name_its_locations_and_its_rules() -> None:
    """In words that an operator understands."""
    with store_on() as store:
        account = store.connector.account()

        assert (account.name, account.time_zone) == ("Fake store", "America/Chicago")
        assert account.locations == (("1", "Austin"), ("2", "Boston"))
        assert (account.missing_rights, account.can_read, account.can_write) == ((), True, True)
        assert account.notes == (
            "the store takes stock when an order is placed; it puts stock back when an order is "
            "cancelled or wholly refunded, never for a part",
        )


def test_settings_that_need_attention_are_told() -> None:
    """Late taking, no giving back, no following of edits."""
    with store_on() as store:
        store.fake.set_rules(
            StockRules(when="order_completed_or_shipped", edits=False, endings=False)
        )

        taken, edits = store.connector.account().notes
        assert "only when an order is shipped or completed" in taken
        assert "never puts stock back" in taken
        assert "switch on the adjustment of stock for edited orders" in edits


def test_a_safety_stock_is_told_because_a_buffer_would_be_taken_off_twice() -> None:
    """What is written is what lies there; the store sells less."""
    with store_on() as store:
        hanger = store.fake.shop.sold_as("A").hanger
        assert hanger
        store.fake.shop.safety[hanger, 1] = 5

        assert "safety stock" in store.connector.account().notes[-1]
        numbers = [one.numbers for one in store.connector.listings() if one.sku == "A"]
        assert [one.quantity for one in numbers[0]] == [1_000, 1_000]


def test_a_location_to_ship_from_that_is_not_there_is_told() -> None:
    """Else nothing would be owed anywhere."""
    with store_on(ships_from="8") as store:
        assert "no location with that id" in store.connector.account().notes[-1]


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_a_scope_that_is_missing_is_named(scope: str) -> None:
    """And no other."""
    with store_on() as store:
        store.fake.scopes = SCOPES - {scope}

        (missing,) = store.connector.account().missing_rights
        assert f"({scope})" in missing


def test_a_wrong_token_is_no_missing_right() -> None:
    """One call, and what to look at."""
    with store_on(token="bc1wrong1token1") as store:
        with pytest.raises(NotAuthorised, match="check the key"):
            store.connector.account()

        assert store.http.calls() == 1


def test_a_store_that_is_not_there_says_so() -> None:
    """In its own words, and what to check."""
    with (
        store_on(store_hash="elsewhere") as store,
        pytest.raises(Refused, match=r"not found\..*; its address is told by store_hash"),
    ):
        store.connector.account()


def test_other_apps_use_up_the_quota_and_no_request_is_refused() -> None:
    """Before a tenth is left the next window is waited for."""
    with store_on() as store:
        store.place({"A": 1})
        for _ in range(100):
            store.fake.quota.others(12, now=store.now())
            store.pull()

        assert store.fake.quota.refused == 0
        assert store.clock.slept
        assert max(store.clock.slept) <= 30


def test_a_refusal_for_the_rate_is_waited_out_as_the_store_says() -> None:
    """There is no Retry-After; the header says when the window ends."""
    with store_on() as store:
        store.clock.advance(10)
        store.pull()
        store.fake.quota.others(10_000, now=store.clock.advance(12))
        store.pull()

        assert store.fake.quota.refused == 1
        assert store.clock.slept == [18.0]


def test_a_platform_that_is_busy_is_given_growing_pauses() -> None:
    """A 429 without any figures."""
    with store_on() as store:
        store.fake.quota.busy = 2
        store.pull()

        assert store.clock.slept == [1.0, 4.0]


def test_a_plan_that_allows_no_more_is_not_tried_again() -> None:
    """507 does not pass by waiting."""
    with store_on() as store:
        store.mischief.plan(mischief.answering(507, b'{"title": "Plan limit"}'))

        with pytest.raises(Refused, match="Plan limit"):
            store.pull()
        assert store.http.calls() == 1


def test_a_lock_passes() -> None:
    """423 is another request at work."""
    with store_on() as store:
        store.mischief.plan(mischief.answering(423, b'{"title": "Locked"}'), times=mischief.ALWAYS)

        with pytest.raises(Unavailable, match="Locked"):
            store.pull()
        assert store.http.calls() > 1


def test_a_location_that_is_not_mapped_owes_nothing() -> None:
    """It is another firm's, or forgotten; `init` names it."""
    with store_on(mapped={"1": MAPPED["1"]}) as store:
        order = store.place({"A": 3}, pickup_at=2)

        line = store.line(order)
        assert (line.owed, [one.location for one in line.held]) == ((), ["2"])
