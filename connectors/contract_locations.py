"""The part of the contract for platforms that keep a number at each of their locations.

    class TestMyLocations(LocationsContract):
        @pytest.fixture
        def storefront(self) -> Iterator[LocatedStorefront]:
            yield MyStorefront()

Beside `ConnectorContract`, which the same storefront passes as well. A platform that keeps such
numbers, but tells of no order where it took its goods, passes `SummedLocationsContract` instead.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Protocol

import pytest

from connectors.contract import SHOWN_AT_FIRST, Storefront, by_id, listings_of
from ledger.channels import Accepted, Push
from ledger.snapshots import EventKind, LineSnapshot


class LocatedStorefront(Storefront, Protocol):
    """A shop with two locations that are mapped. Its first number is that of the first location."""

    def locations(self) -> Mapping[str, str]:
        """Our codes by the shop's own ids; ``sell`` is shipped from the first."""
        ...

    def ship_from(self, order_id: str, location: str) -> None:
        """Whole, now, from this location of the shop, wherever it was to be shipped from."""
        ...

    def shown_at(self, sku: str, location: str) -> int: ...


class LocationsContract:
    """Inherit it and give the fixture ``storefront``."""

    @pytest.fixture
    def storefront(self) -> LocatedStorefront:
        raise NotImplementedError("give your storefront: override this fixture")

    def test_the_account_names_its_locations(self, storefront: LocatedStorefront) -> None:
        """By the ids that the configuration maps."""
        named = {own_id for own_id, _ in storefront.connector.account().locations}

        assert named >= storefront.locations().keys()

    def test_each_location_keeps_a_number_of_its_own(self, storefront: LocatedStorefront) -> None:
        """All of one inventory; a write to one leaves the other alone."""
        one, other = storefront.locations()
        numbers = listings_of(storefront)["A"].numbers
        keys = {number.stock_key.location: number.stock_key for number in numbers}
        assert keys.keys() >= {one, other}

        wanted = 7
        write = Push(
            stock_key=keys[other], wanted=wanted, expected=SHOWN_AT_FIRST, key="contract-locations"
        )
        assert list(storefront.connector.push([write])) == [Accepted(keys[other])]

        shown = storefront.connector.shown([keys[one], keys[other]])
        assert {told.stock_key: told.quantity for told in shown} == {
            keys[one]: SHOWN_AT_FIRST,
            keys[other]: wanted,
        }
        assert storefront.shown_at("A", other) == wanted

    def test_an_order_is_owed_at_our_location(self, storefront: LocatedStorefront) -> None:
        """By our code; what the platform holds for it, by its own id."""
        (own_id, code), _ = storefront.locations().items()
        line = line_of(storefront, storefront.sell("A", 3))

        assert [(one.location, one.quantity) for one in line.owed] == [(code, 3)]
        assert {one.location for one in line.held} == {own_id}

    def test_goods_may_leave_from_another_location(self, storefront: LocatedStorefront) -> None:
        """Promised at one, shipped from the other: nothing is held at the first any more."""
        (own_id, _), (other_id, other) = storefront.locations().items()
        order_id = storefront.sell("A", 3)
        storefront.later(60)
        storefront.ship_from(order_id, other_id)

        line = line_of(storefront, order_id)
        assert line.owed == ()
        assert [(one.kind, one.quantity, one.location) for one in line.events] == [
            (EventKind.SHIPPED, 3, other)
        ]
        held = {one.location: (one.taken, one.reserved) for one in line.held}
        assert held.pop(own_id, (0, 0)) == (0, 0)
        assert held == {other_id: (3, 0)}

    def test_what_was_taken_explains_the_number_of_each_location(
        self, storefront: LocatedStorefront
    ) -> None:
        """Shown and taken together are what was there, at both, through a whole life of orders."""
        own_id, other_id = storefront.locations()
        first, second = storefront.sell("A", 3), storefront.sell("A", 2)
        steps: tuple[Callable[[], None], ...] = (
            lambda: storefront.edit(first, 5),
            lambda: storefront.ship_from(first, other_id),
            lambda: storefront.cancel(second),
        )
        for step in steps:
            storefront.later(60)
            step()
            taken = Counter[str]()
            for order_id in (first, second):
                for line in by_id(storefront, order_id).lines:
                    taken.update({held.location: held.taken for held in line.held})

            assert {at: storefront.shown_at("A", at) + taken[at] for at in (own_id, other_id)} == {
                own_id: SHOWN_AT_FIRST,
                other_id: SHOWN_AT_FIRST,
            }


class SummedStorefront(Storefront, Protocol):
    """A shop whose locations are one number: two that are mapped, and one that is not.

    At first all of "A" that is ours lies at the first, and ``sell`` takes it from there.
    """

    def locations(self) -> Mapping[str, str]:
        """Our codes by the shop's own ids; the first is that of orders."""
        ...

    def left_alone(self) -> str:
        """The own id of the location that is not mapped; some of "A" lies there."""
        ...

    def shown_at(self, sku: str, location: str) -> int: ...


class SummedLocationsContract:
    """For platforms that do not tell from which location they take an order's goods.

    Inherit it and give the fixture ``storefront``.
    """

    @pytest.fixture
    def storefront(self) -> SummedStorefront:
        raise NotImplementedError("give your storefront: override this fixture")

    def test_the_account_names_its_locations(self, storefront: SummedStorefront) -> None:
        """Those that are mapped, and the one that is not."""
        named = {own_id for own_id, _ in storefront.connector.account().locations}

        assert named >= {*storefront.locations(), storefront.left_alone()}

    def test_the_number_is_the_sum_of_what_is_mapped(self, storefront: SummedStorefront) -> None:
        """With its parts; what lies elsewhere is not in it."""
        one, other = storefront.locations()
        (number,) = listings_of(storefront)["A"].numbers

        assert number.stock_key.location == ""
        assert (number.quantity, dict(number.parts)) == (
            SHOWN_AT_FIRST,
            {one: SHOWN_AT_FIRST, other: 0},
        )
        assert list(storefront.connector.shown([number.stock_key])) == [number]

    def test_a_number_is_written_as_it_is_shared_out(self, storefront: SummedStorefront) -> None:
        """Another one, and the same one once more at other locations; the third is left alone."""
        one, other = storefront.locations()
        apart = storefront.left_alone()
        (number,) = listings_of(storefront)["A"].numbers
        key, before = number.stock_key, storefront.shown_at("A", apart)
        expected = SHOWN_AT_FIRST
        for here, there in ((4, 3), (1, 6)):
            write = Push(
                stock_key=key,
                wanted=here + there,
                expected=expected,
                key=f"contract-{here}",
                parts=((one, here), (other, there)),
            )
            list(storefront.connector.shown([key]))
            assert list(storefront.connector.push([write])) == [Accepted(key)]
            (told,) = storefront.connector.shown([key])
            assert (told.quantity, dict(told.parts)) == (7, {one: here, other: there})
            assert storefront.shown_at("A", other) == there
            expected = here + there

        assert storefront.shown_at("A", apart) == before

    def test_an_order_is_owed_where_ours_are(self, storefront: SummedStorefront) -> None:
        """What the platform took for it is taken from the one number."""
        code, *_ = storefront.locations().values()
        line = line_of(storefront, storefront.sell("A", 3))

        assert [(one.location, one.quantity) for one in line.owed] == [(code, 3)]
        assert [(one.location, one.taken) for one in line.held] == [("", 3)]

    def test_what_was_taken_explains_the_number(self, storefront: SummedStorefront) -> None:
        """Shown and taken together are what was there, through a whole life of orders."""
        (number,) = listings_of(storefront)["A"].numbers
        first, second = storefront.sell("A", 3), storefront.sell("A", 2)
        steps: tuple[Callable[[], None], ...] = (
            lambda: storefront.edit(first, 5),
            lambda: storefront.ship(first),
            lambda: storefront.cancel(second),
        )
        for step in steps:
            storefront.later(60)
            step()
            taken = sum(
                held.taken
                for order_id in (first, second)
                for line in by_id(storefront, order_id).lines
                for held in line.held
            )
            (told,) = storefront.connector.shown([number.stock_key])

            assert told.quantity == SHOWN_AT_FIRST - taken
            assert sum(units for _, units in told.parts) == told.quantity


def line_of(storefront: Storefront, order_id: str) -> LineSnapshot:
    (line,) = by_id(storefront, order_id).lines
    return line
