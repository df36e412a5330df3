"""The ten stories that shaped the push rule: in each of them a simpler rule stays wrong for ever.

Every story is told in the simulated world, between the stops of a worker's cycle. ``settle`` then
lets undisturbed cycles go by, without an audit, and every storefront must show what is wanted.
"""

from datetime import timedelta

import pytest

from ledger.pushing.state import READ, KeyState
from tests.ledger.push_schedules import settle, wrong
from tests.ledger.push_shops import LONGEST_REQUEST
from tests.ledger.push_worker import Stop, sync
from tests.ledger.push_world import MEDUSA, SHOPIFY, WOO, Fate, World, new_world

CUP = "cup"


def shown(world: World, channel: str) -> int:
    return world.shown((channel, CUP))


def settles_right(world: World) -> bool:
    settle(world)
    return wrong(world) == {}


def test_1_a_failed_order_is_cancelled_and_the_shop_gives_back_what_was_pushed_already() -> None:
    """Nothing moves in the ledger, yet the change of taken makes the key due."""
    world = new_world({CUP: 3}, [WOO])
    shop = world.shops[WOO]
    order = shop.sell()
    sync(world, WOO)
    shop.fail(order)
    sync(world, WOO)
    assert shown(world, WOO) == 3

    shop.cancel(order)

    assert shown(world, WOO) == 4
    assert settles_right(world)
    assert shown(world, WOO) == 3


def test_2_a_reservation_is_no_change_of_the_number_on_hand() -> None:
    """Medusa holds three and reserves one; another shop's sale must still reach it."""
    world = new_world({CUP: 3}, [MEDUSA, SHOPIFY])
    world.shops[MEDUSA].sell()
    world.shops[SHOPIFY].sell()

    assert settles_right(world)
    assert (shown(world, MEDUSA), world.offered((MEDUSA, CUP))) == (2, 1)


@pytest.mark.parametrize("channel", [WOO, MEDUSA])
def test_3a_a_known_order_is_edited_up_between_read_and_write(channel: str) -> None:
    """The write passes over the edit."""
    world = new_world({CUP: 9}, [channel])
    order = world.shops[channel].sell()
    sync(world, channel)
    world.book.receive(CUP, 5)

    sync(world, channel, {Stop.SENDING: lambda: world.shops[channel].edit(order, 3)})

    assert settles_right(world)


@pytest.mark.parametrize("channel", [WOO, MEDUSA])
def test_3b_an_order_placed_before_is_paid_between_read_and_write(channel: str) -> None:
    """It was known, and known to hold nothing."""
    world = new_world({CUP: 9}, [channel])
    order = world.shops[channel].sell(paid=False)
    sync(world, channel)
    world.book.receive(CUP, 5)

    sync(world, channel, {Stop.SENDING: lambda: world.shops[channel].pay(order)})

    assert settles_right(world)


def test_3c_medusa_fulfils_between_read_and_write() -> None:
    """The number on hand falls, although nothing was sold."""
    world = new_world({CUP: 9}, [MEDUSA])
    order = world.shops[MEDUSA].sell()
    sync(world, MEDUSA)
    world.book.receive(CUP, 5)

    sync(world, MEDUSA, {Stop.SENDING: lambda: world.shops[MEDUSA].ship(order)})

    assert settles_right(world)
    assert shown(world, MEDUSA) == 13


@pytest.mark.parametrize("channel", [WOO, MEDUSA])
def test_3d_a_sale_passed_over_is_cancelled_just_after_our_write(channel: str) -> None:
    """Taken is nought before and after, but the order's new stamp tells."""
    world = new_world({CUP: 9}, [channel])
    shop = world.shops[channel]
    world.book.receive(CUP, -1)

    sync(world, channel, {Stop.SENDING: shop.sell, Stop.ANSWERED: lambda: shop.cancel(1)})

    assert shown(world, channel) == (9 if channel == WOO else 8)
    assert settles_right(world)
    assert shown(world, channel) == 8


def test_4_an_unseen_sale_makes_the_number_read_as_expected() -> None:
    """A reading must be proved, also when it seems to explain everything."""
    world = new_world({CUP: 3}, [WOO])
    shop = world.shops[WOO]
    world.book.receive(CUP, -1)
    sync(world, WOO, {Stop.SENDING: shop.sell})
    assert shown(world, WOO) == 2

    world.pass_time(60)
    sync(world, WOO, {Stop.READING: shop.sell})

    state = world.book.states[WOO, CUP]
    assert state.reading is not None
    assert state.reading.number == 1
    assert settles_right(world)
    assert shown(world, WOO) == 0


@pytest.mark.parametrize("late", [0, 15])
def test_5_a_lost_write_is_not_taken_for_applied_because_a_sale_did_the_same(late: int) -> None:
    """The same request is sent again with its key, and compares with the number before it."""
    world = new_world({CUP: 3}, [SHOPIFY])
    shop = world.shops[SHOPIFY]
    world.book.receive(CUP, -1)
    world.fate = lambda: Fate(lost=True)
    sync(world, SHOPIFY)
    world.fate = Fate
    shop.late = timedelta(seconds=late)
    shop.sell()
    assert shown(world, SHOPIFY) == 2

    sync(world, SHOPIFY)

    assert settles_right(world)
    assert shown(world, SHOPIFY) == 1


def test_6_a_write_that_may_still_land_is_waited_for() -> None:
    """It lands forty seconds late; until it cannot any more, nothing else is written."""
    world = new_world({CUP: 3}, [WOO])
    world.book.receive(CUP, -1)
    world.fate = lambda: Fate(unheard=True, delay=LONGEST_REQUEST.seconds)
    sync(world, WOO)
    world.fate = Fate
    world.book.receive(CUP, -1)
    calls = world.calls

    while shown(world, WOO) == 3:
        sync(world, WOO)

    assert (shown(world, WOO), world.calls) == (2, calls)
    assert settles_right(world)
    assert shown(world, WOO) == 1


@pytest.mark.parametrize("channel", [WOO, SHOPIFY, MEDUSA])
def test_7_a_worker_dies_between_the_effect_and_its_acknowledgement(channel: str) -> None:
    """The intent tells the next one what may have happened; it is no drift."""
    world = new_world({CUP: 3}, [channel])
    world.book.receive(CUP, -1)

    sync(world, channel, die_at=Stop.ANSWERED)
    world.shops[channel].sell()

    assert shown(world, channel) == (2 if channel == MEDUSA else 1)
    assert settles_right(world)
    assert world.book.incidents == []


def test_8_what_a_vanished_order_had_taken_is_not_given_back() -> None:
    """So expected stays, and the released unit is pushed."""
    world = new_world({CUP: 3}, [WOO])
    order = world.shops[WOO].sell()
    sync(world, WOO)

    world.shops[WOO].vanish(order)

    assert settles_right(world)
    assert shown(world, WOO) == 3


def sold_twice_and_edited_up() -> World:
    """One cup left; both shops sell it, and one of them sells one more on the same order."""
    world = new_world({CUP: 1}, [WOO, SHOPIFY])
    for shop in world.shops.values():
        shop.sell()
    settle(world)
    world.shops[WOO].edit(1, 2)
    settle(world)
    return world


def test_9_a_number_below_zero_is_not_raised_to_zero() -> None:
    """Or editing the order down would offer a unit that the other shop's order owes."""
    world = sold_twice_and_edited_up()
    assert shown(world, WOO) == -1

    world.shops[WOO].edit(1, 1)

    assert shown(world, WOO) == 0
    assert settles_right(world)
    assert shown(world, WOO) == 0


def test_9_where_the_platform_takes_it_the_number_below_zero_is_pushed() -> None:
    """The full cure: each shop knows how many are owed altogether."""
    world = new_world({CUP: 1}, [WOO, SHOPIFY], show_negative=True)
    for shop in world.shops.values():
        shop.sell()

    assert settles_right(world)
    assert (shown(world, WOO), shown(world, SHOPIFY)) == (-1, -1)


def test_10_a_key_sold_in_every_cycle_still_follows_the_other_channels() -> None:
    """It never reads as expected, so it moves by the difference, and stays in doubt."""
    world = new_world({CUP: 40}, [WOO, SHOPIFY])
    woo = world.shops[WOO]
    for _ in range(6):
        for _ in range(3):
            world.shops[SHOPIFY].sell()
        sync(world, SHOPIFY)
        sync(world, WOO, {Stop.PUSHING: woo.sell})
        sold = sum(len(shop.orders) for shop in world.shops.values())
        assert shown(world, WOO) <= 40 - sold + 3

    assert world.book.states[WOO, CUP].doubt == READ
    assert settles_right(world)
    assert shown(world, WOO) == 40 - 24


def test_a_key_never_read_is_read_and_proved_before_anything_is_written() -> None:
    """What stood there before us is no drift."""
    world = new_world({CUP: 3}, [WOO])
    world.shops[WOO].numbers[CUP] = 17
    world.book.states[WOO, CUP] = KeyState(due=1)

    sync(world, WOO)
    assert shown(world, WOO) == 17

    assert settles_right(world)
    assert shown(world, WOO) == 3
    assert world.book.incidents == []


def test_a_key_never_read_and_sold_in_every_cycle_is_pushed_all_the_same() -> None:
    """It takes an unproved reading to move from, and stays in doubt."""
    world = new_world({CUP: 10}, [WOO])
    woo = world.shops[WOO]
    woo.numbers[CUP] = 50
    world.book.states[WOO, CUP] = KeyState(due=1)
    for _ in range(8):
        sync(world, WOO, {Stop.PUSHING: woo.sell})
        world.pass_time(60)

    assert shown(world, WOO) < 10
    assert settles_right(world)
