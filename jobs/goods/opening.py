"""`opening`: what lay on hand when a location came into the book.

The location's opening instant is set with it: what was shipped or returned there before is in the
opening stock, what comes after is a movement (design rule 6, cutover).
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from jobs.column_words import named_columns
from jobs.csv_files import Problems, held, read_rows
from jobs.goods.move_checks import lies_nowhere
from ledger.cutover import moved_before
from ledger.database import Database, Reading, Writing
from ledger.errors import Rejected
from ledger.instants import instant_problem
from ledger.items import create_missing_items, known_items
from ledger.locations import require_location, set_opening
from ledger.numbers import counted
from ledger.sites import LocationKind, Site
from ledger.store import note_nothing, post
from ledger.unknown import unknown_skus
from ledger.values import OPENING, QUANTITY_MAX, Movement, State, place, sku_problem

_log: Final = logging.getLogger("stockbook.opening")

_COLUMNS: Final = ("sku", "quantity")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningAnswer:
    """``unread``: orders of the channel that could not be understood, and were left out."""

    location: str
    opening_at: datetime
    items: int
    units: int
    known: int
    unread: list[str]


@dataclass(frozen=True, slots=True)
class OnHand:
    """Units by SKU, as a file says them, with the row of each; and what is wrong with the file."""

    units: Mapping[str, int]
    rows: Mapping[str, int] = field(default_factory=dict)
    problems: Problems = field(default_factory=lambda: Problems(""))


def open_location(
    database: Database,
    location: str,
    on_hand: OnHand,
    *,
    at: datetime,
    actor: str,
    create_items: bool,
) -> OpeningAnswer:
    """Book what lay on hand at ``at``; nothing when the location is empty.

    All or nothing. Raises Rejected with every problem: the location was opened at another instant,
    lies in the future, is another firm's, or the book has moved these goods before then.
    """
    units = on_hand.units
    with database.writing() as tx:
        site = require_location(tx, location)
        if create_items:
            create_missing_items(tx, [sku for sku in units if sku_problem(sku) is None])
        for problem in _site_problems(tx, site, at):
            on_hand.problems.add(0, problem)
        for sku, problem in _item_problems(tx, location, units, at):
            on_hand.problems.add(on_hand.rows.get(sku, 0), problem)
        on_hand.problems.refuse()
        outcome = post(tx, [_movement(location, sku, lay, at=at, actor=actor)
                            for sku, lay in units.items() if lay])  # fmt: skip
        # Without it nobody could tell what was looked for from what was never booked.
        nothing = [sku for sku, lay in units.items() if not lay]
        note_nothing(tx, place(location, State.AVAILABLE), nothing)
    _log.info("%s opened %s with %s", actor, location, counted(len(units), "item"))
    return OpeningAnswer(
        location=location,
        opening_at=at,
        items=len(units),
        units=sum(units.values()),
        known=outcome.known,
        unread=[],
    )


def on_hand_from_file(path: Path) -> OnHand:
    """Of a CSV with the columns sku and quantity; a SKU that comes twice is a problem.

    Raises Rejected for what is no such file.
    """
    problems = Problems(path.name)
    found: dict[str, int] = {}
    rows: dict[str, int] = {}
    read = read_rows(path, required=_COLUMNS, optional=(), problems=problems, named=named_columns)
    for row, cells in held(
        read, path, rest="open the location with several files and the same --at"
    ):
        sku = cells["sku"]
        problem = _quantity_problem(cells["quantity"])
        said = [sku_problem(sku), problem]
        said += [f"SKU {sku!r} comes again; add its rows up"] if sku in rows else []
        for one in filter(None, said):
            problems.add(row, one)
        rows.setdefault(sku, row)
        # Any quantity will do where none can be read: the file is refused.
        found[sku] = 0 if problem else int(cells["quantity"])
    return OnHand(found, rows, problems)


def _site_problems(tx: Writing, site: Site, at: datetime) -> Iterator[str]:
    """Sets the opening instant where nothing stands against it."""
    if site.kind is not LocationKind.OWN:
        yield f"{site.code} is another firm's stock; it is not counted here"
        return
    problem = instant_problem(at, now=tx.now)
    if problem:
        yield problem
        return
    try:
        set_opening(tx, site.code, at)
    except Rejected as error:
        yield str(error)


def _item_problems(
    tx: Reading, location: str, units: Mapping[str, int], at: datetime
) -> Iterator[tuple[str, str]]:
    """SKUs, and why nothing of them, or not so many, can have lain there."""
    skus = {sku for sku in units if sku_problem(sku) is None}
    known = known_items(tx, skus)
    unknown = unknown_skus(tx, skus - known.keys())
    moved = moved_before(tx, location, at) if any(units.values()) else set()
    for sku, lay in units.items():
        if sku in unknown:
            yield sku, unknown[sku]
        elif lay and sku in moved:
            yield (
                sku,
                f"the book has moved {sku} at {location} before {at.isoformat()}, so it would "
                "count twice; leave it out, or open the location with --empty, and let a count "
                "correct what the book has",
            )
        elif lay and sku in known and (problem := lies_nowhere(sku, known[sku])):
            yield sku, problem


def _quantity_problem(text: str) -> str | None:
    if text.strip().isascii() and text.strip().isdigit() and int(text) <= QUANTITY_MAX:
        return None
    return f"quantity {text!r} is not a whole number of at least 0"


def _movement(location: str, sku: str, units: int, *, at: datetime, actor: str) -> Movement:
    return Movement(
        key=f"opening/{location}/{sku}",
        occurred_at=at,
        sku=sku,
        quantity=units,
        source=OPENING,
        destination=place(location, State.AVAILABLE),
        actor=actor,
        reason="opening stock",
    )
