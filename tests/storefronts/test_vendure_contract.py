"""As much of the contract as a real Vendure server has hands for, and our fake beside it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import pytest

from connectors.contract import SHOWN_AT_FIRST, ConnectorContract, Storefront
from connectors.contract_locations import SummedLocationsContract, SummedStorefront
from connectors.fakes.vendure import Vendure as Fake
from connectors.fakes.vendure import stock
from connectors.protocol import Account, Connector, Page
from ledger.channels import Listing, Push, PushAnswer, PushManners, Shown, StockKey
from ledger.snapshots import Gone, LineSnapshot, OrderSnapshot, Unreadable
from tests.connectors.vendure.shops import Shop, happened, owed, packed, shop_on, taken
from tests.storefronts.vendure_book import book_of
from tests.storefronts.vendure_desk import Desk

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("vendure")]

MANY: Final = "a hundred orders take minutes here; the fake's contract tries it"


@dataclass(frozen=True, slots=True)
class Ours:
    """The connector, seeing only what one test sells; ``skus``: the contract's by the shop's."""

    inner: Connector
    skus: dict[str, str]

    @property
    def push_manners(self) -> PushManners:
        return self.inner.push_manners

    @property
    def overlap(self) -> object:
        return self.inner.overlap

    def account(self) -> Account:
        return self.inner.account()

    def listings(self) -> Iterator[Listing]:
        for one in self.inner.listings():
            if one.sku in self.skus:
                yield replace(one, sku=self.skus[one.sku])

    def orders(self, cursor: str, *, since: datetime) -> Iterator[Page]:
        for page in self.inner.orders(cursor, since=since):
            found = [one for one in page.orders if isinstance(one, OrderSnapshot)]
            own = tuple(one for one in found if one.lines and one.lines[0].sku in self.skus)
            yield replace(page, orders=own)

    def orders_by_id(self, ids: Sequence[str]) -> Iterable[OrderSnapshot | Unreadable | Gone]:
        return self.inner.orders_by_id(ids)

    def shown(self, keys: Sequence[StockKey]) -> Iterable[Shown]:
        return self.inner.shown(keys)

    def push(self, pushes: Sequence[Push]) -> Iterable[PushAnswer]:
        return self.inner.push(pushes)


@dataclass(slots=True)
class RealStorefront:
    """Nobody can make its time pass."""

    desk: Desk
    connector: Connector
    skus: dict[str, str]

    def now(self) -> datetime:
        return datetime.now(UTC)

    def later(self, seconds: float) -> None:
        """What is done here is done when it is answered."""

    def sell(self, sku: str, quantity: int) -> str:
        return self.desk.sell({self.skus[sku]: quantity})

    def edit(self, order_id: str, quantity: int) -> None:
        self.desk.modify(order_id, self.skus["A"], quantity)

    def cancel(self, order_id: str) -> None:
        self.desk.cancel(order_id)

    def ship(self, order_id: str) -> None:
        self.desk.move_fulfilment(self.desk.ship(order_id), "Delivered")

    def delete(self, order_id: str) -> None:
        pytest.skip("Vendure deletes no order that was placed; the fake's contract tries it")

    def shown(self, sku: str) -> int:
        return self.desk.free(self.skus[sku])


class TestRealVendure(ConnectorContract):
    """On the server that the other tests use too."""

    @pytest.fixture
    def storefront(self, desk: Desk, book_url: str) -> Iterator[Storefront]:
        skus = {name: desk.new_sku() for name in ("A", "B")}
        for sku in skus.values():
            desk.add_product(sku, SHOWN_AT_FIRST)
        with book_of(desk, book_url, {}) as book:
            ours = Ours(book.connector, {sku: name for name, sku in skus.items()})
            yield RealStorefront(desk, ours, skus)  # type: ignore[arg-type]  # overlap is passed on

    def test_every_order_is_told_once(self, storefront: Storefront) -> None:
        pytest.skip(MANY)

    def test_the_cursor_moves_with_every_page(self, storefront: Storefront) -> None:
        pytest.skip(MANY)

    def test_a_pull_goes_on_after_any_page(self, storefront: Storefront) -> None:
        pytest.skip(MANY)

    def test_only_what_changed_is_told_again(self, storefront: Storefront) -> None:
        pytest.skip("the overlap takes two minutes to pass; the fake's contract tries it")


class RealSummed(RealStorefront):
    """With two stock locations that are mapped, and one that is not."""

    def locations(self) -> Mapping[str, str]:
        one, other, _ = self.desk.locations.values()
        return {one: "main", other: "boston"}

    def left_alone(self) -> str:
        return list(self.desk.locations.values())[2]

    def shown_at(self, sku: str, location: str) -> int:
        on_hand, allocated = self.desk.levels(self.skus[sku])[location]
        return on_hand - allocated


class TestRealLocations(SummedLocationsContract):
    """Likewise."""

    @pytest.fixture
    def storefront(self, desk: Desk, book_url: str) -> Iterator[SummedStorefront]:
        skus = {"A": desk.new_sku()}
        desk.add_product(skus["A"], SHOWN_AT_FIRST, 0, 7)
        shop = RealSummed(desk, None, skus)  # type: ignore[arg-type]  # made from what it tells
        with book_of(desk, book_url, {}, locations=shop.locations()) as book:
            shop.connector = Ours(book.connector, {skus["A"]: "A"})  # type: ignore[assignment]
            yield shop


@dataclass(slots=True)
class Pair:
    """One item and one order on the server and on the fake, to which the same is done."""

    desk: Desk
    real: Connector
    fake: Fake
    shop: Shop
    sku: str
    parcels: list[tuple[str, int]]
    real_id: str = ""
    fake_id: int = 0

    def sell(self, units: int) -> None:
        self.real_id = self.desk.sell({self.sku: units})
        self.fake_id = self.fake.sell({self.sku: units}, now=self.shop.clock()).id

    def fulfil(self, units: int) -> None:
        order = self.fake.shop.orders[self.fake_id]
        made = self.fake.fulfil(order, {self.sku: units}, now=self.shop.clock.advance())
        self.parcels.append((self.desk.fulfil(self.real_id, {self.sku: units}), made.id))

    def move(self, number: int, state: str) -> None:
        real_id, fake_id = self.parcels[number]
        order, parcel = self.fake.shop.fulfilment(fake_id)
        self.fake.move(order, parcel, state, now=self.shop.clock.advance())
        self.desk.move_fulfilment(real_id, state)

    def cancel(self, units: int) -> None:
        order = self.fake.shop.orders[self.fake_id]
        self.fake.cancel(order, {self.sku: units}, now=self.shop.clock.advance())
        self.desk.cancel(self.real_id, {self.sku: units})

    def modify(self, units: int) -> None:
        order = self.fake.shop.orders[self.fake_id]
        self.fake.modify(order, self.sku, units, now=self.shop.clock.advance())
        self.desk.modify(self.real_id, self.sku, units)

    def told(self) -> tuple[object, object]:
        """What we read of both, and their numbers: on hand and allocated by location."""
        (order,) = self.real.orders_by_id([self.real_id])
        assert isinstance(order, OrderSnapshot)
        (line,) = order.lines
        variant = self.fake.shop.sold_as(self.sku)
        theirs = list(self.desk.levels(self.sku).values())
        ours = [(one.on_hand, one.allocated) for one in variant.levels.values()]
        fake_line = self.shop.line(self.fake_id)
        assert stock.free(variant) == self.desk.free(self.sku)
        return (_meaning(line), theirs), (_meaning(fake_line), ours)


def _meaning(line: LineSnapshot) -> tuple[object, ...]:
    return owed(line), packed(line), taken(line), happened(line)


@pytest.mark.parametrize("on_hand", [(50, 0, 0), (3, 50, 0), (1, 2, 50)])
def test_the_fake_books_as_the_server_does(
    desk: Desk, book_url: str, on_hand: tuple[int, int]
) -> None:
    """Deed by deed, also of a line that is spread over two stock locations, or three."""
    sku = desk.new_sku()
    desk.add_product(sku, *on_hand)
    with book_of(desk, book_url, {}) as book, shop_on() as shop:
        shop.store.shop.locations |= {2: "Boston", 3: "Elsewhere"}
        shop.store.shop.add_variant(sku, *on_hand, now=shop.clock())
        pair = Pair(desk, book.connector, shop.store, shop, sku, [])
        pair.sell(6)
        deeds: tuple[Callable[[], None], ...] = (
            lambda: pair.fulfil(2),
            lambda: pair.move(0, "Shipped"),
            lambda: pair.fulfil(2),
            lambda: pair.cancel(1),
            lambda: pair.move(1, "Cancelled"),
            lambda: pair.modify(4),
            lambda: pair.fulfil(1),
            lambda: pair.move(2, "Shipped"),
            lambda: pair.cancel(2),
            lambda: pair.move(0, "Delivered"),
            lambda: pair.cancel(2),
        )
        for number, deed in enumerate(deeds):
            deed()
            theirs, ours = pair.told()
            assert theirs == ours, f"after deed {number}"
