"""Medusa's observed defects: in each test the obvious reading is shown to fail, and ours not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from connectors.errors import NotAuthorised, Unintelligible
from connectors.fakes import mischief
from connectors.fakes.fronts import Request, Response, Storefront
from connectors.http import Http
from ledger.channels import Accepted, Push, RefusedPush, StockKey
from ledger.snapshots import Unreadable
from tests.connectors.medusa.servers import AUSTIN, Server, server_on


@pytest.fixture
def server() -> Iterator[Server]:
    with server_on() as made:
        yield made


def test_an_order_is_seen_up_to_two_seconds_after_its_own_stamp() -> None:
    """A cursor at the instant of the last reading would pass over it."""
    with server_on(late=timedelta(seconds=2)) as server:
        order_id = server.sell("A", 1)
        server.clock.advance(1)
        found, cursor = server.pull()
        assert found == []
        naive = replace(server.connector.reader, overlap=timedelta())
        server.clock.advance(5)
        assert [
            one for page in naive.pages(cursor, since=server.now()) for one in page.orders
        ] == []

        assert [one.order_id for one in server.pull(cursor)[0]] == [order_id]


def test_the_overlap_is_longer_than_the_lag(server: Server) -> None:
    """And the lag that is stated longer than what was seen."""
    lag = server.connector.push_manners.lag
    assert timedelta(seconds=2) < lag < server.connector.overlap


def test_a_filter_that_is_not_known_is_ignored_without_a_word(server: Server) -> None:
    """Everything is listed then; we do not take it for what changed."""
    server.sell("A", 1)
    server.clock.advance(3600)
    _, cursor = server.pull()
    naive = _get(server, "/orders", {"updated_since": "2030-01-01T00:00:00.000Z"})
    assert len(naive["orders"]) == 1
    assert server.pull(cursor)[0] == []

    server.mischief.plan(_without("updated_at[$gte]"), when=server.lists_orders)
    with pytest.raises(Unintelligible, match="not asked for"):
        server.pull(cursor)


def test_reservations_of_other_lines_are_not_taken_for_ours(server: Server) -> None:
    """Where the filter by line is not understood."""
    server.sell("A", 1)
    order_id = server.sell("B", 1)
    server.mischief.plan(
        _without("line_item_id[]"), when=mischief.asking("GET", "/admin/reservations")
    )
    with pytest.raises(Unintelligible, match="reservations that were not asked for"):
        server.order(order_id)


def test_what_an_answer_calls_available_is_what_was_available_before(server: Server) -> None:
    """Only the stocked quantity of an answer confirms a write."""
    server.sell("A", 4)
    item = server.store.shop.item("A")
    row = {"inventory_item_id": item, "location_id": AUSTIN, "stocked_quantity": 91}
    (naive,) = _batch(server, row)["updated"]
    assert (naive["stocked_quantity"], naive["available_quantity"]) == (91, 996)

    assert list(server.connector.push([_push(item, 92)])) == [Accepted(StockKey(item, AUSTIN))]


def test_one_bad_row_rolls_back_the_whole_batch(server: Server) -> None:
    """All others are written all the same, and the bad one is refused in the server's words."""
    items = [_add(server, f"S{number}") for number in range(20)]
    pushes = [_push(one, 7) for one in [*items[:13], "iitem_gone", *items[13:]]]
    before = server.http.calls()
    answers = {one.stock_key.inventory_id: one for one in server.connector.push(pushes)}

    refused = answers.pop("iitem_gone")
    assert isinstance(refused, RefusedPush)
    assert "Item iitem_gone is not stocked at location" in refused.reason
    assert {type(one) for one in answers.values()} == {Accepted}
    assert {server.store.shop.levels[one, AUSTIN].stocked for one in items} == {7}
    # Halved until it is found: far fewer than one call a row.
    assert server.http.calls() - before < 12


def test_a_fraction_of_a_unit_is_no_reason_to_read_nothing(server: Server) -> None:
    """Staff typed 90.5: ninety can be sold."""
    server.store.set_stocked("A", 90.5)
    item = server.store.shop.item("A")

    shown = {
        one.stock_key: one.quantity for one in server.connector.shown([StockKey(item, AUSTIN)])
    }
    assert shown == {StockKey(item, AUSTIN): 90}
    listed = {one.sku: one.numbers[0].quantity for one in server.connector.listings()}
    assert listed == {"A": 90, "B": 1_000}


def test_a_fraction_of_a_unit_is_not_booked(server: Server) -> None:
    """Half a unit of an order waits for a person: rounding it would be a lie either way."""
    order_id = server.sell("A", 2)
    server.store.shop.orders[order_id].lines[0].quantity = 1.5  # type: ignore[assignment]
    (answer,) = server.connector.orders_by_id([order_id])

    assert isinstance(answer, Unreadable)
    assert answer.problem == "1.5 is no whole number of units"


def test_a_secret_key_is_refused_as_a_bearer_token(server: Server) -> None:
    """It goes as the user's name."""
    door = server.http.to(
        "https://shop.example/admin", headers={"Authorization": f"Bearer {server.keys[0]}"}
    )
    with pytest.raises(NotAuthorised, match="HTTP Basic"):
        door.request("GET", "/orders", decode=msgspec.Raw)

    assert server.connector.account().missing_rights == ()


def test_a_single_order_tells_nothing_of_its_lines_unless_each_field_is_named(
    server: Server,
) -> None:
    """A star is enough in the list, and not there."""
    order_id = server.sell("A", 2)
    naive = _get(server, f"/orders/{order_id}", {"fields": "id,*items,items.detail.*"})["order"]
    assert naive["items"][0]["detail"] == {}

    nothing = mischief.answering(200, b'{"orders": []}')
    server.mischief.plan(nothing, when=server.lists_orders)
    assert server.line(order_id).owed[0].quantity == 2


def test_the_default_list_tells_no_fulfilments(server: Server) -> None:
    """They are asked for by name, so that packed goods are known."""
    order_id = server.sell("A", 2)
    server.people.fulfil(order_id, {"A": 2}, at="Boston")
    (naive,) = _get(server, "/orders", {})["orders"]
    assert "fulfillments" not in naive

    (owed,) = server.line(order_id).owed
    assert (owed.location, owed.packed) == ("boston", 2)


def _add(server: Server, sku: str) -> str:
    server.store.add_product(sku, 1, 1)
    return next(reversed(server.store.shop.items))


def _push(item: str, wanted: int) -> Push:
    return Push(stock_key=StockKey(item, AUSTIN), wanted=wanted, expected=1, key=f"{item}-{wanted}")


def _door(server: Server) -> Http:
    return server.connector.http


def _get(server: Server, path: str, query: dict[str, Any]) -> Any:
    return _door(server).request("GET", path, query=query, decode=dict).value


def _batch(server: Server, row: dict[str, Any]) -> Any:
    path = "/inventory-items/location-levels/batch"
    return _door(server).request("POST", path, body={"update": [row]}, decode=dict).value


def _without(name: str) -> mischief.Trick:
    """A server that does not know this part of a query."""

    def trick(storefront: Storefront, request: Request, now: datetime) -> Response:
        kept = tuple((key, value) for key, value in request.query if key != name)
        return storefront.handle(replace(request, query=kept), now)

    return trick
