"""`count sheet`: what to count, on a sheet without the book's figures, in the order of the bins.

Blind on purpose: who sees what is expected finds it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jobs.counts.bins import ids_of_skus
from jobs.counts.plan import Selection, planned_items
from jobs.counts.sheet_files import BlankSheet, SheetRow, write_sheet
from ledger.database import Database, Reading
from ledger.errors import Rejected
from ledger.locations import location_id
from ledger.named_items import NamedItem, named_items
from reconcile.bins import known_bins, read_memory
from reconcile.plan_rules import PlanRules


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetAnswer:
    """``rows``: one an item and bin. ``selected``: how many items there are without a limit."""

    path: str
    location: str
    items: int
    rows: int
    selected: int


def print_sheet(
    database: Database, path: Path, selection: Selection, rules: PlanRules, *, skus: Sequence[str]
) -> SheetAnswer:
    """Of these SKUs, or without any of what is planned.

    Raises Rejected for unknown names, for nothing to count, and for a file that cannot be written.
    """
    with database.reading() as tx:
        wanted, selected = list(skus), len(set(skus))
        if not skus:
            planned = planned_items(tx, selection, rules)
            wanted, selected = [one.sku for one in planned.items], planned.selected
        rows = _rows(tx, selection.location, wanted)
        made_at = tx.now
    if not rows:
        raise Rejected(["there is nothing to count; see `stockbook count plan`"])
    write_sheet(_sheet(selection.location, made_at, rows), path)
    return SheetAnswer(
        path=str(path),
        location=selection.location,
        items=len(set(wanted)),
        rows=len(rows),
        selected=selected,
    )


def _sheet(location: str, made_at: datetime, rows: Sequence[SheetRow]) -> BlankSheet:
    return BlankSheet(location=location, made_at=made_at, rows=sorted(rows, key=_as_one_walks))


def _rows(tx: Reading, location: str, skus: Sequence[str]) -> list[SheetRow]:
    """A row for every bin in which an item lies, else a count that leaves one out would wait."""
    items = ids_of_skus(tx, set(skus))
    memory = read_memory(tx, location_id(tx, location), items)
    bins: dict[int, list[str]] = {}
    for one in known_bins(memory):
        bins.setdefault(one.item, []).append(memory.codes[one.bin])
    return [
        _row(item, code)
        for item in named_items(tx, items).values()
        for code in bins.get(item.id, [""])
    ]


def _row(item: NamedItem, code: str) -> SheetRow:
    return SheetRow(bin=code, sku=item.sku, barcode=item.barcode, name=item.name)


def _as_one_walks(row: SheetRow) -> tuple[bool, list[str | int], str]:
    """Bin 9 before bin 10; last what has no bin yet."""
    parts = re.split(r"(\d+)", row.bin.casefold())
    return not row.bin, [int(part) if i % 2 else part for i, part in enumerate(parts)], row.sku
