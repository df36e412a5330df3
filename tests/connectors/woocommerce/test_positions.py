"""What a WooCommerce order means for its goods, status by status and refund by refund."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.woocommerce.positions import snapshot
from connectors.woocommerce.shapes import (
    Meta,
    Order,
    OrderLine,
    Refund,
    RefundLine,
    RefundMark,
    utc,
)
from ledger.snapshots import EventKind, LineSnapshot
from tests.connectors.woocommerce.shops import taken

PLACED = datetime(2026, 3, 2, 9, tzinfo=UTC)
COMPLETED = PLACED + timedelta(hours=5)
BEFORE = COMPLETED - timedelta(hours=1)
AFTER = COMPLETED + timedelta(hours=1)


def gmt(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%S")


def line_of(
    status: str,
    *,
    quantity: int = 3,
    taken: int | None = 3,
    restocked: int | None = None,
    completed: bool = False,
    refunds: tuple[tuple[int, datetime], ...] = (),
    shipped_statuses: tuple[str, ...] = ("completed",),
) -> LineSnapshot:
    """One line in ledger words; ``refunds`` are (units, instant)."""
    metas = [("_reduced_stock", taken), ("_restock_refunded_items", restocked)]
    order = Order(
        id=7,
        status=status,
        date_created_gmt=gmt(PLACED),
        date_modified_gmt=gmt(AFTER),
        date_completed_gmt=gmt(COMPLETED) if completed else None,
        refunds=[RefundMark(id=number) for number, _ in enumerate(refunds, 100)],
        line_items=[
            OrderLine(
                id=11,
                product_id=5,
                variation_id=0,
                quantity=quantity,
                sku="A-1",
                total="30.00",
                meta_data=[Meta(key=key, value=str(value)) for key, value in metas if value],
            )
        ],
    )
    told = [
        Refund(
            id=number,
            date_created_gmt=gmt(at),
            line_items=[
                RefundLine(quantity=-units, meta_data=[Meta(key="_refunded_item_id", value="11")])
            ],
        )
        for number, (units, at) in enumerate(refunds, 100)
    ]
    whole = snapshot(
        order,
        told,
        location="main",
        shipped_statuses=shipped_statuses,
        read_at=AFTER,
        answered_at=AFTER,
    )
    (line,) = whole.lines
    return line


def owed(line: LineSnapshot) -> int:
    return sum(one.quantity for one in line.owed)


def events(line: LineSnapshot) -> list[tuple[EventKind, int, datetime | None]]:
    return [(one.kind, one.quantity, one.occurred_at) for one in line.events]


@pytest.mark.parametrize("status", ["on-hold", "processing"])
def test_a_placed_order_is_owed(status: str) -> None:
    """Paid or not, the goods are promised."""
    line = line_of(status)

    assert (owed(line), events(line), taken(line)) == (3, [], 3)


def test_goods_that_the_shop_does_not_count_are_owed_too() -> None:
    """The shop may not manage this product's stock; we do."""
    assert owed(line_of("processing", taken=None)) == 3


@pytest.mark.parametrize("status", ["checkout-draft", "pending"])
def test_a_cart_owes_nothing(status: str) -> None:
    """Nothing is held for it yet."""
    line = line_of(status, taken=None)

    assert (owed(line), events(line), line.unclear) == (0, [], 0)


@pytest.mark.parametrize("status", ["checkout-draft", "pending"])
def test_an_unpaid_order_that_the_shop_holds_stock_for_is_owed(status: str) -> None:
    """A payment plugin may take it early; offering it again would sell it twice."""
    assert owed(line_of(status)) == 3
    assert owed(line_of(status, completed=True)) == 0


@pytest.mark.parametrize("status", ["cancelled", "failed", "refunded", "trash"])
def test_an_order_that_ends_before_shipping_frees_its_goods(status: str) -> None:
    """Also when the shop keeps holding them: what it did to its own number does not decide."""
    line = line_of(status)

    assert (owed(line), events(line), taken(line)) == (0, [], 3)


def test_a_completed_order_has_left() -> None:
    """At the instant at which it was completed."""
    line = line_of("completed", completed=True)

    assert (owed(line), events(line)) == (0, [(EventKind.SHIPPED, 3, COMPLETED)])


def test_a_status_of_ones_own_may_mean_shipped() -> None:
    """Without a date of completion the order's stamp will date it."""
    line = line_of("in-transit", shipped_statuses=("completed", "in-transit"))

    assert events(line) == [(EventKind.SHIPPED, 3, None)]


def test_an_unknown_status_is_owed_if_the_shop_holds_stock_for_it() -> None:
    """Else nobody can say, and it is parked."""
    assert owed(line_of("waiting-for-luck")) == 3
    parked = line_of("waiting-for-luck", taken=None)
    assert (owed(parked), parked.unclear) == (0, 3)


def test_an_unknown_status_after_completion_brings_nothing_back() -> None:
    """A plugin's "delivered" comes after the goods have left."""
    line = line_of("delivered", completed=True)

    assert (owed(line), events(line)) == (0, [(EventKind.SHIPPED, 3, COMPLETED)])


def test_an_order_that_was_set_back_is_owed_again() -> None:
    """Its date of completion stays, and means nothing any more."""
    line = line_of("processing", completed=True)

    assert (owed(line), events(line)) == (3, [])


def test_a_restocked_refund_before_shipping_is_simply_not_owed() -> None:
    """The goods never left the shelf."""
    line = line_of("processing", taken=2, restocked=1, refunds=((1, BEFORE),))

    assert (owed(line), events(line)) == (2, [(EventKind.CANCELLED, 1, BEFORE)])


def test_a_refund_before_shipping_without_restock_keeps_the_goods_back() -> None:
    """Somebody said not to sell them."""
    line = line_of("processing", refunds=((1, BEFORE),))

    assert (owed(line), events(line)) == (2, [(EventKind.KEPT_BACK, 1, BEFORE)])


def test_a_refund_of_goods_that_the_shop_does_not_count_keeps_nothing_back() -> None:
    """It could not have restocked them, so nobody said that it should not."""
    line = line_of("processing", taken=None, refunds=((1, BEFORE),))

    assert (owed(line), events(line)) == (2, [(EventKind.CANCELLED, 1, BEFORE)])


def test_refunds_before_shipping_did_not_leave_with_the_rest() -> None:
    """Completed later: two of three left."""
    line = line_of("completed", completed=True, taken=2, restocked=1, refunds=((1, BEFORE),))

    assert events(line) == [
        (EventKind.CANCELLED, 1, BEFORE),
        (EventKind.SHIPPED, 2, COMPLETED),
    ]


def test_a_restocked_refund_after_shipping_came_back_sellable() -> None:
    """At the refund's instant."""
    line = line_of("completed", completed=True, taken=2, restocked=1, refunds=((1, AFTER),))

    assert events(line) == [
        (EventKind.SHIPPED, 3, COMPLETED),
        (EventKind.RETURNED_SELLABLE, 1, AFTER),
    ]


def test_a_refund_after_shipping_without_restock_asks_where_the_goods_are() -> None:
    """WooCommerce cannot say whether they came back."""
    line = line_of("completed", completed=True, refunds=((2, AFTER),))

    assert events(line)[1:] == [(EventKind.REFUNDED, 2, AFTER)]


def test_restocked_units_are_counted_to_the_earliest_refunds() -> None:
    """Only their sum is known."""
    line = line_of(
        "completed", completed=True, taken=1, restocked=2, refunds=((1, BEFORE), (2, AFTER))
    )

    assert events(line) == [
        (EventKind.CANCELLED, 1, BEFORE),
        (EventKind.SHIPPED, 2, COMPLETED),
        (EventKind.RETURNED_SELLABLE, 1, AFTER),
        (EventKind.REFUNDED, 1, AFTER),
    ]


@pytest.mark.parametrize("status", ["cancelled", "failed", "refunded", "trash"])
def test_an_order_that_ends_after_shipping_asks_where_the_goods_are(status: str) -> None:
    """They are with the buyer until someone says otherwise."""
    line = line_of(status, completed=True)

    assert events(line) == [(EventKind.SHIPPED, 3, COMPLETED), (EventKind.REFUNDED, 3, None)]


def test_an_order_set_back_after_a_refund_owes_only_the_rest() -> None:
    """The refunded unit did leave, and came back."""
    line = line_of("processing", completed=True, taken=2, restocked=1, refunds=((1, AFTER),))

    assert owed(line) == 2
    assert events(line) == [
        (EventKind.SHIPPED, 1, COMPLETED),
        (EventKind.RETURNED_SELLABLE, 1, AFTER),
    ]


def test_more_may_be_refunded_than_was_ordered() -> None:
    """Real shops accept it; nothing is owed below zero and the planner flags the excess."""
    unshipped = line_of("processing", quantity=6, taken=-44, restocked=50, refunds=((50, BEFORE),))
    shipped = line_of(
        "completed", completed=True, quantity=6, taken=-44, restocked=50, refunds=((50, AFTER),)
    )

    assert (owed(unshipped), taken(unshipped)) == (0, -44)
    assert events(unshipped) == [(EventKind.CANCELLED, 6, BEFORE)]
    assert events(shipped)[1] == (EventKind.RETURNED_SELLABLE, 50, AFTER)


def test_an_edited_line_is_owed_as_it_stands() -> None:
    """And a removed one is not there any more."""
    assert owed(line_of("processing", quantity=5, taken=5)) == 5
    with pytest.raises(ValueError, match="not enough values"):
        line_of("processing", quantity=0)


@pytest.mark.parametrize("text", ["2026-03-02T09:00:00+01:00", "2026-03-02", "yesterday"])
def test_an_instant_in_another_form_is_not_taken_for_utc(text: str) -> None:
    """Its order is parked: a plugin's offset that is dropped would date it wrongly."""
    with pytest.raises(ValueError, match=text[:4]):
        utc(text)
