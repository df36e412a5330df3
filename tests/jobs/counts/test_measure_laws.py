"""Measures beside a second reckoning: from the exported movements and the counts' own lines."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.counts.answers import VarianceEntry, every_entry
from jobs.counts.desk import answer_of
from jobs.counts.measures import MeasuresAnswer, ShrinkageEntry, measure_counts
from jobs.goods.movement_export import export_movements
from ledger.counts.rows import StoredCount, list_counts
from tests.jobs.losing_play import COSTS, RULES, ZONES, Losing, Step, steps
from tests.laws import examples
from tests.ledger.books import book_of
from tests.ledger.stories import hours

SINCE: Final = hours(-50)
UNTIL: Final = hours(50)


@dataclass(frozen=True)
class Measured:
    """What is measured of the counts of ``location`` within the time, beside these counts."""

    played: Losing
    location: str | None
    answer: MeasuresAnswer
    counts: list[tuple[StoredCount, list[VarianceEntry]]]


@pytest.fixture
def empty_book(sqlite_template: bytes, tmp_path: Path) -> Callable[[], str]:
    """Makes one and answers its address, the same each time."""

    def make() -> str:
        path = tmp_path / "stockbook.db"
        for leftover in tmp_path.glob("stockbook.db*"):
            leftover.unlink()
        path.write_bytes(sqlite_template)
        return f"sqlite:///{path}"

    return make


@given(history=steps, location=st.sampled_from([None, *ZONES]))
@settings(max_examples=examples(60), suppress_health_check=[*HealthCheck])
def test_measures_are_what_the_exports_say(
    empty_book: Callable[[], str], tmp_path: Path, history: list[Step], location: str | None
) -> None:
    """Whatever was lost, found, learnt late, left out, counted again and reversed."""
    with book_of(empty_book()) as book:
        played = Losing(book, tmp_path)
        played.begin()
        played.play(history)
        measured = Measured(
            played=played,
            location=location,
            answer=measure_counts(
                book.database,
                location=location,
                since=SINCE,
                until=UNTIL,
                rules=RULES,
                every_item=True,
            ),
            counts=[*standing(played, location)],
        )

        require_shrinkage_of_movements(measured)
        require_accuracy_of_lines(measured)
        require_coverage_of_lines(measured)
        require_agreement_of_lines(measured)


def standing(
    played: Losing, location: str | None
) -> Iterator[tuple[StoredCount, list[VarianceEntry]]]:
    """The posted counts of the time, with the lines that are in the book, as they are shown."""
    with played.book.database.reading() as tx:
        for count in list_counts(tx):
            here = location in {None, count.sheet.location}
            if count.posted and not count.reversed and here:
                answer = answer_of(tx, played.desk("boss"), count.id)
                entries = [one for one in every_entry(tx, answer) if one.status != "recount"]
                if SINCE <= count.sheet.counted_at < UNTIL:
                    yield count, entries


def require_shrinkage_of_movements(measured: Measured) -> None:
    """The export has a movement for each adjustment and for each answer to late news."""
    shrinkage = measured.answer.shrinkage
    by_line = ["line", "sku", "location", "month"]
    lines = adjustments(measured).groupby(by_line, as_index=False)["units"].sum()
    lines = lines[lines["units"] != 0]
    for key, told in (
        ("sku", shrinkage.by_item),
        ("location", shrinkage.by_location),
        ("month", shrinkage.by_month),
    ):
        groups = {str(name): group for name, group in lines.groupby(key)}
        assert {one.key for one in told} == groups.keys()
        for one in told:
            require_sums(one, groups[one.key])
    for name in ("lines", "units", "units_lost", "units_found", "lines_without_cost"):
        sums = {
            sum(getattr(one, name) for one in entries)
            for entries in (
                shrinkage.by_reason,
                shrinkage.by_location,
                shrinkage.by_item,
                shrinkage.by_month,
            )
        }
        assert len(sums) == 1, name


def adjustments(measured: Measured) -> pd.DataFrame:
    """``units``: lost, below zero where they were found; of the counts that are measured."""
    file = io.StringIO()
    database = measured.played.book.database
    export_movements(database, file, for_another_book=False, progress=lambda _: None)
    file.seek(0)
    wanted = {count.id for count, _ in measured.counts}
    moves = [
        adjustment(one)
        for one in csv.DictReader(file)
        if (key := re.fullmatch(r"count-(\d+)/\d+/\d+", one["key"])) and int(key[1]) in wanted
    ]
    return pd.DataFrame(moves, columns=["line", "sku", "location", "month", "units"])


def adjustment(move: dict[str, str]) -> dict[str, Any]:
    lost = move["destination"] == "loss"
    location = (move["source"] if lost else move["destination"]).partition(":")[0]
    at = datetime.fromisoformat(move["occurred_at"]).astimezone(ZoneInfo(ZONES[location]))
    return {
        "line": move["key"].rpartition("/")[0],
        "sku": move["sku"],
        "location": location,
        "month": f"{at:%Y-%m}",
        "units": int(move["quantity"]) * (1 if lost else -1),
    }


def require_sums(told: ShrinkageEntry, lines: pd.DataFrame) -> None:
    units, costs = lines["units"], lines["sku"].map(cost_of)
    assert told.lines == len(lines), told
    assert told.units_lost == units[units > 0].sum(), told
    assert told.units_found == -units[units < 0].sum(), told
    assert told.units == units.sum(), told
    assert told.lines_without_cost == costs.isna().sum(), told
    value = None if costs.isna().all() else (units * costs).dropna().sum()
    assert amount(told.value) == value, told


def require_accuracy_of_lines(measured: Measured) -> None:
    """Of every line of every count that stands, as `count show --all` tells them."""
    lines = pd.DataFrame(
        [
            (one.sku, abs(one.expected), abs(one.difference))
            for _, entries in measured.counts
            for one in entries
        ],
        columns=["sku", "expected", "off"],
    )
    accuracy, costs = measured.answer.accuracy, lines["sku"].map(cost_of)
    within = int((lines["off"] <= 1).sum())
    assert measured.answer.counts == len(measured.counts)
    assert (accuracy.lines, accuracy.lines_within_tolerance) == (len(lines), within)
    assert accuracy.lines_percent == percent(within, len(lines))
    assert (accuracy.units, accuracy.units_off) == (lines["expected"].sum(), lines["off"].sum())
    assert accuracy.units_percent == percent(accuracy.units - accuracy.units_off, accuracy.units)
    assert accuracy.lines_without_cost == costs.isna().sum()
    assert (amount(accuracy.value) or 0) == (lines["expected"] * costs).dropna().sum()
    assert (amount(accuracy.value_off) or 0) == (lines["off"] * costs).dropna().sum()


def require_coverage_of_lines(measured: Measured) -> None:
    """Of the items that are known there; a complete sheet counts those that it does not name."""
    for told in measured.answer.coverage:
        known = {*COSTS} - ({"DUST"} if told.location == "annex" else set())
        known |= {sku for sku in COSTS if moved(measured, told.location, sku)}
        counted: set[str] = set()
        for count, entries in measured.counts:
            if count.sheet.location == told.location:
                out = left_out(measured, count)
                counted |= (known - out) if count.sheet.complete else {one.sku for one in entries}
        assert (told.items, told.counted) == (len(known), len(counted & known)), told


def moved(measured: Measured, location: str, sku: str) -> bool:
    database = measured.played.book.database
    query = (
        "SELECT 1 FROM balance JOIN item ON item.id = item_id JOIN place ON place.id = place_id "
        "WHERE sku = ? AND place.name = ?"
    )
    with database.reading() as tx:
        return bool(tx.rows(query, (sku, f"{location}:available")))


def left_out(measured: Measured, count: StoredCount) -> set[str]:
    with measured.played.book.database.reading() as tx:
        answer = answer_of(tx, measured.played.desk("boss"), count.id)
    return {one.sku for one in answer.variances if one.status == "recount"}


def require_agreement_of_lines(measured: Measured) -> None:
    """Of those that eve counted again, in a count that is in the book."""
    again = [
        one for _, entries in measured.counts for one in entries if one.first_difference is not None
    ]
    if not measured.answer.agreement:
        assert not again
        return
    (told,) = measured.answer.agreement
    assert (told.first, told.second, told.lines) == ("ann", "eve", len(again))
    assert told.same == sum(one.difference == one.first_difference for one in again)
    assert told.percent == percent(told.agreed, told.lines)


def percent(part: int, whole: int) -> float | None:
    return round(max(part, 0) / whole * 100, 2) if whole else None


def cost_of(sku: str) -> Decimal | None:
    cost = COSTS[sku]
    return None if cost is None else Decimal(cost).scaleb(-6)


def amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
