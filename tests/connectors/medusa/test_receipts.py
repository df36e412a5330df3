"""What came back: a return's own counters are wrong, and the order's changes are not."""

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.snapshots import EventKind, OrderSnapshot
from tests.connectors.medusa.servers import Server, server_on


@pytest.fixture
def server() -> Iterator[Server]:
    with server_on() as made:
        yield made


def test_a_second_receipt_overwrites_the_counters_of_a_return(server: Server) -> None:
    """Two good and one damaged came back; the return itself says one, and the goods say three."""
    order_id, return_id = _shipped(server, 3)
    server.people.receive(order_id, return_id, good={"A": 1}, damaged={"A": 1})
    server.people.receive(order_id, return_id, good={"A": 1})
    (naive,) = _raw_order(server, order_id)["returns"][0]["items"]
    assert (naive["received_quantity"], naive["damaged_quantity"]) == (1, 0)

    came_back = [
        (one.kind, one.quantity)
        for one in server.line(order_id).events
        if one.kind is not EventKind.SHIPPED
    ]
    assert came_back == [
        (EventKind.RETURNED_SELLABLE, 1),
        (EventKind.RETURNED_SELLABLE, 1),
        (EventKind.RETURNED_DAMAGED, 1),
    ]


def test_a_damaged_unit_is_not_put_back_into_the_servers_number(server: Server) -> None:
    """It took three, and gave back the good one."""
    order_id, return_id = _shipped(server, 3)
    server.people.receive(order_id, return_id, good={"A": 1}, damaged={"A": 1})

    assert sum(held.taken for held in server.line(order_id).held) == 2
    assert server.store.level("A")[0] == 1_000 - 2


def test_a_second_receipt_does_not_move_the_stamp_of_the_return(server: Server) -> None:
    """Who polls returns by their stamps never hears of it; the order's stamp does move."""
    order_id, return_id = _shipped(server, 3)
    server.people.receive(order_id, return_id, good={"A": 1})
    _, cursor = server.pull()
    naive = _raw_order(server, order_id)["returns"][0]["updated_at"]
    server.clock.advance(3600)
    server.people.receive(order_id, return_id, good={"A": 2})
    assert _raw_order(server, order_id)["returns"][0]["updated_at"] == naive

    (told,), _ = server.pull(cursor)
    assert isinstance(told, OrderSnapshot)
    assert sum(held.taken for held in told.lines[0].held) == 0


def test_each_receipt_has_its_own_instant_and_place(server: Server) -> None:
    """Though the return has one stamp, and another return of the order went elsewhere."""
    order_id, first = _shipped(server, 2, of=4)
    second = server.people.request_return(order_id, {"A": 2}, to="Boston")
    instants = []
    for return_id in (first, second, first, second):
        server.people.receive(order_id, return_id, good={"A": 1})
        instants.append(server.now())

    returned = [
        (one.location, one.occurred_at)
        for one in server.line(order_id).events
        if one.kind is EventKind.RETURNED_SELLABLE
    ]
    places = ("austin", "boston", "austin", "boston")
    assert returned == list(zip(places, instants, strict=True))


def _shipped(server: Server, returning: int, *, of: int = 3) -> tuple[str, str]:
    """An order that was shipped from Austin, and a return of some of it that was requested."""
    order_id = server.people.sell({"A": of})
    server.people.ship(order_id, server.people.fulfil(order_id, {"A": of}), {"A": of})
    return order_id, server.people.request_return(order_id, {"A": returning})


def _raw_order(server: Server, order_id: str) -> Any:
    answer = server.connector.http.request(
        "GET", f"/orders/{order_id}", query={"fields": "*returns,*returns.items"}, decode=dict
    )
    return answer.value["order"]
