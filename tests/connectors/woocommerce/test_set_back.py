"""Orders shipped, refunded, set back and shipped again: WooCommerce keeps its newest date only."""

from collections.abc import Callable, Collection
from itertools import combinations

import pytest

from connectors.fakes.woocommerce.records import Order
from ledger.orders.planner import Concern
from ledger.snapshots import OrderSnapshot
from tests.connectors.woocommerce.shops import Shop, shop_on
from tests.ledger.stories import Told

AVAILABLE, DAMAGED = "main:available", "main:damaged"

Step = Callable[[Shop, Order], object]


def completed(shop: Shop, order: Order) -> None:
    shop.store.set_status(order, "completed", now=shop.clock())


def set_back(shop: Shop, order: Order) -> None:
    shop.store.set_status(order, "processing", now=shop.clock())


def restocked(shop: Shop, order: Order) -> None:
    shop.store.refund(order, {"A": 1}, restock=True, now=shop.clock())


def not_restocked(shop: Shop, order: Order) -> None:
    shop.store.refund(order, {"A": 1}, restock=False, now=shop.clock())


def story(steps: Collection[Step], seen: Collection[int], *, counted: bool = True) -> Told:
    """An order of three, read after the steps of these numbers (0 is its placing)."""
    told = Told()
    with shop_on() as shop:
        shop.store.add_product("A", quantity=10 if counted else None, now=shop.clock.advance())
        order = shop.store.place_order({"A": 3}, now=shop.clock.advance())
        for number, step in enumerate([lambda *_: None, *steps]):
            shop.clock.advance()
            step(shop, order)
            if number in seen:
                read = shop.one(order.id)
                assert isinstance(read, OrderSnapshot)
                told.tell(*read.lines, at=number)
    return told


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("refund", [restocked, not_restocked])
def test_a_refund_between_two_completions_stays_one_after_shipping(
    refund: Step, counted: bool
) -> None:
    """Whichever steps were read, if only the first completion was: the ledger remembers that."""
    steps = [completed, refund, set_back, completed]
    for more in (*combinations((0, 2, 3), 1), *combinations((0, 2, 3), 2), (0, 2, 3)):
        told = story(steps, {1, 4, *more}, counted=counted)

        came_back = refund is restocked and counted and {2, 3} & set(more)
        assert told.posted == (
            {AVAILABLE: -2, "customer": 2} if came_back else {AVAILABLE: -3, "customer": 3}
        ), more
        assert told.state.waiting == (0 if came_back else 1), more


@pytest.mark.parametrize("seen", [{0, 1, 2, 3}, {0, 1, 3}, {1, 3}])
def test_a_refund_before_the_only_completion_is_one_before_shipping(seen: set[int]) -> None:
    """Two of three left; what was restocked is available, and nothing waits for a person."""
    steps = [restocked, set_back, completed]

    told = story(steps, seen)

    assert (told.posted, told.state.waiting) == ({AVAILABLE: -2, "customer": 2}, 0)


def test_what_nobody_read_meanwhile_asks_a_person() -> None:
    """First seen after it all: by the newest date one unit was kept back, and that is told."""
    told = story([completed, not_restocked, set_back, completed], {4})

    assert told.posted == {AVAILABLE: -3, DAMAGED: 1, "customer": 2}
    assert told.plans[-1].concerns == {Concern.KEPT_BACK: 1}


def test_told_again_it_posts_nothing() -> None:
    """The restated line is believed as it was first told, at every reading."""
    told = story([completed, restocked, set_back, completed, lambda *_: None], {1, 2, 3, 4, 5})

    assert told.moves == []
    assert told.posted == {AVAILABLE: -2, "customer": 2}
