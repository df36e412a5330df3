"""What a BigCommerce order means for its goods: status by status, shipment and refund by refund."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from ledger.snapshots import EventKind
from tests.connectors.bigcommerce.examples import (
    AFTER,
    EARLY,
    FIRST,
    LATE,
    SHIPPED,
    events,
    line_of,
    owed,
    taken,
)


@pytest.mark.parametrize("status_id", [1, 3, 7, 8, 9, 11, 12, 13, 14])
def test_a_placed_order_is_owed(status_id: int) -> None:
    """Paid or not, picked up or sent, disputed or verified: the store has taken its stock."""
    line = line_of(status_id)

    assert (owed(line), events(line), taken(line)) == (3, [], 3)


def test_an_incomplete_order_is_none() -> None:
    """Somebody left at the payment page; counted as a sale it would hold goods for ever."""
    line = line_of(0)

    assert (owed(line), events(line), taken(line), line.unclear) == (0, [], 0, 0)


def test_a_pending_checkout_is_owed_only_where_stock_is_taken_for_it() -> None:
    """The shopper began to check out, and did not complete it."""
    assert owed(line_of(1, rules=EARLY)) == 3
    assert owed(line_of(1, rules=LATE)) == 0


@pytest.mark.parametrize("status_id", [2, 10])
def test_shipped_and_completed_have_left(status_id: int) -> None:
    """At the order's date of shipping, or when its stamp says, if it has none."""
    dated = line_of(status_id, date_shipped=SHIPPED)

    assert (owed(dated), events(dated)) == (0, [(EventKind.SHIPPED, 3, SHIPPED)])
    assert events(line_of(status_id)) == [(EventKind.SHIPPED, 3, None)]


def test_which_statuses_mean_shipped_is_a_setting() -> None:
    """One store hands over when it says "awaiting shipment"; another ships what is completed."""
    assert events(line_of(9, shipped_statuses=("2", "9"))) == [(EventKind.SHIPPED, 3, None)]
    assert (owed(line_of(10, shipped_statuses=("2",))), taken(line_of(10))) == (3, 3)


def test_a_shipment_says_what_left_and_when() -> None:
    """The rest is still owed."""
    line = line_of(3, shipments=((1, FIRST),))

    assert (owed(line), events(line)) == (2, [(EventKind.SHIPPED, 1, FIRST)])


def test_each_part_left_at_its_own_time() -> None:
    """The order's date of shipping is that of the last part only."""
    line = line_of(2, shipments=((1, FIRST), (2, SHIPPED)), date_shipped=SHIPPED)

    assert events(line) == [(EventKind.SHIPPED, 1, FIRST), (EventKind.SHIPPED, 2, SHIPPED)]


def test_what_only_the_line_counts_as_shipped_has_left_too() -> None:
    """Without an instant."""
    assert events(line_of(3, counted_shipped=2)) == [(EventKind.SHIPPED, 2, None)]


@pytest.mark.parametrize("status_id", [4, 5, 6])
def test_an_order_that_ends_before_shipping_frees_its_goods(status_id: int) -> None:
    """Refunded, cancelled, declined: nothing is owed, nothing has left."""
    line = line_of(status_id)

    assert (owed(line), events(line)) == (0, [])


@pytest.mark.parametrize("status_id", [4, 5, 6])
def test_an_order_that_ends_after_shipping_asks_where_the_goods_are(status_id: int) -> None:
    """The store may put them back into its number: nobody has seen them return."""
    line = line_of(status_id, date_shipped=SHIPPED)

    assert events(line) == [(EventKind.SHIPPED, 3, SHIPPED), (EventKind.REFUNDED, 3, None)]


def test_a_refund_before_shipping_is_simply_not_owed() -> None:
    """The goods never left the shelf, and nobody said not to sell them."""
    line = line_of(14, refunds=((1, FIRST),))

    assert (owed(line), events(line)) == (2, [])


def test_a_refund_after_shipping_is_no_return() -> None:
    """There is no restock flag: the goods are awaited, and someone says when they came."""
    line = line_of(14, shipments=((3, SHIPPED),), refunds=((1, AFTER),), date_shipped=SHIPPED)

    assert (owed(line), events(line)) == (
        0,
        [(EventKind.SHIPPED, 3, SHIPPED), (EventKind.REFUNDED, 1, AFTER)],
    )


def test_shipped_and_refunded_units_never_make_less_than_nothing_owed() -> None:
    """3 of 3 shipped and 1 refunded: a plain sum says that -1 is owed."""
    line = line_of(11, shipments=((3, SHIPPED),), refunds=((1, AFTER),))

    assert owed(line) == 0
    assert events(line)[1:] == [(EventKind.REFUNDED, 1, AFTER)]


def test_a_refund_is_of_units_that_have_not_left_as_long_as_there_are_some() -> None:
    """1 of 3 shipped, 1 refunded: one is still owed. Two more shipped: a shipped one was meant."""
    part = line_of(3, shipments=((1, FIRST),), refunds=((1, AFTER),))
    whole = line_of(2, shipments=((1, FIRST), (2, SHIPPED)), refunds=((1, AFTER),))

    assert (owed(part), events(part)) == (1, [(EventKind.SHIPPED, 1, FIRST)])
    assert events(whole)[2:] == [(EventKind.REFUNDED, 1, AFTER)]


def test_refunds_before_the_whole_order_left_did_not_leave_with_it() -> None:
    """Completed by its status, without a shipment: two of three went."""
    line = line_of(10, refunds=((1, FIRST),), date_shipped=SHIPPED)

    assert events(line) == [(EventKind.SHIPPED, 2, SHIPPED)]


def test_both_counts_of_refunds_are_heard() -> None:
    """One that was made before the list of refunds existed is in the line's counter only."""
    assert owed(line_of(14, counted_refunded=1)) == 2
    assert owed(line_of(14, counted_refunded=1, refunds=((2, FIRST),))) == 1


@pytest.mark.parametrize("status_id", [13, 14])
def test_a_status_that_hides_the_shipping_is_asked_for_its_date(status_id: int) -> None:
    """A completed order that is disputed or partly refunded later stays with the buyer."""
    line = line_of(status_id, refunds=((1, AFTER),), date_shipped=SHIPPED)

    assert (owed(line), events(line)) == (
        0,
        [(EventKind.SHIPPED, 3, SHIPPED), (EventKind.REFUNDED, 1, AFTER)],
    )


def test_shipments_that_were_deleted_are_owed_again() -> None:
    """The date of shipping may stay and means nothing in a status that waits."""
    line = line_of(11, date_shipped=SHIPPED)

    assert (owed(line), events(line)) == (3, [])


def test_a_status_of_tomorrow_is_owed_if_the_store_holds_stock_for_it() -> None:
    """Else nobody can say, and it is parked."""
    assert owed(line_of(15)) == 3
    parked = line_of(15, rules=LATE)
    assert (owed(parked), parked.unclear) == (0, 3)


def test_an_edited_line_is_owed_as_it_stands() -> None:
    """What it was before, nobody says."""
    assert owed(line_of(11, quantity=5)) == 5


def test_instants_are_instants_and_not_texts() -> None:
    """As text, "Fri, 06 Mar" comes before "Mon, 02 Mar"."""
    friday = datetime(2026, 3, 6, 9, tzinfo=UTC)
    line = line_of(10, refunds=((1, SHIPPED),), date_shipped=friday)

    assert format_datetime(friday) < format_datetime(SHIPPED)
    assert events(line) == [(EventKind.SHIPPED, 2, friday)]
