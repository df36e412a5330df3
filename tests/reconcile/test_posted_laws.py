"""The law of counts from the comparison to the book: what is learnt, ruled and reversed later.

When goods really moved and what the papers say are drawn separately, and so is where people looked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Final, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from ledger.balances import StockLine, View
from ledger.counts.facts import LineStatus
from ledger.counts.posting import post_count
from ledger.counts.rows import load_count
from ledger.counts.rulings import When
from ledger.instants import to_micros
from ledger.items import save_items
from ledger.movement_rows import movement_rows
from ledger.said import ItemRecord
from ledger.store import insert_movements, place_ids
from ledger.values import CUSTOMER, LOSS, SUPPLIER, Place, State, place
from reconcile.compare import compare
from reconcile.decide import STRICT
from tests.laws import examples
from tests.ledger.books import MAIN, Book, book_of, receipt
from tests.ledger.count_book import CountBook
from tests.ledger.stories import hours

LAST_HOUR, LIFT = 12, 100
DAMAGED: Final = place("main", State.DAMAGED)


class Effect(NamedTuple):
    """Of one unit: on all that lies there, on what is damaged of it and on what is packed."""

    units: int
    damaged: int
    packed: int


EFFECTS: Final = {
    "came": Effect(1, 0, 0),
    "left": Effect(-1, 0, 0),
    "damaged": Effect(0, 1, 0),
    "written off": Effect(-1, -1, 0),
    "packed": Effect(0, 0, 1),
    "fetched": Effect(-1, 0, -1),
}
WAYS: Final[dict[str, tuple[Place, Place]]] = {
    "came": (SUPPLIER, MAIN),
    "left": (MAIN, CUSTOMER),
    "damaged": (MAIN, DAMAGED),
    "written off": (DAMAGED, LOSS),
    "fetched": (MAIN, CUSTOMER),
}
VANISHING: Final = ("came", "left")
"""What only a count can find out; damaged and packed goods are always told of some day."""


@dataclass(frozen=True)
class Happening:
    kind: str
    units: int
    physical_at: int
    stamped_at: int
    told: bool

    def on(self, looked: "Looked") -> int:
        """Of what lies where people look."""
        effect = EFFECTS[self.kind]
        damaged = 0 if looked.damaged else effect.damaged
        packed = 0 if looked.packed else effect.packed
        return self.units * (effect.units - damaged - packed)


@dataclass(frozen=True)
class Looked:
    """A count, and whether damaged and packed goods lay where people looked."""

    at: int
    damaged: bool = True
    packed: bool = True


@dataclass(frozen=True)
class World:
    happenings: list[Happening]
    counts: list[Looked]
    actions: list[tuple[str, int]]

    def shelf(self, looked: Looked) -> int:
        return LIFT + sum(one.on(looked) for one in self.happenings if one.physical_at <= looked.at)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    hour = st.integers(min_value=0, max_value=LAST_HOUR)
    drawn = st.tuples(st.sampled_from([*EFFECTS]), st.integers(1, 5), hour, st.integers(0, 5),
                      st.booleans())  # fmt: skip
    happenings = [
        Happening(kind, units, at, at - lead, told=told or kind not in VANISHING)
        for kind, units, at, lead, told in draw(st.lists(drawn, max_size=6))
    ]
    looked = st.builds(Looked, hour, st.booleans(), st.booleans())
    counts = draw(st.lists(looked, max_size=4, unique_by=lambda one: one.at))
    actions = [("told", i) for i, one in enumerate(happenings) if one.told]
    actions += [(step, i) for step in ("posted", "reversed") for i in range(len(counts))]
    kept = [one for one in actions if one[0] != "reversed" or draw(st.booleans())]
    return World(happenings, counts, draw(st.permutations(kept)))


@dataclass
class Played:
    """``booked_at``: of what was told, by what the book has of it now."""

    desk: CountBook
    world: World
    sku: str
    posted: dict[int, int] = field(default_factory=dict)
    booked_at: dict[int, datetime] = field(default_factory=dict)

    def act(self, action: str, index: int) -> None:
        if action == "told":
            self._tell(index)
            self._rule_after(index)
        elif action == "posted":
            self._count(index)
        elif index in self.posted:
            self.desk.reverse(self.posted.pop(index))
        for number in self.posted.values():
            if self.desk.statuses(number).get(self.sku) is LineStatus.REOPENED:
                self.desk.rule(number, self.sku, When.BEFORE)

    def line(self, at: int | None = None) -> StockLine:
        view = View() if at is None else View(as_of=hours(at))
        return self.desk.book.line(self.sku, view=view)

    def _tell(self, index: int) -> None:
        one = self.world.happenings[index]
        key = f"{self.sku}/{index}"
        at = self.booked_at[index] = hours(one.stamped_at)
        with self.desk.book.database.writing() as tx:
            items = tx.mapping("SELECT sku, id FROM item WHERE sku IN (?*)", [self.sku])
            locations = tx.mapping("SELECT code, id FROM location WHERE code IN (?*)", ["main"])
            ways = [WAYS[one.kind]] if one.kind in WAYS else []
            moved = [
                replace(receipt(key, self.sku, one.units, source=source, destination=to),
                        occurred_at=at)
                for source, to in ways
            ]  # fmt: skip
            places = place_ids(tx, {side.name for way in ways for side in way})
            packed = one.units * EFFECTS[one.kind].packed
            row = (0, 0, items[self.sku], locations["main"], packed, to_micros(at), tx.now_micros)
            insert_movements(
                tx, movement_rows(tx, moved, items, places), packings=[row] if packed else []
            )

    def _rule_after(self, index: int) -> None:
        """As somebody does who saw it move: after every count for which the papers are wrong."""
        one = self.world.happenings[index]
        for place_, looked in sorted(enumerate(self.world.counts), key=lambda each: each[1].at):
            between = self.booked_at[index] <= hours(looked.at) < hours(one.physical_at)
            if place_ in self.posted and between and one.on(looked):
                self.desk.rule(self.posted[place_], self.sku, When.AFTER)
                self.booked_at[index] = hours(looked.at) + timedelta(microseconds=1)

    def _count(self, index: int) -> None:
        """Left out by somebody who knows that the book moved goods too early."""
        looked = self.world.counts[index]
        if any(self._is_early(told, looked) for told in self.booked_at):
            return
        number = self.posted[index] = self.desk.upload(
            {self.sku: self.world.shelf(looked)},
            at=looked.at,
            packed_counted=looked.packed,
            damaged_counted=looked.damaged,
        )
        with self.desk.book.database.writing() as tx:
            stored = load_count(tx, number)
            lines = compare(tx, stored, STRICT)
            accepted = [structs.replace(one, status=LineStatus.ACCEPTED) for one in lines]
            post_count(tx, stored, accepted, actor="boss")

    def _is_early(self, told: int, looked: Looked) -> bool:
        """In the book before the count, and in truth after it.

        A ruling moves the packing of an order's line along; the ones here are of no order.
        """
        one = self.world.happenings[told]
        moved = self.booked_at[told] <= hours(looked.at)
        packed = EFFECTS[one.kind].packed and not looked.packed and one.stamped_at <= looked.at
        return bool(moved or packed) and looked.at < one.physical_at

    def require_true_counts(self) -> None:
        for index in self.posted:
            looked = self.world.counts[index]
            there = self.line(looked.at)
            elsewhere = (0 if looked.damaged else there.damaged) + (
                0 if looked.packed else there.packed
            )
            assert there.on_hand - elsewhere == self.world.shelf(looked)


numbers = count()


@pytest.fixture
def book(database_url: str) -> Iterator[Book]:
    """One book for all examples; each has an item of its own."""
    with book_of(database_url) as opened:
        yield opened


@given(world=worlds())
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wherever_people_looked_every_count_stays_true_and_book_is_shelf(
    book: Book, world: World
) -> None:
    """Stamps are early, goods are damaged or packed meanwhile, news comes in any order."""
    played = Played(CountBook(book, numbers), world, f"item-{next(numbers)}")
    with book.database.writing() as tx:
        save_items(tx, [ItemRecord(sku=played.sku)])
    book.post(receipt(f"lift-{played.sku}", played.sku, LIFT, at=-100))

    for action, index in world.actions:
        played.act(action, index)
        played.require_true_counts()

    last = max((world.counts[index].at for index in played.posted), default=-1)
    unknown = sum(
        one.on(Looked(LAST_HOUR))
        for one in world.happenings
        if not one.told and one.physical_at > last
    )
    today = played.line()
    assert today.on_hand == world.shelf(Looked(LAST_HOUR)) - unknown
    assert today.damaged == sum(one.units * EFFECTS[one.kind].damaged for one in world.happenings)
    assert today.packed == sum(one.units * EFFECTS[one.kind].packed for one in world.happenings)
    assert book.problems() == []
