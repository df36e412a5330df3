"""The contract: what every connector must do, as tests that its author inherits.

    class TestMyConnector(ConnectorContract):
        @pytest.fixture
        def storefront(self) -> Iterator[Storefront]:
            yield MyStorefront()

The storefront is a shop of the connector's kind (a fake, or a real one set up for tests) with a
hand on it for shoppers and staff. It sells two listings, ``A`` and ``B``, that show 1,000 each.
Where the platform keeps a number at each of its locations, the storefront has two that are mapped
and shows 1,000 at each; it then passes connectors.contract_locations too.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import ClassVar, Final, Protocol

import pytest

from connectors.protocol import Connector
from ledger.channels import (
    Accepted,
    Listing,
    Push,
    PushAnswer,
    RefusedPush,
    StockKey,
)
from ledger.snapshots import EventKind, Gone, OrderSnapshot

SHOWN_AT_FIRST: Final = 1_000
ORDERS: Final = 120
"""More than a page of any platform that pages by 50 or 100."""

UNKNOWN: Final = "999999999"
"""An inventory id that no platform gave."""


class Storefront(Protocol):
    """A shop, and what shoppers and staff do in it; time passes only by ``later``."""

    @property
    def connector(self) -> Connector: ...

    def now(self) -> datetime: ...

    def later(self, seconds: float) -> None: ...

    def sell(self, sku: str, quantity: int) -> str:
        """An order that is owed; answers its id."""
        ...

    def edit(self, order_id: str, quantity: int) -> None:
        """The only line is of so many units now."""
        ...

    def cancel(self, order_id: str) -> None: ...

    def ship(self, order_id: str) -> None:
        """Whole, now."""
        ...

    def delete(self, order_id: str) -> None:
        """Without a trace."""
        ...

    def shown(self, sku: str) -> int:
        """What stands there; with locations, at the one from which ``sell`` is shipped."""
        ...


class ConnectorContract:
    """Inherit it and give the fixture ``storefront``.

    ``orders``: fewer where each costs seconds, if the connector then asks for smaller pages.
    """

    orders: ClassVar[int] = ORDERS

    @pytest.fixture
    def storefront(self) -> Storefront:
        raise NotImplementedError("give your storefront: override this fixture")

    def test_an_empty_shop_is_complete(self, storefront: Storefront) -> None:
        """Nothing to tell, and to when that is true."""
        pages = list(storefront.connector.orders("", since=storefront.now()))

        assert [order for page in pages for order in page.orders] == []
        assert pages[-1].complete_to is not None

    def test_every_order_is_told_once(self, storefront: Storefront) -> None:
        """However many pages they fill."""
        sold = [storefront.sell("A", 1) for _ in range(self.orders)]
        storefront.later(600)

        assert sorted(one.order_id for one in pull(storefront)[0]) == sorted(sold)

    def test_the_cursor_moves_with_every_page(self, storefront: Storefront) -> None:
        """Only the last one is complete."""
        for _ in range(self.orders):
            storefront.sell("A", 1)
        storefront.later(600)
        pages = list(storefront.connector.orders("", since=long_ago(storefront)))

        assert all(one.cursor != other.cursor for one, other in pairwise(pages))
        assert [page.complete_to is not None for page in pages[:-1]] == [False] * (len(pages) - 1)
        assert pages[-1].complete_to is not None

    def test_a_pull_goes_on_after_any_page(self, storefront: Storefront) -> None:
        """Broken off there, the rest is told and nothing is lost."""
        sold = {storefront.sell("A", 1) for _ in range(self.orders)}
        storefront.later(600)
        first = next(iter(storefront.connector.orders("", since=long_ago(storefront))))
        rest, _ = pull(storefront, first.cursor)

        told = {one.order_id for one in first.orders} | {one.order_id for one in rest}
        assert told == sold

    def test_reading_twice_says_the_same(self, storefront: Storefront) -> None:
        """But for when it was read."""
        storefront.sell("A", 2)
        storefront.later(600)

        assert [one.lines for one in pull(storefront)[0]] == [
            one.lines for one in pull(storefront)[0]
        ]

    def test_only_what_changed_is_told_again(self, storefront: Storefront) -> None:
        """Long after the overlap, one of two orders is edited; the other has been shipped.

        While it was open it might be told again: some platforms cannot say what changed.
        """
        edited, shipped = storefront.sell("A", 2), storefront.sell("A", 1)
        storefront.ship(shipped)
        storefront.later(600)
        _, cursor = pull(storefront)
        storefront.later(600)
        storefront.edit(edited, 5)
        storefront.later(600)

        (told,) = pull(storefront, cursor)[0]
        assert (told.order_id, owed(told)) == (edited, 5)

    def test_an_order_is_owed_then_shipped(self, storefront: Storefront) -> None:
        """With the instant at which it left."""
        units = 3
        order_id = storefront.sell("A", units)
        storefront.later(60)
        assert owed(by_id(storefront, order_id)) == units
        storefront.ship(order_id)
        left_at = storefront.now()

        told = by_id(storefront, order_id)
        (event,) = told.lines[0].events
        assert (owed(told), event.kind, event.quantity) == (0, EventKind.SHIPPED, units)
        assert event.occurred_at is None or abs(event.occurred_at - left_at) < SECOND

    def test_a_cancelled_order_owes_nothing(self, storefront: Storefront) -> None:
        """And nothing is said to have left."""
        order_id = storefront.sell("A", 3)
        storefront.cancel(order_id)

        told = by_id(storefront, order_id)
        assert (owed(told), told.lines[0].events if told.lines else ()) == (0, ())

    def test_every_instant_carries_its_zone(self, storefront: Storefront) -> None:
        """Of the order, of its reading, of what happened."""
        order_id = storefront.sell("A", 1)
        storefront.ship(order_id)
        told = by_id(storefront, order_id)

        instants = [told.placed_at, told.stamp, told.read_at, told.answered_at]
        instants += [event.occurred_at for line in told.lines for event in line.events]
        assert all(instant is None or instant.tzinfo for instant in instants)

    def test_gone_is_only_what_the_platform_knows_no_more(self, storefront: Storefront) -> None:
        """A deleted order is; the one beside it is not."""
        deleted, kept = storefront.sell("A", 1), storefront.sell("A", 1)
        storefront.delete(deleted)

        answers = list(storefront.connector.orders_by_id([deleted, kept]))
        assert {one.order_id: isinstance(one, Gone) for one in answers} == {
            deleted: True,
            kept: False,
        }

    def test_what_was_taken_explains_the_number(self, storefront: Storefront) -> None:
        """Shown and taken together are what was there, through a whole life of orders."""
        first, second = storefront.sell("A", 3), storefront.sell("A", 2)
        steps: tuple[Callable[[], None], ...] = (
            lambda: storefront.edit(first, 5),
            lambda: storefront.ship(first),
            lambda: storefront.cancel(second),
        )
        for step in steps:
            storefront.later(60)
            step()
            told = [by_id(storefront, order_id) for order_id in (first, second)]
            taken = sum(held.taken for one in told for line in one.lines for held in line.held)

            assert storefront.shown("A") + taken == SHOWN_AT_FIRST

    def test_listings_say_what_stands_there(self, storefront: Storefront) -> None:
        """And so does asking for the numbers."""
        listings = listings_of(storefront)

        numbers = [one for listing in listings.values() for one in listing.numbers]
        assert {one.quantity for one in numbers} == {SHOWN_AT_FIRST}
        known = key_of(listings["A"])
        unknown = StockKey(UNKNOWN, known.location)
        shown = storefront.connector.shown([known, unknown])
        assert {one.stock_key: one.quantity for one in shown} == {
            known: SHOWN_AT_FIRST,
            unknown: None,
        }

    def test_a_number_is_written(self, storefront: Storefront) -> None:
        """The other one is left alone; the same write again is the same."""
        for _ in range(2):
            assert isinstance(write(storefront, "A", 7)["A"], Accepted)

        assert (storefront.shown("A"), storefront.shown("B")) == (7, 1_000)

    def test_an_unknown_listing_is_refused_and_blocks_no_other(
        self, storefront: Storefront
    ) -> None:
        """With the platform's own words."""
        unknown = StockKey(UNKNOWN, key_of(listings_of(storefront)["B"]).location)
        answers = write(storefront, "B", 5, beside=unknown)

        assert isinstance(answers["B"], Accepted)
        refused = answers["unknown"]
        assert isinstance(refused, RefusedPush)
        assert refused.reason


SECOND: Final = timedelta(seconds=1)
"""The coarsest grain of a platform's instants."""


def long_ago(storefront: Storefront) -> datetime:
    return storefront.now() - timedelta(days=1)


def pull(storefront: Storefront, cursor: str = "") -> tuple[list[OrderSnapshot], str]:
    """All orders of a whole pull, and the cursor after it."""
    found: list[OrderSnapshot] = []
    for page in storefront.connector.orders(cursor, since=long_ago(storefront)):
        found += [one for one in page.orders if isinstance(one, OrderSnapshot)]
        cursor = page.cursor
    return found, cursor


def by_id(storefront: Storefront, order_id: str) -> OrderSnapshot:
    (told,) = storefront.connector.orders_by_id([order_id])
    assert isinstance(told, OrderSnapshot), told
    return told


def owed(order: OrderSnapshot) -> int:
    return sum(one.quantity for line in order.lines for one in line.owed)


def listings_of(storefront: Storefront) -> dict[str, Listing]:
    return {one.sku: one for one in storefront.connector.listings()}


def key_of(listing: Listing) -> StockKey:
    """That of its first number."""
    assert listing.numbers, f"{listing.sku} carries no number"
    return listing.numbers[0].stock_key


def write(
    storefront: Storefront, sku: str, wanted: int, *, beside: StockKey | None = None
) -> dict[str, PushAnswer]:
    """Write one number, and one to a stock key that nobody knows beside it."""
    key = key_of(listings_of(storefront)[sku])
    names = {key: sku} | ({beside: "unknown"} if beside else {})
    pushes = [
        Push(stock_key=one, wanted=wanted, expected=SHOWN_AT_FIRST, key=f"contract-{name}-{wanted}")
        for one, name in names.items()
    ]
    return {names[one.stock_key]: one for one in storefront.connector.push(pushes)}
