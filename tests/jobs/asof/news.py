"""What the book is told of a history: facts, orders as they are read, and people's judgements."""

from collections.abc import Iterator

from jobs.goods.returns import settle_return
from ledger.orders.booking import book_page, channel_ref
from ledger.orders.planner import Outcome
from ledger.orders.rulings import inspection_list
from ledger.store import post
from ledger.values import Movement
from tests.jobs.asof.facts import Fact
from tests.jobs.asof.orders import learn
from tests.jobs.asof.paper import snapshot_of
from tests.jobs.asof.world import World
from tests.ledger.stories import hours


def tell(world: World, number: int) -> None:
    fact = world.history.facts[number]
    _post(world, fact)
    fact.event.known = True


def take_back(world: World, number: int) -> None:
    """A mistake is followed by its reverse; whoever finds out first has it told before."""
    fact = world.history.facts[number]
    if fact.event.known:
        _post(world, fact, back=True)
        world.told["mistaken"] += 1


def read(world: World, number: int) -> None:
    """The next reading of an order; one that is older than what is known says nothing."""
    order = world.history.orders[number]
    stage = order.readings[world.readings[number]]
    world.readings[number] += 1
    snapshot = snapshot_of(order, stage, sku=world.skus[order.item])
    with world.book.database.writing() as tx:
        booked = book_page(tx, channel_ref(tx, world.channel), [snapshot])
    assert not booked.parked
    learn(order, stage)
    if number in world.waiting:
        judge(world, number)


def judge(world: World, number: int) -> None:
    """Of goods that came back; as soon as it is read that they did."""
    order = world.history.orders[number]
    said = order.judgement
    assert said
    if not order.stages[-1].event.known:
        world.waiting.add(number)
        return
    world.waiting.discard(number)
    with world.book.database.reading() as tx:
        found = inspection_list(tx)
    lines = [one.id for one in found if (one.channel, one.order_id) == (world.channel, order.name)]
    assert len(lines) == order.lines
    for line in lines:
        settle_return(
            world.book.database,
            line,
            said.outcome,
            said.units,
            location=order.ships_from if said.outcome is Outcome.NEVER_LEFT else order.returns_to,
            at=hours(said.event.stamp),
        )
    said.event.known = True
    world.told[f"judged {said.outcome}"] += 1


def _post(world: World, fact: Fact, *, back: bool = False) -> None:
    with world.book.database.writing() as tx:
        post(tx, [*_movements(world, fact, back=back)])


def _movements(world: World, fact: Fact, *, back: bool) -> Iterator[Movement]:
    for place, one in enumerate(fact.movements):
        sides = (one.source, one.destination)
        source, destination = sides[::-1] if back else sides
        yield Movement(
            key=f"{world.number}/{fact.event.name}/{place}{'/back' if back else ''}",
            occurred_at=hours(fact.event.stamp),
            sku=world.skus[one.item],
            quantity=one.units,
            source=source,
            destination=destination,
            lot=fact.lot,
        )
