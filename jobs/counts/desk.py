"""`count`: how what people found stands beside the book, and its way into it and out of it.

A count that is not posted is compared with the book whenever it is looked at; what a person
decided about a line holds as long as the line still differs by as much.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import structs

from jobs.counts.answers import CountAnswer, count_answer
from jobs.counts.learnt import learnt_entries
from jobs.counts.listing import CountList, listed
from jobs.counts.offers import offers_of
from jobs.counts.recounts import counted_again_in
from jobs.counts.states import misplaced_entries
from ledger.counts.classes import Classes, kept_classes
from ledger.counts.decisions import confirmations, first_count
from ledger.counts.facts import WAITING, LineStatus, Variance
from ledger.counts.files import (
    files_of,
    goes_on_as,
    numbers_of_today,
)
from ledger.counts.posting import as_posted, post_count, reverse_count
from ledger.counts.rows import (
    StoredCount,
    expected_lines,
    list_counts,
    load_count,
    posted_variances,
)
from ledger.counts.rulings import When, rule_count_line
from ledger.database import Database, Reading, Writing
from ledger.errors import Rejected
from ledger.locations import require_location
from ledger.sites import LocationKind, Site
from reconcile.absurd import USUAL, Brake, absurdities, is_confirmed
from reconcile.classes import classes_of_count, keep_classes
from reconcile.compare import compare
from reconcile.decide import STRICT, Rules
from reconcile.figures import figures_of
from reconcile.plan_rules import USUAL_RULES, PlanRules

_log: Final = logging.getLogger("stockbook.counts")

Step = Callable[[str], None]
"""Told what is being done, for a person who waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where counts are worked: the book, what passes by itself and what stops, and who asks.

    ``class_rules``: what makes an item A, B or C, where a tolerance is by class.
    ``reasons``: the codes that say why a count differed; the first when nobody says.
    """

    database: Database
    actor: str
    rules: Rules = STRICT
    class_rules: PlanRules = USUAL_RULES
    brake: Brake = USUAL
    reasons: Sequence[str] = ("unexplained",)
    step: Step = lambda _: None


def site_of_count(database: Database, location: str) -> Site:
    """Raises Rejected for a location that is unknown or another firm's."""
    with database.reading() as tx:
        site = require_location(tx, location)
    if site.kind is not LocationKind.OWN:
        raise Rejected([f"{location} is another firm's stock; it is not counted here"])
    return site


def take_classes(tx: Writing, desk: Desk, count_id: int, *, before: int | None = None) -> None:
    """Once, where a tolerance is by class. ``before``: the count that goes on as this one."""
    count = load_count(tx, count_id)
    if desk.rules.by_class and not (count.posted or count.reversed):
        keep_classes(tx, count, desk.class_rules, before=before)


def classes_told(tx: Reading, desk: Desk, count: StoredCount) -> Classes | None:
    """Those by which it is judged, and once it is posted those that were kept."""
    if count.posted:
        return kept_classes(tx, count.id)
    return classes_of_count(tx, count, desk.class_rules) if desk.rules.by_class else None


def show_count(desk: Desk, count_id: int) -> CountAnswer:
    desk.step("comparing it with the book")
    with desk.database.reading() as tx:
        return answer_of(tx, desk, count_id)


def show_counts(database: Database) -> CountList:
    with database.reading() as tx:
        return listed(list_counts(tx), numbers_of_today(tx))


def post_to_book(desk: Desk, count_id: int) -> CountAnswer:
    """Book the adjustments, all or nothing. Raises Rejected while a line waits for a decision."""
    desk.step("posting the adjustments")
    with desk.database.writing() as tx:
        take_classes(tx, desk, count_id)
        count = load_count(tx, count_id)
        lines = [] if count.posted else lines_of_count(tx, desk, count)
        if doubts := _doubts(tx, desk, count, lines):
            raise Rejected(doubts)
        adjustments = post_count(tx, count, lines, actor=desk.actor)
        _log.info("%s posted count %d: %d adjustments", desk.actor, count_id, adjustments)
        return _answer(tx, desk, load_count(tx, count_id), as_posted(lines))


def take_back(desk: Desk, count_id: int) -> CountAnswer:
    """Take a count out of the book again, or withdraw one that is not in it yet."""
    with desk.database.writing() as tx:
        movements = reverse_count(tx, load_count(tx, count_id), actor=desk.actor)
        _log.info("%s reversed count %d: %d movements", desk.actor, count_id, movements)
        return answer_of(tx, desk, count_id)


def rule_late_news(
    desk: Desk, count_id: int, sku: str, when: When, *, only: Collection[str] = ()
) -> CountAnswer:
    """Say when the goods really moved that a reopened line learnt of later, or some of them."""
    with desk.database.writing() as tx:
        count = load_count(tx, count_id)
        movements = rule_count_line(tx, count, sku, when, actor=desk.actor, only=only)
        _log.info("%s ruled count %d %s: %d movements", desk.actor, count_id, when, movements)
        return answer_of(tx, desk, count_id)


def every_line_of(tx: Reading, desk: Desk, count_id: int) -> Iterator[Variance]:
    """All lines of a count in the order of its sheet, those that are as expected too.

    An unknown count is refused at once, and not when the first line is read.
    """
    lines = {one.line: one for one in lines_of_count(tx, desk, load_count(tx, count_id))}
    return expected_lines(tx, count_id, instead=lines)


def answer_of(tx: Reading, desk: Desk, count_id: int) -> CountAnswer:
    """How a count stands, as every command about it answers."""
    count = load_count(tx, count_id)
    return _answer(tx, desk, count, lines_of_count(tx, desk, count))


def _answer(tx: Reading, desk: Desk, count: StoredCount, lines: list[Variance]) -> CountAnswer:
    """``lines``: those that are not simply as expected."""
    first, statuses = first_count(tx, count.id), {one.status for one in lines}
    reopened = lines if LineStatus.REOPENED in statuses else []
    sent_back = lines if LineStatus.RECOUNT in statuses else []
    waiting = not statuses.isdisjoint(WAITING)
    return count_answer(
        count,
        lines,
        waiting=waiting,
        doubts=_doubts(tx, desk, count, lines),
        offers=offers_of(tx, count, lines if waiting else []),
        learnt=learnt_entries(tx, count.id, {one.line: one for one in reopened}),
        recount_of=first.id if first else None,
        counted_again_in=counted_again_in(tx, count, sent_back),
        files=files_of(tx, count.id),
        misplaced=misplaced_entries(tx, count),
        goes_on_as=goes_on_as(tx, count),
        classes=classes_told(tx, desk, count),
    )


def lines_of_count(tx: Reading, desk: Desk, count: StoredCount) -> list[Variance]:
    """The lines that are not simply as expected: as posted, or beside the book of now."""
    if count.posted:
        return posted_variances(tx, count.id)
    lines = compare(tx, count, desk.rules, classes_told(tx, desk, count))
    if count.reversed:
        # Withdrawn: it differs still, and waits for nobody.
        return [structs.replace(one, status=LineStatus.REVERSED, reason="") for one in lines]
    return lines


def _doubts(tx: Reading, desk: Desk, count: StoredCount, lines: Sequence[Variance]) -> list[str]:
    """What is absurd about a count and was not confirmed, with how to confirm it."""
    if count.posted or count.reversed:
        return []
    figures = figures_of(tx, count, lines)
    found = absurdities(figures, desk.brake)
    if not found or is_confirmed(figures, confirmations(tx, count.id)):
        return []
    confirm = (
        f"stockbook count confirm {count.id} --differing {figures.differing} "
        f"--units {figures.units}"
    )
    return [*found, f"if it is true all the same, say so with its figures: `{confirm}`"]
