"""A history played at the real desk: files are uploaded, decided about, posted, ruled, reversed.

Whoever decides and rules here saw it all, and knows what the book will learn: they accept what was
counted right, leave the other lines out, and say of late news what it was.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from jobs.counts.answers import VarianceEntry, every_entry
from jobs.counts.deciding import approve_count, recount_lines
from jobs.counts.desk import (
    Desk,
    answer_of,
    post_to_book,
    rule_late_news,
    show_count,
    site_of_count,
    take_back,
    upload_count,
)
from jobs.counts.join import upload_joined
from jobs.counts.learnt import LearntEntry
from ledger.balances import StockLine, View, stock
from ledger.counts.facts import WAITING
from ledger.counts.rulings import When
from ledger.errors import Rejected
from ledger.orders.booking import book_page, channel_ref
from ledger.store import post
from ledger.values import Movement
from reconcile.absurd import Brake
from reconcile.decide import Rules, Tolerance
from tests.jobs.asof_causes import event_of
from tests.jobs.asof_histories import BINS, EVERYTHING, ITEMS, SPOTS, History, Sheet, learn
from tests.jobs.asof_paper import declared, files_of, rows_of, snapshot_of
from tests.jobs.asof_truth import DAMAGED, INSPECTION, PACKED, Look, Spot
from tests.ledger.books import Book
from tests.ledger.stories import hours

JUST_AFTER: Final = 1e-6
"""Hours: less than any two instants of a history are apart."""
PASSED_ALONE: Final = {"matched", "within_tolerance", "agreed"}
RULINGS_MAX: Final = 60  # every event can be ruled after every count once


@dataclass
class Counted:
    """A sheet at the desk. ``number``: of its count; ``posted``: what its lines assert."""

    sheet: Sheet
    number: int
    complete: bool
    posted: dict[Spot, Look] = field(default_factory=dict)
    left_out: bool = False


@dataclass
class Played:
    """``told``: what became of lines, by which a law is seen to look at something."""

    book: Book
    history: History
    number: int
    folder: Path
    counts: dict[int, Counted] = field(default_factory=dict)
    readings: Counter[int] = field(default_factory=Counter)
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
        return {item: f"{item}-{self.number}" for item in ITEMS}

    @property
    def channel(self) -> str:
        """Its name, and the category of all items."""
        return f"shop-{self.number}"

    def play(self) -> None:
        """To the end, when everything is known and ruled and what was wrong is reversed."""
        for action, number in self.history.actions:
            _ACTIONS[action](self, number)
            if not self.history.patient:
                self._rule_all()
            self._require_true_counts()
        for number in [n for n, counted in self.counts.items() if counted.sheet.wrong]:
            self._reverse(number)
        self._rule_all()
        self._require_true_counts()

    def require_book_is_shelf(self) -> None:
        truth = self.history.truth
        for spot in SPOTS:
            looks = [one.posted[spot] for one in self.counts.values() if spot in one.posted]
            last = max(looks, key=lambda one: one.at, default=None)
            unknown = sum(
                one.change(spot, EVERYTHING)
                for one in truth.events
                if not one.told and (last is None or not last.saw(one))
            )
            there = self._line(spot)
            found = (there.on_hand, there.packed, there.damaged, there.inspection)
            states = (truth.now(spot, frozenset({one})) for one in (PACKED, DAMAGED, INSPECTION))
            assert found == (truth.now(spot, EVERYTHING) - unknown, *states), spot

    def _tell(self, number: int) -> None:
        fact = self.history.facts[number]
        movement = Movement(
            key=f"{self.number}/{fact.event.name}",
            occurred_at=hours(fact.event.stamp),
            sku=self.skus[fact.item],
            quantity=fact.units,
            source=fact.source,
            destination=fact.destination,
            lot=fact.lot,
        )
        with self.book.database.writing() as tx:
            post(tx, [movement])
        fact.event.known = True

    def _read(self, number: int) -> None:
        """The next reading of an order; one that is older than what is known says nothing."""
        order = self.history.orders[number]
        stage = order.readings[self.readings[number]]
        self.readings[number] += 1
        snapshot = snapshot_of(order, stage, sku=self.skus[order.item])
        with self.book.database.writing() as tx:
            booked = book_page(tx, channel_ref(tx, self.channel), [snapshot])
        assert not booked.parked
        learn(order, stage)

    def _upload(self, number: int) -> None:
        sheet = self.history.sheets[number]
        rows, complete = rows_of(sheet, self.history.truth)
        if not rows or number in self.counts:
            return
        site = site_of_count(self.book.database, sheet.location)
        said = declared(sheet, site, category=self.channel if complete else None)
        name = f"{self.number}-{number}"
        paths = files_of(sheet, rows, self.folder, skus=self.skus, name=name)
        files = [(path, f"counter-{number}-{place}") for place, path in enumerate(paths)]
        if len(files) == 1:
            again = self._to_count_again(sheet) if sheet.again else None
            ((path, who),) = files
            answer = upload_count(self.desk, path, said, counted_by=who, recount_of=again)
        else:
            first = upload_joined(self.desk, files[:1], said)
            answer = upload_joined(self.desk, files[1:], said, add_to=first.count)
        assert answer.count is not None, answer.problems
        if answer.count not in {one.number for one in self.counts.values()}:  # the very same sheet
            self.counts[number] = Counted(sheet, answer.count, complete)

    def _to_count_again(self, sheet: Sheet) -> int | None:
        """A count of which lines were left out, and that this sheet is newer than."""
        newest = max(one.at for one in sheet.looks)
        fit = (
            one.number
            for one in self.counts.values()
            if one.left_out
            and one.sheet.location == sheet.location
            and max(look.at for look in one.sheet.looks) < newest
        )
        return next(fit, None)

    def _post(self, number: int) -> None:
        counted = self.counts.get(number)
        if counted is None or counted.posted:
            return
        with self.desk.database.reading() as tx:
            answer = answer_of(tx, self.desk, counted.number)
            lines = {one.sku: one for one in every_entry(tx, answer)}
        if answer.status in {"posted", "reversed"}:
            return
        accepted = {}
        for look in counted.sheet.looks:
            decided = self._decide(counted, look, lines.get(self.skus[look.spot[0]]))
            if decided is None:
                self._reverse(number)
                return
            if decided:
                accepted[look.spot] = look
        try:
            post_to_book(self.desk, counted.number)
        except Rejected as error:
            if "at this very instant" not in str(error):
                raise
            self._reverse(number)
            return
        self.told["posted"] += 1
        counted.posted = accepted

    def _decide(self, counted: Counted, look: Look, line: VarianceEntry | None) -> bool | None:
        """Whether the line is posted; None where the count as a whole must not be."""
        right = self._is_right(look)
        if line is None:
            # On no row, and nothing there by the book: it is said if the sheet is complete.
            return right or None if counted.complete else False
        self._require_held(look, line)
        self.told[str(line.status)] += 1
        waiting = line.status in {*WAITING, "recount"}
        if right and waiting:
            approve_count(self.desk, counted.number, [line.sku])
        if right or (line.status == "matched" and not line.difference):
            return right or None
        if line.status != "recount":
            recount_lines(self.desk, counted.number, [line.sku])
        counted.left_out = True
        return False

    def _is_right(self, look: Look) -> bool:
        truth = self.history.truth
        others = [one.posted[look.spot] for one in self.counts.values() if look.spot in one.posted]
        return (
            len(look.bins) == len(BINS)
            and not truth.misread(look)
            and not any(truth.crossed(look, one) for one in others)
        )

    def _require_held(self, look: Look, line: VarianceEntry) -> None:
        """What moved while it was counted waits for a person, and nothing else is said to.

        Of an order that was set back the book cannot know whether its parcel was outside, so it may
        hold a line that did not move.
        """
        if self.history.truth.moved(look):
            self.told["moved"] += 1
            assert line.status not in PASSED_ALONE, f"{line.sku} moved while it was counted"
        elif line.status == "uncertain" and not self._sets_back():
            posted = (one.posted.get(look.spot) for one in self.counts.values())
            assert any(one and look.since < one.at <= look.at for one in posted), line

    def _sets_back(self) -> bool:
        return any(one.name.endswith("-set back") for one in self.history.truth.events)

    def _reverse(self, number: int) -> None:
        counted = self.counts.pop(number, None)
        if counted:
            take_back(self.desk, counted.number)
            self.told["reversed"] += 1

    def _rule_all(self) -> None:
        for _ in range(RULINGS_MAX):
            reopened = next(self._reopened(), None)
            if reopened is None:
                return
            self._rule(*reopened)
        raise AssertionError("rulings have no end")

    def _reopened(self) -> Iterator[tuple[int, Look, Sequence[LearntEntry]]]:
        for number, counted in self.counts.items():
            if not counted.posted:
                continue
            answer = show_count(self.desk, counted.number)
            lines = {one.sku: one for one in answer.variances if one.status == "reopened"}
            for spot, look in counted.posted.items():
                if line := lines.get(self.skus[spot[0]]):
                    yield number, look, line.learnt

    def _rule(self, number: int, look: Look, learnt: Sequence[LearntEntry]) -> None:
        counted, sku = self.counts[number], self.skus[look.spot[0]]
        unseen = {one.name: one for one in self.history.truth.unseen(look)}
        named = {one.fact: event_of(self.book, self.history, one.fact) for one in learnt}
        later = [fact for fact, name in named.items() if name in unseen]
        if not later:
            self.told["before"] += 1
            rule_late_news(self.desk, counted.number, sku, When.BEFORE)
            return
        some = len(later) < len(named)
        self.told["some after" if some else "after"] += 1
        rule_late_news(self.desk, counted.number, sku, When.AFTER, only=later if some else ())
        for fact in later:
            unseen[named[fact]].booked_at = look.at + JUST_AFTER

    def _line(self, spot: Spot, at: float | None = None) -> StockLine:
        item, location = spot
        view = View() if at is None else View(as_of=hours(at))
        with self.book.database.reading() as tx:
            return stock(tx, skus=[self.skus[item]], locations=[location], view=view)[0]

    def _require_true_counts(self) -> None:
        for counted in self.counts.values():
            for look in counted.posted.values():
                there = self._line(look.spot, look.at)
                parts = {PACKED: there.packed, DAMAGED: there.damaged}
                hidden = sum(units for state, units in parts.items() if state not in look.states)
                found = self.history.truth.found(look)
                assert there.on_hand - hidden == found, (counted.number, look)


_ACTIONS: Final = {
    "tell": Played._tell,
    "read": Played._read,
    "upload": Played._upload,
    "post": Played._post,
    "reverse": Played._reverse,
}
