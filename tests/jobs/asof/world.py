"""The book in which a history is played, and what stands at its desk."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jobs.counts.answers import CountAnswer, VarianceEntry, every_entry
from jobs.counts.desk import Desk, answer_of
from ledger.balances import StockLine, View, stock
from reconcile.absurd import Brake
from reconcile.decide import Rules, Tolerance
from tests.jobs.asof.histories import History
from tests.jobs.asof.paper import Row
from tests.jobs.asof.sheets import Sheet
from tests.jobs.asof.shelves import BASKET, ITEMS
from tests.jobs.asof.truth import DAMAGED, Look, Spot
from tests.ledger.books import Book
from tests.ledger.stories import hours


@dataclass
class Counted:
    """A sheet at the desk, with its files and its rows. ``number``: of its count; ``posted``: what
    its lines assert; ``left_out``: items that are to be counted again; ``again``: the count whose
    lines it counts again; ``misplaced``: items of which the book had other damage from the first.
    """

    sheet: Sheet
    files: list[tuple[Path, str]]
    rows: list[Row]
    number: int
    complete: bool
    posted: dict[Spot, Look] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    again: int | None = None
    misplaced: set[str] = field(default_factory=set)


@dataclass
class World:
    """``told``: what became of lines, by which a law is seen to look at something."""

    book: Book
    history: History
    number: int
    folder: Path
    counts: dict[int, Counted] = field(default_factory=dict)
    readings: Counter[int] = field(default_factory=Counter)
    stages: dict[int, int] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)
    told: Counter[str] = field(default_factory=Counter)

    @property
    def desk(self) -> Desk:
        return Desk(
            database=self.book.database,
            actor="boss",
            rules=Rules(tolerance=Tolerance(units=self.history.tolerance)),
            brake=Brake(lines_at_least=1_000, factor_units=1_000),
        )

    @property
    def skus(self) -> Mapping[str, str]:
        return {item: f"{item}-{self.number}" for item in (*ITEMS, BASKET)}

    @property
    def channel(self) -> str:
        """Its name, and the category of all items."""
        return f"shop-{self.number}"

    def answer(self, counted: Counted) -> tuple[CountAnswer, Mapping[str, VarianceEntry]]:
        """How a count stands, and its lines by SKU."""
        with self.book.database.reading() as tx:
            answer = answer_of(tx, self.desk, counted.number)
            return answer, {one.sku: one for one in every_entry(tx, answer)}

    def misplaced(self, counted: Counted) -> set[str]:
        """Items, by SKU, of which the book has not as many damaged as the count found."""
        found = self.answer(counted)[0].misplaced
        return {one.sku for one in found if one.state == DAMAGED}

    def line(self, spot: Spot, at: float | None = None) -> StockLine:
        item, location = spot
        view = View() if at is None else View(as_of=hours(at))
        with self.book.database.reading() as tx:
            return stock(tx, skus=[self.skus[item]], locations=[location], view=view)[0]
