"""What orders in every state mean for their goods."""

from collections.abc import Iterator

import pytest

from connectors.errors import Refused, Unintelligible
from connectors.fakes import mischief
from ledger.snapshots import EventKind, Gone, Held, OrderSnapshot, Owed, Unreadable
from tests.connectors.medusa.servers import AUSTIN, BOSTON, Server, server_on


@pytest.fixture
def server() -> Iterator[Server]:
    with server_on() as made:
        made.store.add_kit("K", {"A": 2, "B": 1})
        yield made


def test_a_kit_is_one_line_for_each_inventory_item(server: Server) -> None:
    """In units of it; the line's id names both."""
    order_id = server.people.sell({"K": 3})
    line_id = server.store.shop.orders[order_id].lines[0].id

    told = {one.line_id: (one.listing_id, one.owed) for one in server.order(order_id).lines}
    assert told == {
        f"{line_id}/{server.store.shop.item(sku)}": (
            server.store.shop.item(sku),
            (Owed(location="austin", quantity=units),),
        )
        for sku, units in (("A", 6), ("B", 3))
    }


def test_a_shipped_kit_is_what_it_was_when_it_left(server: Server) -> None:
    """Its recipe grows afterwards: what is still owed grows, what left and came back does not."""
    order_id = server.people.sell({"K": 2})
    server.people.ship(order_id, server.people.fulfil(order_id, {"K": 1}), {"K": 1})
    back = server.people.request_return(order_id, {"K": 1})
    server.people.receive(order_id, back, good={"K": 1})
    server.store.change_kit("K", {"A": 3, "B": 1})

    of_a = server.order(order_id).lines[0]
    assert [(one.kind, one.quantity) for one in of_a.events] == [
        (EventKind.SHIPPED, 2),
        (EventKind.RETURNED_SELLABLE, 2),
    ]
    assert of_a.owed == (Owed(location="austin", quantity=3),)


def test_a_deleted_product_changes_nothing_that_is_owed(server: Server) -> None:
    """The reservation and the fulfilment still name the inventory item."""
    order_id = server.people.sell({"A": 5})
    server.people.ship(order_id, server.people.fulfil(order_id, {"A": 2}), {"A": 2})
    before = server.line(order_id)
    server.store.delete_product("A")

    after = server.line(order_id)
    assert (after.line_id, after.owed, after.events, after.held) == (
        before.line_id,
        before.owed,
        before.events,
        before.held,
    )


def test_goods_without_a_number_are_owed_and_shipped_all_the_same(server: Server) -> None:
    """The listing is the variant, and the platform holds nothing."""
    server.store.add_product("U", managed=False)
    order_id = server.people.sell({"U": 2})
    server.people.fulfil(order_id, {"U": 1}, at="Boston")

    line = server.line(order_id)
    listed = {one.sku: one for one in server.connector.listings()}["U"]
    assert (line.listing_id, line.held, listed.numbers) == (listed.listing_id, (), ())
    assert line.owed == (
        Owed(location="austin", quantity=1),
        Owed(location="boston", quantity=1, packed=1),
    )


def test_delivered_without_having_been_shipped_has_left(server: Server) -> None:
    """Staff skip a step; the instant is that of the delivery."""
    order_id = server.people.sell({"A": 1})
    server.people.deliver(order_id, server.people.fulfil(order_id, {"A": 1}))

    line = server.line(order_id)
    assert (line.owed, [(one.kind, one.occurred_at) for one in line.events]) == (
        (),
        [(EventKind.SHIPPED, server.now())],
    )


def test_a_shop_may_hand_its_goods_over_with_the_fulfilment() -> None:
    """Then a cancelled fulfilment brings them back."""
    with server_on(shipped_when="fulfilment") as server:
        order_id = server.people.sell({"A": 2})
        sent = server.people.fulfil(order_id, {"A": 2})
        assert [one.kind for one in server.line(order_id).events] == [EventKind.SHIPPED]
        server.people.cancel_fulfilment(order_id, sent)

        line = server.line(order_id)
        assert [one.kind for one in line.events] == [
            EventKind.SHIPPED,
            EventKind.SHIPMENT_UNDONE,
        ]
        assert line.owed == (Owed(location="austin", quantity=2),)


def test_a_setting_that_is_none_is_refused_by_its_name() -> None:
    """Before anything is asked."""
    with pytest.raises(Refused, match="shipped_when"), server_on(shipped_when="perhaps"):
        pass


def test_goods_at_a_location_that_is_not_mapped_are_not_ours() -> None:
    """Nothing is owed there; what the platform holds there is told by its own id."""
    with server_on(mapped={AUSTIN: "austin"}) as server:
        order_id = server.people.sell({"A": 4})
        sent = server.people.fulfil(order_id, {"A": 4}, at="Boston")
        server.people.ship(order_id, sent, {"A": 4})

        line = server.line(order_id)
        assert (line.owed, line.events) == ((), ())
        assert line.held == (Held(location=BOSTON, taken=4),)


@pytest.mark.parametrize(("reserved", "owed", "unclear"), [(True, 2, 0), (False, 0, 2)])
def test_a_status_that_nobody_knows(
    server: Server, *, reserved: bool, owed: int, unclear: int
) -> None:
    """Owed where the platform holds stock for it, else nobody can say."""
    order_id = server.people.sell({"A": 2})
    server.store.shop.orders[order_id].status = "on_its_way_to_mars"
    if not reserved:
        server.store.shop.reservations.clear()

    line = server.line(order_id)
    assert (sum(one.quantity for one in line.owed), line.unclear) == (owed, unclear)


@pytest.mark.parametrize("status", ["completed", "archived", "requires_action"])
def test_words_of_the_office_move_no_goods(server: Server, status: str) -> None:
    """What is not fulfilled is still owed."""
    order_id = server.people.sell({"A": 2})
    server.store.shop.orders[order_id].status = status

    assert server.line(order_id).owed == (Owed(location="austin", quantity=2),)


def test_what_a_reservation_holds_beyond_what_is_owed_is_not_believed(server: Server) -> None:
    """Written on top of the level it would be sold twice once it is released."""
    order_id = server.people.sell({"A": 4})
    server.people.fulfil(order_id, {"A": 1})
    server.people.edit(order_id, {"A": 6})
    assert server.store.level("A")[1] == 6

    (held,) = server.line(order_id).held
    assert (held.taken, held.reserved) == (1, 5)


def test_an_order_that_cannot_be_understood_stops_no_other(server: Server) -> None:
    """It is told by its id, without the rest of it."""
    odd, other = server.people.sell({"A": 2}), server.people.sell({"B": 2})
    server.store.shop.orders[odd].lines[0].quantity = 2.5  # type: ignore[assignment]

    told = {one.order_id: one for one in server.pull()[0]}
    unreadable = told[odd]
    assert isinstance(unreadable, Unreadable)
    assert (unreadable.kept, "2.5" in unreadable.problem) == ("", True)
    assert isinstance(told[other], OrderSnapshot)


def test_a_404_in_other_words_is_not_the_end_of_an_order(server: Server) -> None:
    """A web server in front of it says so too when the route is gone."""
    order_id = server.people.sell({"A": 1})
    assert isinstance(next(iter(server.connector.orders_by_id(["order_none"]))), Gone)
    server.mischief.plan(mischief.answering(200, b'{"orders": []}'))
    server.mischief.plan(mischief.answering(404, b'{"message": "Cannot GET"}'))

    with pytest.raises(Exception, match="404"):
        list(server.connector.orders_by_id([order_id]))


def test_another_server_at_the_address_is_no_medusa(server: Server) -> None:
    """Medusa 1 has no such route."""
    server.mischief.plan(mischief.answering(404, b"{}"), times=mischief.ALWAYS)
    with pytest.raises(Unintelligible, match="no Medusa 2"):
        server.connector.account()


def test_a_conflict_passes_and_is_tried_again(server: Server) -> None:
    """Two transactions met; so does an error of the server itself."""
    server.people.sell({"A": 1})
    for status, kind in ((409, "conflict"), (500, "unknown_error")):
        body = f'{{"code": "{kind}", "type": "{kind}", "message": "met"}}'
        server.mischief.plan(mischief.answering(status, body.encode()))

    assert len(server.pull()[0]) == 1
