"""A file of moves: sku and quantity, and optionally the other columns of `Move`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jobs.column_words import named_columns
from jobs.csv_files import Problems, held, read_rows
from jobs.goods.movement_cells import cost_from_cell, quantity_from_cell
from jobs.goods.moves import Move
from ledger.database import Database
from ledger.instants import instant_from_text
from ledger.locations import locations
from ledger.sites import zone

REQUIRED: Final = ("sku", "quantity")
OPTIONAL: Final = ("location", "to", "at", "reason", "reference", "unit_cost", "lot")


def moves_from_file(
    database: Database, path: Path, *, location: str, problems: Problems
) -> list[Move]:
    """What could be read; a cell that could not is a problem, and its row is looked at still.

    Instants without an offset are in the location's zone. Raises Rejected for what is no such file.
    """
    with database.reading() as tx:
        zones = {code: site.time_zone for code, site in locations(tx).items()}
    read = read_rows(
        path, required=REQUIRED, optional=OPTIONAL, problems=problems, named=named_columns
    )
    rows = held(read, path, rest="use `movements import`")
    return [
        _move(row, cells, location=location, zones=zones, problems=problems) for row, cells in rows
    ]


def _move(
    row: int,
    cells: Mapping[str, str],
    *,
    location: str,
    zones: Mapping[str, str],
    problems: Problems,
) -> Move:
    site = cells.get("location") or location

    def cell(name: str, read: Callable[[str], Any], otherwise: object) -> Any:
        """``otherwise`` stands where nothing is said, or nothing that can be read."""
        text = cells.get(name, "")
        try:
            return read(text) if text.strip() or name in REQUIRED else otherwise
        except ValueError as error:
            problems.add(row, f"{name}: {error}")
            return otherwise

    def instant(text: str) -> datetime:
        return instant_from_text(text, zone=zone(zones.get(site, "UTC")))

    return Move(
        sku=cells["sku"],
        # Any quantity will do where none can be read: the file is refused.
        quantity=cell("quantity", quantity_from_cell, 1),
        location=site,
        to=cells.get("to", ""),
        at=cell("at", instant, None),
        reason=cells.get("reason", ""),
        reference=cells.get("reference", ""),
        unit_cost=cell("unit_cost", cost_from_cell, None),
        lot=cells.get("lot", ""),
        row=row,
    )
