"""`opening`: what lay on hand when a location came into the book.

The location's opening instant is set with it: what was shipped or returned there before is in the
opening stock, what comes after is a movement (design rule 6, cutover).
"""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from jobs.csv_files import Problems, held, read_rows
from ledger.database import Database
from ledger.errors import Rejected
from ledger.items import create_missing_items
from ledger.locations import require_location, set_opening
from ledger.sites import LocationKind
from ledger.store import note_nothing, post
from ledger.values import OPENING, QUANTITY_MAX, Movement, State, place, sku_problem

_log: Final = logging.getLogger("stockbook.opening")

_COLUMNS: Final = ("sku", "quantity")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningAnswer:
    location: str
    opening_at: datetime
    items: int
    units: int
    known: int


def open_location(
    database: Database,
    location: str,
    on_hand: Mapping[str, int],
    *,
    at: datetime,
    actor: str,
    create_items: bool,
) -> OpeningAnswer:
    """Book ``on_hand`` units by SKU as they lay at ``at``; nothing when the location is empty.

    All or nothing. Raises Rejected when the location was opened at another instant, lies in the
    future, or is another firm's.
    """
    with database.writing() as tx:
        site = require_location(tx, location)
        if site.kind is not LocationKind.OWN:
            raise Rejected([f"{location} is another firm's stock; it is not counted here"])
        if at > tx.now:
            raise Rejected([f"{at.isoformat()} lies in the future; say when it was counted"])
        set_opening(tx, location, at)
        if create_items:
            create_missing_items(tx, on_hand)
        outcome = post(tx, [_movement(location, sku, units, at=at, actor=actor)
                            for sku, units in on_hand.items() if units])  # fmt: skip
        # Without it nobody could tell what was looked for from what was never booked.
        nothing = [sku for sku, units in on_hand.items() if not units]
        note_nothing(tx, place(location, State.AVAILABLE), nothing)
    _log.info("%s opened %s with %d items", actor, location, len(on_hand))
    return OpeningAnswer(
        location=location,
        opening_at=at,
        items=len(on_hand),
        units=sum(on_hand.values()),
        known=outcome.known,
    )


def on_hand_from_file(path: Path) -> dict[str, int]:
    """Units by SKU of a CSV with the columns sku and quantity; a SKU that comes twice is a problem.

    Raises Rejected with every problem.
    """
    problems = Problems(path.name)
    found: dict[str, int] = {}
    rows: Counter[str] = Counter()
    read = read_rows(path, required=_COLUMNS, optional=(), problems=problems)
    for row, cells in held(
        read, path, rest="open the location with several files and the same --at"
    ):
        sku = cells["sku"]
        rows[sku] += 1
        said = [sku_problem(sku), _quantity_problem(cells["quantity"])]
        said += [f"SKU {sku!r} comes again; add its rows up"] if rows[sku] > 1 else []
        for problem in filter(None, said):
            problems.add(row, problem)
        if not any(said):
            found[sku] = int(cells["quantity"])
    problems.refuse()
    return found


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
