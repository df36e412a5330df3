"""Random schedules for the simulated world, each drawn from one source of numbers.

`play` lets everything happen that push.md names, in any order; `settle` lets the dust fall.
What may be drawn is bounded as the rule demands: a request lands within the longest request.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ledger.pushing.rule import REFUSAL_REST
from ledger.pushing.state import is_settled, resume
from tests.ledger.push_book import Key
from tests.ledger.push_shops import LAG, LEASE, LONGEST_REQUEST, Shop, Status
from tests.ledger.push_worker import REAL_RULE, Rule, Stops, cycle, sync
from tests.ledger.push_world import (
    BUSY_RULES,
    KINDS,
    SPREAD_KINDS,
    Fate,
    World,
    add_listing,
    new_world,
)

Pick = Callable[[int], int]
"""A number from 0 to below the given one."""

STEPS = 90
"""Enough for half a dozen cycles with some thirty happenings between their stops."""

ROUNDS_MAX = 30
"""Cycles in which nothing happens any more; a key that needs more of them is stuck."""

HEARD_SECONDS = 8
"""A worker that waits longer than this would do nothing else in a schedule."""
ROWS_MAX = 3
"""Rows of one batch here; each takes effect a second after the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who takes part. ``staff``: numbers are typed over, and orders vanish before they are seen.

    ``spread``: a shop whose numbers are sums of two sites, between which we carry goods.
    """

    staff: bool = False
    spread: bool = False
    rule: Rule = REAL_RULE
    steps: int = STEPS


def play(pick: Pick, cast: Cast) -> World:
    """A world after a schedule, with workers stopped wherever they were."""
    world = new_world({"cup": pick(6)}, list(SPREAD_KINDS)) if cast.spread else _drawn_world(pick)
    world.fate = lambda: _drawn_fate(pick)
    workers: list[Stops] = []
    for _ in range(cast.steps):
        _step(world, workers, pick, cast)
        world.pass_time()
    world.fate = Fate
    return world


def settle(world: World, *, rule: Rule = REAL_RULE, audit: bool = False) -> None:
    """Undisturbed cycles until nothing is on its way; an audit reads every number first."""
    world.pass_time((LEASE + LONGEST_REQUEST).seconds)
    for _ in range(ROUNDS_MAX):
        for channel in world.shops:
            sync(world, channel, audit=audit, rule=rule)
        audit = False
        if all(map(is_settled, world.book.states.values())):
            return
        _mend(world)
        world.pass_time(LONGEST_REQUEST.seconds)


def wrong(world: World) -> dict[Key, tuple[int, int]]:
    """Stock keys that show something else than is wanted, or elsewhere: (shown, wanted)."""
    found = {}
    for key in world.book.states:
        facts = world.book.facts(key, world.now())
        number = world.shown(key)
        if not facts.satisfied_by(number) or facts.misplaced(number, world.parts(key)):
            found[key] = (world.shown(key), facts.wanted)
    return found


def _mend(world: World) -> None:
    """What a person does: lets paused keys go on, and waits until refused rows are tried again."""
    for key, state in world.book.states.items():
        if state.paused:
            world.book.states[key] = resume(state, world.book.sequence)
        if state.refusal:
            world.pass_time(REFUSAL_REST.seconds)


def _drawn_world(pick: Pick) -> World:
    channels = [name for name in KINDS if pick(3)] or list(KINDS)
    stock = {"cup": pick(5), "pot": pick(4)} if not pick(3) else {"cup": pick(5)}
    rules = BUSY_RULES if pick(2) else {}
    world = new_world(stock, channels, rules=rules, show_negative=not pick(4))
    for name in channels:
        if "pot" in world.book.stock and pick(2):
            add_listing(world, (name, "set"), shown=pick(3))
    return world


def _drawn_fate(pick: Pick) -> Fate:
    """An answer that comes at all comes soon; a request that nobody hears of may land late."""
    unheard = not pick(4)
    slowest = LONGEST_REQUEST.seconds - ROWS_MAX if unheard else HEARD_SECONDS
    return Fate(
        lost=not pick(5),
        unheard=unheard,
        delay=pick(2) and pick(slowest),
        refused=frozenset({"cup"}) if not pick(12) else frozenset(),
    )


def _step(world: World, workers: list[Stops], pick: Pick, cast: Cast) -> None:
    roll = pick(20)
    if roll < 6:
        _happen(world, pick, cast)
    elif roll == 6:
        world.pass_time(pick(2 * LEASE.seconds))
    elif roll == 7 and workers:
        workers.pop(pick(len(workers)))
    elif roll < 10 or not workers:
        channel = list(world.shops)[pick(len(world.shops))]
        workers.append(cycle(world, channel, audit=not pick(10), rule=cast.rule))
    else:
        worker = workers[pick(len(workers))]
        if next(worker, None) is None:
            workers.remove(worker)


def _happen(world: World, pick: Pick, cast: Cast) -> None:
    """Something that shoppers, the payment, the warehouse or staff do in one shop."""
    channel = list(world.shops)[pick(len(world.shops))]
    shop = world.shops[channel]
    shop.late = timedelta(seconds=pick(LAG.seconds + 1))
    product = list(shop.numbers)[pick(len(shop.numbers))]
    if cast.staff and not pick(8):
        shop.type_number(product, pick(5))
    elif cast.spread and not pick(6):
        world.book.carry("cup", pick(5))
    elif not pick(12):
        world.book.receive("cup", pick(4) - 1)
    elif not shop.orders or pick(2):
        shop.sell(product, 1 + pick(2), paid=pick(4) > 0)
    else:
        order_id = list(shop.orders)[pick(len(shop.orders))]
        _change(shop, order_id, pick, seen=cast.staff or _is_seen(world, channel, order_id))


def _is_seen(world: World, channel: str, order_id: int) -> bool:
    """Whether the book knows everything that the shop ever did about this order."""
    known = world.book.orders.get((channel, order_id))
    return (
        known is not None and known.stamp == world.shops[channel].orders[order_id].versions[-1][1]
    )


def _change(shop: Shop, order_id: int, pick: Pick, *, seen: bool) -> None:
    order = shop.orders[order_id]
    changes: Sequence[Callable[[], object]] = ()
    if order.status is Status.PENDING:
        changes = (lambda: shop.pay(order_id), lambda: shop.cancel(order_id))
    elif order.status is Status.OPEN:
        changes = (
            lambda: shop.edit(order_id, 1 + pick(3)),
            lambda: shop.cancel(order_id),
            lambda: shop.fail(order_id),
            lambda: shop.ship(order_id),
            lambda: shop.vanish(order_id) if seen else None,
        )
    elif order.status is Status.FAILED:
        changes = (lambda: shop.cancel(order_id), lambda: shop.pay(order_id))
    elif order.status is Status.SHIPPED and order.returned < order.quantity:
        changes = (lambda: shop.restock(order_id, 1),)
    if changes:
        changes[pick(len(changes))]()
