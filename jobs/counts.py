"""`count`: a sheet of what people found, from the file to the adjustments in the book.

A count that is not posted is compared with the book whenever it is looked at; what a person
decided about a line holds as long as the line still differs by as much.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from jobs.count_answers import CountAnswer, CountList, count_answer, listed, refused_answer
from ledger.count_posting import post_count, reverse_count
from ledger.count_rows import (
    StoredCount,
    expected_lines,
    list_counts,
    load_count,
    posted_variances,
    same_count,
    save_approval,
    save_count,
    save_decisions,
)
from ledger.count_rulings import When, rule_count_line
from ledger.counts import WAITING, Decided, Decision, LineStatus, Variance
from ledger.database import Database, Reading, Writing
from ledger.errors import Rejected
from ledger.locations import require_location
from ledger.sites import LocationKind, Site
from reconcile.compare import compare
from reconcile.decide import Tolerance
from reconcile.files import UnusableError
from reconcile.sheet import Declared, read_count

_log: Final = logging.getLogger("stockbook.counts")

Step = Callable[[str], None]
"""Told what is being done, for a person who waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where counts are worked: the book, how small a difference passes, and who asks."""

    database: Database
    tolerance: Tolerance
    actor: str
    step: Step = lambda _: None


def site_of_count(database: Database, location: str) -> Site:
    """Raises Rejected for a location that is unknown or another firm's."""
    with database.reading() as tx:
        site = require_location(tx, location)
    if site.kind is not LocationKind.OWN:
        raise Rejected([f"{location} is another firm's stock; it is not counted here"])
    return site


def upload_count(
    desk: Desk, path: Path, declared: Declared, *, every_line: bool = False
) -> CountAnswer:
    """Read a sheet and keep it, whole or not at all; the same file is the same count.

    A sheet that cannot be used is answered with every problem that it has.
    """
    desk.step("reading the sheet")
    try:
        with desk.database.reading() as tx:
            sheet, columns = read_count(tx, path, declared)
    except UnusableError as error:
        return refused_answer(declared, error.problems)
    desk.step("comparing it with the book")
    with desk.database.writing() as tx:
        count_id = same_count(tx, sheet)
        if count_id is None:
            count_id = save_count(tx, sheet, columns, file_name=path.name, actor=desk.actor)
            _log.info("%s uploaded count %d of %s", desk.actor, count_id, sheet.location)
        return _answer(tx, desk, count_id, every_line=every_line)


def show_count(desk: Desk, count_id: int, *, every_line: bool = False) -> CountAnswer:
    desk.step("comparing it with the book")
    with desk.database.reading() as tx:
        return _answer(tx, desk, count_id, every_line=every_line)


def show_counts(database: Database) -> CountList:
    with database.reading() as tx:
        return listed(list_counts(tx))


def approve_count(desk: Desk, count_id: int, skus: Collection[str] = ()) -> CountAnswer:
    """Accept these lines, or all that wait. Raises Rejected for SKUs that do not differ."""
    with desk.database.writing() as tx:
        count = _open_count(tx, count_id)
        lines = _chosen(lines_of_count(tx, desk, count), skus, count_id)
        waiting = lines if skus else [one for one in lines if one.status in WAITING]
        _decide(tx, desk, count_id, lines=waiting, decided=Decided.ACCEPTED)
        if not skus:
            save_approval(tx, count_id, actor=desk.actor)
        return _answer(tx, desk, count_id)


def recount_lines(desk: Desk, count_id: int, skus: Collection[str]) -> CountAnswer:
    """Leave these lines out: somebody counts them again. Raises Rejected as `approve_count`."""
    with desk.database.writing() as tx:
        count = _open_count(tx, count_id)
        lines = _chosen(lines_of_count(tx, desk, count), skus, count_id)
        _decide(tx, desk, count_id, lines=lines, decided=Decided.RECOUNT)
        return _answer(tx, desk, count_id)


def post_to_book(desk: Desk, count_id: int) -> CountAnswer:
    """Book the adjustments, all or nothing. Raises Rejected while a line waits for a decision."""
    desk.step("posting the adjustments")
    with desk.database.writing() as tx:
        count = load_count(tx, count_id)
        lines = [] if count.posted else lines_of_count(tx, desk, count)
        adjustments = post_count(tx, count, lines, actor=desk.actor)
        _log.info("%s posted count %d: %d adjustments", desk.actor, count_id, adjustments)
        return _answer(tx, desk, count_id)


def take_back(desk: Desk, count_id: int) -> CountAnswer:
    """Take a count out of the book again, or withdraw one that is not in it yet."""
    with desk.database.writing() as tx:
        movements = reverse_count(tx, load_count(tx, count_id), actor=desk.actor)
        _log.info("%s reversed count %d: %d movements", desk.actor, count_id, movements)
        return _answer(tx, desk, count_id)


def rule_late_news(desk: Desk, count_id: int, sku: str, when: When) -> CountAnswer:
    """Say when the goods really moved that a reopened line learnt of later."""
    with desk.database.writing() as tx:
        movements = rule_count_line(tx, load_count(tx, count_id), sku, when, actor=desk.actor)
        _log.info("%s ruled count %d %s: %d movements", desk.actor, count_id, when, movements)
        return _answer(tx, desk, count_id)


def every_line_of(tx: Reading, desk: Desk, count_id: int) -> Iterator[Variance]:
    """All lines of a count in the order of its sheet, those that are as expected too."""
    lines = {one.line: one for one in lines_of_count(tx, desk, load_count(tx, count_id))}
    yield from expected_lines(tx, count_id, instead=lines)


def _answer(tx: Reading, desk: Desk, count_id: int, *, every_line: bool = False) -> CountAnswer:
    count = load_count(tx, count_id)
    lines = lines_of_count(tx, desk, count)
    shown = list(every_line_of(tx, desk, count_id)) if every_line else lines
    return count_answer(count, shown, waiting=any(one.status in WAITING for one in lines))


def lines_of_count(tx: Reading, desk: Desk, count: StoredCount) -> list[Variance]:
    """The lines that are not simply as expected: as posted, or beside the book of now."""
    if count.posted:
        return posted_variances(tx, count.id)
    lines = compare(tx, count, desk.tolerance)
    if count.reversed:
        # Withdrawn: it differs still, and waits for nobody.
        return [replace(one, status=LineStatus.REVERSED, reason="") for one in lines]
    return lines


def _open_count(tx: Reading, count_id: int) -> StoredCount:
    count = load_count(tx, count_id)
    if count.posted or count.reversed:
        status = count.status(waiting=False)
        raise Rejected([f"count {count_id} is {status} already; upload the sheet anew"])
    return count


def _chosen(lines: Sequence[Variance], skus: Collection[str], count_id: int) -> list[Variance]:
    unknown = set(skus) - {one.sku for one in lines}
    if unknown:
        raise Rejected(
            [f"{sku} does not differ in count {count_id}; nothing to decide" for sku in
             sorted(unknown)]
        )  # fmt: skip
    return [one for one in lines if not skus or one.sku in skus]


def _decide(
    tx: Writing, desk: Desk, count_id: int, *, lines: Sequence[Variance], decided: Decided
) -> None:
    decisions = [
        Decision(line=one.line, decided=decided, difference=one.difference) for one in lines
    ]
    save_decisions(tx, count_id, decisions, actor=desk.actor)
    _log.info("%s: %d lines of count %d %s", desk.actor, len(lines), count_id, decided.value)
