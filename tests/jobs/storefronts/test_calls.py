"""What whole cycles cost in calls, for every connector: performance row 8.

10,000 changed listings take as many writes as the platform's largest batch allows; a cycle in which
nothing changed only pulls; and nothing is throttled, by the quota that the fake has from the start.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Final, Protocol

import pytest

from connectors.fakes.fronts import Request
from connectors.fakes.mischief import Mischief
from connectors.memory import MemoryConnector, MemoryShop
from connectors.protocol import Connector
from jobs.storefronts.sync import Cycle
from ledger.channels import Guard, Push, PushAnswer, Shown, StockKey
from tests.connectors.bigcommerce.stores import store_on
from tests.connectors.medusa.servers import AUSTIN, server_on
from tests.connectors.shopify.shops import shop_on as shopify_on
from tests.connectors.shopify.test_contract import ShopifyStorefront
from tests.connectors.test_contract import WooStorefront
from tests.connectors.vendure.shops import PLAIN
from tests.connectors.vendure.shops import shop_on as vendure_on
from tests.connectors.vendure.test_contract import VendureStorefront
from tests.connectors.woocommerce.shops import VirtualClock
from tests.connectors.woocommerce.shops import shop_on as woocommerce_on
from tests.storefronts.books import Book, book_on

CHANGED: Final = 10_000
AT_FIRST: Final = 10
"""What each listing shows."""

SETTLED_AFTER: Final = 4
"""Cycles: a number is read, proved by the next pull, and perhaps once more."""

MUST: Final = 1.05
"""So many times the least number of writes (performance row 8)."""

SKUS: Final = tuple(f"S{number:05}" for number in range(CHANGED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A storefront that sells all of SKUS, and what it has been asked.

    ``mapped``: the only location that is ours. ``throttled``: refusals inside a good answer.
    """

    connector: Connector
    clock: VirtualClock
    mapped: Mapping[str, str]
    seen: Sequence[Request]
    writes: Callable[[Request], bool]
    throttled: Callable[[], int] = lambda: 0


class Reached(Protocol):
    """A fake behind a front, as the tests of each connector have it."""

    @property
    def connector(self) -> Connector: ...

    @property
    def clock(self) -> VirtualClock: ...

    @property
    def mischief(self) -> Mischief: ...


@dataclass(frozen=True, slots=True)
class Telling(MemoryConnector):
    """The reference connector, which has no network: what it is asked is told as requests."""

    seen: list[Request] = field(default_factory=list)

    def shown(self, stock_keys: Sequence[StockKey]) -> Iterable[Shown]:
        self.seen.append(Request(method="GET", url="", path="shown"))
        return MemoryConnector.shown(self, stock_keys)

    def push(self, pushes: Sequence[Push]) -> Iterable[PushAnswer]:
        self.seen.append(Request(method="POST", url="", path="push"))
        return MemoryConnector.push(self, pushes)


@contextmanager
def memory() -> Iterator[Counted]:
    clock = VirtualClock()
    shop = MemoryShop(clock, guard=Guard.BLIND)
    for sku in SKUS:
        shop.add_listing(sku, AT_FIRST)
    connector = Telling(shop)
    yield Counted(
        connector=connector,
        clock=clock,
        mapped={"": "main"},
        seen=connector.seen,
        writes=lambda asked: asked.path == "push",
    )


@contextmanager
def woocommerce() -> Iterator[Counted]:
    with woocommerce_on() as shop:
        for sku in SKUS:
            shop.store.add_product(sku, quantity=AT_FIRST, now=shop.clock())
        yield _counted(shop, WooStorefront(shop).writes, {"": "main"})


@contextmanager
def shopify() -> Iterator[Counted]:
    with shopify_on() as shop:
        for sku in SKUS:
            shop.store.add_variant(sku, {shop.main: AT_FIRST})
        points = shop.store.points
        writes = ShopifyStorefront(shop, is_virtual=True).writes
        mapped = {str(shop.main): "main"}
        yield _counted(shop, writes, mapped, lambda: points.throttled)


@contextmanager
def medusa() -> Iterator[Counted]:
    mapped = {AUSTIN: "austin"}
    with server_on(mapped=mapped) as server:
        for sku in SKUS:
            server.store.add_product(sku, AT_FIRST)
        yield _counted(server, server.writes, mapped)


@contextmanager
def vendure() -> Iterator[Counted]:
    with vendure_on(PLAIN) as shop:
        for sku in SKUS:
            shop.store.shop.add_variant(sku, AT_FIRST, now=shop.clock())
        yield _counted(shop, VendureStorefront(shop).writes, {"": "main"})


@contextmanager
def bigcommerce() -> Iterator[Counted]:
    mapped = {"1": "austin"}
    with store_on(mapped=mapped) as store:
        for sku in SKUS:
            store.fake.add_product(sku, AT_FIRST)
        yield _counted(store, store.writes, mapped)


def _counted(
    shop: Reached,
    writes: Callable[[Request], bool],
    mapped: Mapping[str, str],
    throttled: Callable[[], int] = lambda: 0,
) -> Counted:
    return Counted(
        connector=shop.connector,
        clock=shop.clock,
        mapped=mapped,
        seen=shop.mischief.seen,
        writes=writes,
        throttled=throttled,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("open_shop", "batch", "reads"),
    [
        (memory, 50, CHANGED / 50),
        (woocommerce, 100, CHANGED / 100),
        (shopify, 250, 0),  # it compares by itself
        (medusa, 200, CHANGED / 100),
        (vendure, 500, CHANGED / 500),
        (bigcommerce, 2_000, 2 * CHANGED / 500),  # and reads back what it applies late
    ],
)
def test_changed_listings_cost_the_largest_batches_and_unchanged_ones_nothing(
    open_shop: Callable[[], AbstractContextManager[Counted]],
    batch: int,
    reads: float,
    sqlite_template: bytes,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """``batch``: numbers that the platform takes at once. ``reads``: what guarding them costs."""
    caplog.set_level(logging.DEBUG, logger="stockbook.http")
    book_file = tmp_path / "stockbook.db"
    book_file.write_bytes(sqlite_template)
    with open_shop() as shop, book_beside(f"sqlite:///{book_file}", shop) as book:
        settle(shop, book)
        book.receive_all(dict.fromkeys(SKUS, 1), next(iter(shop.mapped.values())))
        pushed, writes, others = stock_calls(shop, book)
        assert pushed == CHANGED
        assert ceil(CHANGED / batch) <= writes <= MUST * CHANGED / batch
        assert others <= MUST * reads

        settle(shop, book)
        assert not [one for one in caplog.messages if one.endswith(" 429")]
        assert shop.throttled() == 0


@contextmanager
def book_beside(url: str, shop: Counted) -> Iterator[Book]:
    with book_on(
        url, shop.connector, clock=shop.clock, sleep=shop.clock.sleep, mapped=shop.mapped
    ) as book:
        yield book


def settle(shop: Counted, book: Book) -> None:
    """Until every number is proved, and nothing is left to ask."""
    for _ in range(SETTLED_AFTER):
        if stock_calls(shop, book) == (0, 0, 0):
            return
    raise AssertionError("it asks about numbers for ever")


def stock_calls(shop: Counted, book: Book) -> tuple[int, int, int]:
    """Numbers that a cycle wrote; its writes, and what else it asked beside its pull."""
    shop.clock.sleep(600)
    book.sync(Cycle(pushes=False))
    before = len(shop.seen)
    answer = book.sync(Cycle(pulls=False))
    asked = shop.seen[before:]
    writes = sum(shop.writes(one) for one in asked)
    return answer.pushed, writes, len(asked) - writes
