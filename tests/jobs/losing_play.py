"""Histories in which goods get lost, played at the real desk: for what is measured of counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from jobs.counts.deciding import approve_count, recount_lines
from jobs.counts.desk import Desk, post_to_book, show_count, site_of_count, take_back
from jobs.counts.uploading import upload_count
from ledger.balances import View, stock
from ledger.errors import Rejected
from ledger.items import save_items
from ledger.locations import ensure_locations
from ledger.said import ItemRecord
from ledger.sites import Site
from ledger.values import CUSTOMER, SUPPLIER, Movement, State, place
from reconcile.absurd import Brake
from reconcile.decide import Rules, Tolerance
from reconcile.reading.sheet import Declared
from tests.ledger.books import Book
from tests.ledger.stories import hours

COSTS: Final = {"APPLE": 2_500_000, "BOLT": None, "CORK": 40_000, "DUST": 0}
ZONES: Final = {"main": "Europe/London", "annex": "Pacific/Auckland"}
REASONS: Final = ("unexplained", "theft", "found")
RULES: Final = Rules(tolerance=Tolerance(units=1))
HALF_AN_HOUR: Final = 0.5


@dataclass(frozen=True, kw_only=True)
class Moved:
    """So many came, or left below zero; told when it is played, however long ago it was."""

    sku: str
    location: str
    units: int
    hour: int


@dataclass(frozen=True, kw_only=True)
class Counting:
    """``off``: by how much what was found differs from the book. ``left_out``: lines that somebody
    else counts again, whose figures differ by ``again``; nobody does where that is None.
    """

    location: str
    hour: int
    lasted: int
    off: Mapping[str, int]
    complete: bool
    left_out: frozenset[str]
    again: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Reversed:
    """The count that is this one by its number among those that were taken."""

    which: int


Step = Moved | Counting | Reversed

_skus = st.sampled_from([*COSTS])
_places = st.sampled_from([*ZONES])
_hours = st.sampled_from(range(-72, 73, 12))
"""Around the first of March, which begins in London long after it does in Auckland; few, so that
goods move while others count, and two count at one instant.
"""

steps: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        st.builds(
            Moved,
            sku=_skus,
            location=_places,
            units=st.integers(-4, 6).filter(bool),
            hour=_hours,
        ),
        st.builds(
            Counting,
            location=_places,
            hour=_hours,
            lasted=st.sampled_from([0, 24]),
            off=st.dictionaries(_skus, st.sampled_from([0, 0, -1, -4, 2]), min_size=1),
            complete=st.booleans(),
            left_out=st.frozensets(_skus, max_size=2),
            again=st.none() | st.integers(-2, 2),
            reason=st.sampled_from(REASONS),
        ),
        st.builds(Reversed, which=st.integers(1, 6)),
    ),
    max_size=12,
)


@dataclass
class Losing:
    """A book with ten of each item everywhere but at the annex, which has no dust."""

    book: Book
    folder: Path
    steps: int = 0
    counts: list[int] = field(default_factory=list)

    def begin(self) -> None:
        with self.book.database.writing() as tx:
            sites = [Site(code=code, time_zone=zone) for code, zone in ZONES.items()]
            ensure_locations(tx, sites)
            save_items(tx, [ItemRecord(sku=sku, unit_cost=cost) for sku, cost in COSTS.items()])
        for code in ZONES:
            for sku in COSTS:
                if (code, sku) != ("annex", "DUST"):
                    self._move(Moved(sku=sku, location=code, units=10, hour=-100))

    def play(self, history: Sequence[Step]) -> None:
        for step in history:
            self.steps += 1
            if isinstance(step, Moved):
                self._move(step)
            elif isinstance(step, Counting):
                self._count(step)
            elif step.which <= len(self.counts):
                take_back(self.desk("boss"), self.counts.pop(step.which - 1))

    def desk(self, actor: str) -> Desk:
        brake = Brake(lines_at_least=1_000, factor_units=1_000)
        return Desk(
            database=self.book.database, actor=actor, rules=RULES, brake=brake, reasons=REASONS
        )

    def _move(self, step: Moved) -> None:
        self.steps += 1
        shelf = place(step.location, State.AVAILABLE)
        came = step.units > 0
        self.book.post(
            Movement(
                key=f"moved/{self.steps}",
                occurred_at=hours(step.hour),
                sku=step.sku,
                quantity=abs(step.units),
                source=SUPPLIER if came else shelf,
                destination=shelf if came else CUSTOMER,
            )
        )

    def _count(self, step: Counting) -> None:
        first = self._uploaded("ann", step, step.off, at=step.hour)
        waits = {one.sku for one in show_count(self.desk("boss"), first).variances}
        if left_out := waits & step.left_out:
            recount_lines(self.desk("boss"), first, left_out)
        if not self._posted(first, step.reason) or step.again is None or not left_out:
            return
        at = step.hour + HALF_AN_HOUR
        again = self._uploaded("eve", step, dict.fromkeys(left_out, step.again), at=at, of=first)
        self._posted(again, step.reason)

    def _uploaded(
        self, who: str, step: Counting, off: Mapping[str, int], *, at: float, of: int | None = None
    ) -> int:
        self.steps += 1
        with self.book.database.reading() as tx:
            there = stock(tx, skus=[*off], locations=[step.location], view=View(as_of=hours(at)))
        rows = "".join(f"{one.sku},{max(one.on_hand + off[one.sku], 0)}\n" for one in there)
        path = self.folder / f"{self.steps}.csv"
        path.write_text(f"SKU,Qty,Note\n{rows}\n,,step {self.steps}\n", encoding="utf-8")
        declared = Declared(
            site=site_of_count(self.book.database, step.location),
            counted_at=hours(at),
            counted_from=hours(at - step.lasted) if step.lasted and of is None else None,
            packed_counted=True,
            damaged_counted=True,
            complete=step.complete and of is None,
        )
        answer = upload_count(self.desk(who), path, declared, recount_of=of)
        assert answer.count is not None, answer.problems
        return answer.count

    def _posted(self, number: int, reason: str) -> bool:
        """Whatever waits is accepted; two counts of one instant cannot both be posted."""
        approve_count(self.desk("boss"), number, reason_code=reason)
        try:
            post_to_book(self.desk("boss"), number)
        except Rejected as error:
            if "at this very instant" not in str(error):
                raise
            take_back(self.desk("boss"), number)
            return False
        self.counts.append(number)
        return True
