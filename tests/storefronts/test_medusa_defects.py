"""Medusa's observed defects on the real server: the obvious reading fails there, and ours does not.

What a return's counters say after a second receipt is one of the stories of `medusa_story`.
"""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg
import pytest
import requests

from connectors.errors import Unintelligible
from connectors.fakes.fronts import Request, Response
from connectors.fakes.loopback import Loopback
from connectors.medusa import Medusa, connect
from connectors.medusa.orders import OrderReader
from ledger.channels import Accepted, Push, RefusedPush, StockKey
from ledger.snapshots import OrderSnapshot
from tests.storefronts.medusa_shop import Shop, now

pytestmark = pytest.mark.slow

BATCH: Final = "/admin/inventory-items/location-levels/batch"

_LOCK: Final = 4711
_SLOW_INSERT: Final = f"""
    CREATE OR REPLACE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock({_LOCK}); RETURN NEW; END $$;
    CREATE OR REPLACE TRIGGER wait_for_test BEFORE INSERT ON "order"
        FOR EACH ROW EXECUTE FUNCTION wait_for_test();
"""


def test_a_second_receipt_overwrites_a_returns_counters(shop: Shop) -> None:
    """Three came back, one of them damaged; the return says one, and that it is not over."""
    desk = shop.desk
    desk.add_product("A", 20, 20)
    order = desk.sell({"A": 3})
    desk.ship(order, desk.fulfil(order, {"A": 3}), {"A": 3})
    back = desk.request_return(order, {"A": 3})
    desk.receive(order, back, good={"A": 1}, damaged={"A": 1})
    before = _return(shop, back)
    desk.receive(order, back, good={"A": 1})
    naive = _return(shop, back)
    assert (before["items"][0]["received_quantity"], before["items"][0]["damaged_quantity"]) == (
        2,
        1,
    )
    assert (naive["items"][0]["received_quantity"], naive["items"][0]["damaged_quantity"]) == (1, 0)
    assert (naive["status"], naive["updated_at"]) == ("partially_received", before["updated_at"])

    (told,) = shop.connector.orders_by_id([order])
    assert isinstance(told, OrderSnapshot)
    (line,) = told.lines
    assert sorted((one.kind.value, one.quantity) for one in line.events) == [
        ("returned_damaged", 1),
        ("returned_sellable", 1),
        ("returned_sellable", 1),
        ("shipped", 3),
    ]


def test_an_order_is_seen_later_than_its_stamp_says(shop: Shop) -> None:
    """Its row is stamped, and waits to be written; meanwhile a cursor passes over it."""
    shop.desk.add_product("A", 20, 20)
    began, cart = now(), shop.desk.cart({"A": 1})
    ours = shop.connector.reader
    naive = replace(ours, overlap=timedelta())
    with held_back(shop):
        shopper = threading.Thread(target=shop.desk.complete, args=[cart])
        shopper.start()
        _wait_until_held(shop)
        # The server's clock tells whole seconds.
        time.sleep(1.1)
        (seen, naive_cursor), (_, cursor) = _pull(naive, "", began), _pull(ours, "", began)
        assert seen == []
    shopper.join()
    assert _pull(naive, naive_cursor, began)[0] == []

    (order,) = _pull(ours, cursor, began)[0]
    assert order.stamp is not None
    assert order.stamp < datetime.fromisoformat(_started(naive_cursor))


def test_a_filter_that_is_ignored_is_noticed(shop: Shop) -> None:
    """The real server answers a query whose filter it does not know with everything."""
    shop.desk.add_product("A", 20, 20)
    shop.desk.sell({"A": 1})
    later = now() + timedelta(days=1)
    for trick in ({"updated_at[$gte]": "updated_since"}, {"id[$gt]": "id_after"}):
        with renaming(shop, trick) as strange:
            reader = replace(strange.reader, page_size=1)
            first = next(iter(reader.pages("", since=now() - timedelta(days=1))))
            assert len(first.orders) == 1
            since = later if "updated_at[$gte]" in trick else now()
            cursor = "" if "updated_at[$gte]" in trick else first.cursor
            with pytest.raises(Unintelligible, match="not asked for"):
                list(reader.pages(cursor, since=since))
    assert list(_pull(shop.connector.reader, "", later)[0]) == []


def test_reservations_whose_filter_is_unknown_are_refused(shop: Shop) -> None:
    """There the real server does say so."""
    answer = shop.desk.admin.raw("GET", "/admin/reservations", **{"line_item_ids[]": "ordli_1"})
    assert (answer.status_code, "Unrecognized fields" in answer.text) == (400, True)


def test_what_a_write_answers_as_available_is_stale(shop: Shop) -> None:
    """It is what was available before; the stocked quantity is what was written."""
    desk = shop.desk
    desk.add_product("A", 20, 20)
    desk.sell({"A": 4})
    row = {**_ids(_key(shop, "A")), "stocked_quantity": 91}
    (naive,) = desk.admin("POST", BATCH, {"update": [row]})["updated"]
    assert (naive["stocked_quantity"], naive["available_quantity"]) == (91, 16)
    assert desk.level("A") == (91, 4)

    key = _key(shop, "A")
    assert list(shop.connector.push([_push(key, 92)])) == [Accepted(key)]
    assert [one.quantity for one in shop.connector.shown([key])] == [92]


def test_one_bad_row_rolls_back_all_others(shop: Shop) -> None:
    """Ours are written all the same, and the bad one is refused in the server's words."""
    desk = shop.desk
    for number in range(5):
        desk.add_product(f"S{number}", 20, 20)
    gone = StockKey("iitem_gone", desk.locations["Austin"])
    keys = [*(_key(shop, f"S{number}") for number in range(5)), gone]
    rows = [{**_ids(key), "stocked_quantity": 7} for key in keys]
    naive = desk.admin.raw("POST", BATCH, {"update": rows})
    assert (naive.status_code, naive.json()["type"]) == (404, "not_found")
    assert [desk.level(f"S{number}")[0] for number in range(5)] == [20] * 5

    answers = {one.stock_key: one for one in shop.connector.push([_push(key, 7) for key in keys])}
    refused = answers.pop(gone)
    assert isinstance(refused, RefusedPush)
    assert "Item iitem_gone is not stocked at location" in refused.reason
    assert {type(one) for one in answers.values()} == {Accepted}
    assert [desk.level(f"S{number}")[0] for number in range(5)] == [7] * 5


def test_a_fraction_of_a_unit_is_taken_by_the_server_and_rounded_by_us(shop: Shop) -> None:
    """Staff typed 90.5: ninety can be sold, and a whole number can be written over it."""
    desk = shop.desk
    desk.add_product("A", 20, 20)
    desk.set_stocked("A", 90.5)
    assert desk.level("A") == (90.5, 0)

    key = _key(shop, "A")
    assert [one.quantity for one in shop.connector.shown([key])] == [90]
    (listing,) = (one for one in shop.connector.listings() if one.sku == "A")
    assert {one.stock_key: one.quantity for one in listing.numbers}[key] == 90
    assert list(shop.connector.push([_push(key, 91)])) == [Accepted(key)]
    assert desk.level("A") == (91, 0)


@contextmanager
def held_back(shop: Shop) -> Iterator[None]:
    """No order is written for as long as this lasts."""
    with psycopg.connect(shop.server.database_url, autocommit=True) as database:
        database.execute(_SLOW_INSERT.encode())
        database.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            database.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    with psycopg.connect(shop.server.database_url) as database:
        database.execute('DROP TRIGGER wait_for_test ON "order"')


def _wait_until_held(shop: Shop) -> None:
    """A minute at most, for a checkout on a busy machine."""
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with psycopg.connect(shop.server.database_url, autocommit=True) as database:
        for _ in range(600):
            if database.execute(waiting).fetchall() != [(0,)]:
                return
            time.sleep(0.1)
    raise AssertionError("no order came to be written")


@dataclass(frozen=True, slots=True)
class _Renaming:
    """Hands requests on to the server, with parts of their queries under names it does not know."""

    address: str
    names: Mapping[str, str]

    def handle(self, request: Request, now: datetime) -> Response:
        query = [(self.names.get(name, name), value) for name, value in request.query]
        answer = requests.request(
            request.method,
            self.address + request.path,
            params=query,
            data=request.body,
            headers={"Authorization": request.headers["authorization"]},
            timeout=60,
        )
        headers = {"Date": answer.headers["Date"], "Content-Type": "application/json"}
        return Response(status=answer.status_code, headers=headers, body=answer.content)


@contextmanager
def renaming(shop: Shop, names: Mapping[str, str]) -> Iterator[Medusa]:
    """Our connector to the real server, past something that spoils a filter."""
    with Loopback(_Renaming(shop.server.address, names), clock=now) as address:
        settings: dict[str, Any] = {
            "address": address,
            "key": shop.desk.key,
            "ca_file": None,
            "shipped_when": "shipment",
            "location": "austin",
            "locations": shop.mapped,
        }
        yield connect(settings, http=shop.http, clock=now)


def _pull(reader: OrderReader, cursor: str, since: datetime) -> tuple[list[OrderSnapshot], str]:
    pages = list(reader.pages(cursor, since=since))
    found = [one for page in pages for one in page.orders if isinstance(one, OrderSnapshot)]
    return found, pages[-1].cursor


def _started(cursor: str) -> str:
    """When the next window of a finished pull begins, but for its overlap."""
    text: str = json.loads(cursor)["start"]
    return text


def _return(shop: Shop, return_id: str) -> Any:
    fields = "id,status,updated_at,*items"
    return shop.desk.admin("GET", f"/admin/returns/{return_id}", fields=fields)["return"]


def _key(shop: Shop, sku: str) -> StockKey:
    return StockKey(shop.desk.items[sku], shop.desk.locations["Austin"])


def _ids(key: StockKey) -> dict[str, str]:
    return {"inventory_item_id": key.inventory_id, "location_id": key.location}


def _push(key: StockKey, wanted: int) -> Push:
    return Push(stock_key=key, wanted=wanted, expected=1, key=f"{key.inventory_id}-{wanted}")
