"""A real Medusa server: the stories end to end, the contract, and that the fake is like it."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import ClassVar, Final

import pytest

from connectors.contract import ConnectorContract
from connectors.contract_locations import LocatedStorefront, LocationsContract
from ledger.snapshots import EventKind, OrderSnapshot, Owed
from tests.connectors.medusa.servers import server_on
from tests.storefronts.answers import strangers
from tests.storefronts.books import AheadClock, book_on
from tests.storefronts.medusa_desk import Desk
from tests.storefronts.medusa_history import LYING, History
from tests.storefronts.medusa_setup import add_location
from tests.storefronts.medusa_shop import ORDERS, Shop, now, storefront_of
from tests.storefronts.medusa_story import STOCKED, STORIES, Story
from tests.storefronts.medusa_walk import answers, refusals, walk

pytestmark = pytest.mark.slow

THIRD: Final = "Chicago"


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_book_and_server_agree(
    story: Callable[[Story], None], shop: Shop, sqlite_template: bytes, tmp_path: Path
) -> None:
    """After each step, both ways."""
    for sku in ("A", "B"):
        shop.desk.add_product(sku, STOCKED, STOCKED)
    shop.desk.add_kit("K", {"A": 2, "B": 1})
    path = tmp_path / "stockbook.db"
    path.write_bytes(sqlite_template)
    with book_on(
        f"sqlite:///{path}",
        shop.connector,
        clock=now,
        sleep=time.sleep,
        mapped=shop.mapped,
        calls=shop.http.calls,
    ) as book:
        story(Story(shop.desk, book))


def test_book_and_server_agree_whatever_happens(shop: Shop, book_url: str) -> None:
    """The first deeds of one of the histories that are told of the fake."""
    for sku in ("A", "B"):
        shop.desk.add_product(sku, LYING, LYING)
    shop.desk.add_kit("K", {"A": 2, "B": 1})
    clock = AheadClock()
    ahead = replace(shop.connector, reader=replace(shop.connector.reader, clock=clock))
    with book_on(book_url, ahead, clock=clock, sleep=clock.sleep, mapped=shop.mapped) as book:
        History(shop.desk, book, Random(0)).goes_on(20)


def test_a_rush_of_orders_is_booked_once_each(shop: Shop, book_url: str) -> None:
    """Four at a time, while orders are pulled and another channel's sales are written."""
    desk = shop.desk
    desk.add_product("A", STOCKED, STOCKED)
    carts = [desk.cart({"A": 2}) for _ in range(6)]
    with (
        book_on(book_url, shop.connector, clock=now, sleep=time.sleep, mapped=shop.mapped) as book,
        ThreadPoolExecutor(4) as shoppers,
    ):
        orders = [shoppers.submit(desk.complete, cart) for cart in carts]
        for done in orders:
            book.receive("A", -1, "austin")
            book.sync()
            done.result()

        Story(desk, book).sees("A", austin=(2, 12, 0))
        assert book.incidents() == []


def test_a_location_that_is_not_mapped_is_left_alone(shop: Shop, book_url: str) -> None:
    """A third one, which ships what was reserved at ours; some of it is brought to us."""
    desk, mapped = shop.desk, dict(shop.mapped)
    desk.add_product("A", STOCKED, STOCKED)
    with (
        book_on(book_url, shop.connector, clock=now, sleep=time.sleep, mapped=mapped) as book,
        third_location(desk, "A"),
    ):
        story = Story(desk, book)
        order = desk.sell({"A": 4})
        story.sees("A", austin=(16, 4, 0))
        sent = desk.fulfil(order, {"A": 4}, at=THIRD)
        story.sees("A")
        desk.ship(order, sent, {"A": 4})
        desk.receive(order, desk.request_return(order, {"A": 3}), good={"A": 3})
        story.sees("A")
        assert book.incidents() == ["excess_return"]
        assert desk.level("A", THIRD) == (STOCKED - 4, 0)


@contextmanager
def third_location(desk: Desk, sku: str) -> Iterator[None]:
    """With so much of this item as the others, for as long as this lasts."""
    desk.locations[THIRD] = add_location(desk.admin, THIRD, desk.channel)
    level = {"location_id": desk.locations[THIRD], "stocked_quantity": STOCKED}
    desk.admin("POST", f"/admin/inventory-items/{desk.items[sku]}/location-levels", level)
    try:
        yield
    finally:
        del desk.locations[THIRD]


class TestContract(ConnectorContract, LocationsContract):
    """With fewer orders on smaller pages, since here each takes half a second."""

    orders: ClassVar[int] = ORDERS

    @pytest.fixture
    def storefront(self, shop: Shop) -> LocatedStorefront:
        return storefront_of(shop)


def test_the_fake_answers_as_the_server_does(shop: Shop) -> None:
    """Every field of the fake is one of the server's, of the same kind; and so are its refusals."""
    for sku in ("A", "B"):
        shop.desk.add_product(sku, STOCKED, STOCKED)
    shop.desk.add_kit("K", {"A": 2, "B": 1})
    order_id = walk(shop.desk)
    door = shop.connector.http
    key = next(one for one in shop.connector.listings() if one.sku == "A").numbers[0].stock_key
    theirs, their_words = answers(door, order_id, key), refusals(door)

    with server_on() as fake:
        fake.store.add_kit("K", {"A": 2, "B": 1})
        order_id = walk(fake.people)
        door = fake.connector.http
        key = next(one for one in fake.connector.listings() if one.sku == "A").numbers[0].stock_key
        ours, our_words = answers(door, order_id, key), refusals(door)
    assert {name: found for name in ours if (found := strangers(ours[name], theirs[name]))} == {}
    assert our_words == their_words


def test_the_server_has_the_manners_of_the_fake(shop: Shop) -> None:
    """A filter that it does not know it ignores; elsewhere that is refused."""
    desk = shop.desk
    desk.add_product("A", STOCKED)
    order_id = desk.sell({"A": 1})
    listed = desk.admin("GET", "/admin/orders", updated_since="2030-01-01T00:00:00.000Z")
    assert len(listed["orders"]) == 1
    assert desk.admin.raw("GET", "/admin/orders", order="updated_at,id").status_code == 500
    nonsense = {"updated_at[$gt]": "a moment ago"}
    assert desk.admin.raw("GET", "/admin/orders", **nonsense).status_code == 500
    assert desk.admin.raw("GET", "/admin/reservations", odd="1").status_code == 400

    starred = desk.admin("GET", f"/admin/orders/{order_id}", fields="id,items.id,items.detail.*")
    assert "quantity" not in starred["order"]["items"][0]["detail"]
    alone, listed = shop.connector.reader._alone(order_id), shop.connector.orders_by_id([order_id])
    assert isinstance(alone, OrderSnapshot)
    assert [alone.lines] == [one.lines for one in listed if isinstance(one, OrderSnapshot)]


def test_a_draft_is_told_once_it_is_an_order(shop: Shop) -> None:
    """Before that it holds nothing."""
    shop.desk.add_product("A", STOCKED, STOCKED)
    draft = shop.desk.draft({"A": 2})
    began = now()
    assert shop.desk.level("A") == (STOCKED, 0)
    assert [one for page in shop.connector.orders("", since=began) for one in page.orders] == []
    shop.desk.convert(draft)

    (told,) = [one for page in shop.connector.orders("", since=began) for one in page.orders]
    assert (told.order_id, shop.desk.level("A")) == (draft, (STOCKED, 2))


def test_a_claim_writes_off_what_nobody_saw(shop: Shop) -> None:
    """Written off are the claim and then the damaged unit: two, of one that came back."""
    for sku in ("A", "B"):
        shop.desk.add_product(sku, STOCKED, STOCKED)
    order_id = shop.desk.sell({"A": 2})
    shop.desk.ship(order_id, shop.desk.fulfil(order_id, {"A": 2}), {"A": 2})
    back = shop.desk.claim(order_id, {"A": 1}, {"B": 1})
    shop.desk.receive(order_id, back, damaged={"A": 1})
    naive = next(
        one["detail"] for one in shop.desk.order(order_id)["items"] if one["title"][-1] == "A"
    )
    assert naive["written_off_quantity"] == 2

    (told,) = shop.connector.orders_by_id([order_id])
    assert isinstance(told, OrderSnapshot)
    of_a, of_b = sorted(told.lines, key=lambda line: line.sku)
    assert [(one.kind, one.quantity) for one in of_a.events] == [
        (EventKind.SHIPPED, 2),
        (EventKind.RETURNED_DAMAGED, 1),
    ]
    assert of_b.owed == (Owed(location="austin", quantity=1),)
