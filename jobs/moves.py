"""One movement, or a file of them, as a person books it: receive, ship, transfer, adjust, damage.

Each is a pair of places under a name that people use; the ledger knows no other difference.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from jobs.csv_files import Problems, held, read_rows
from jobs.movement_cells import cost_from_cell, quantity_from_cell
from ledger.database import Database, Reading
from ledger.errors import Rejected
from ledger.history import instants_told
from ledger.instants import instant_from_text
from ledger.locations import locations
from ledger.sites import zone
from ledger.store import Posted, post
from ledger.values import CUSTOMER, LOSS, SUPPLIER, Movement, Place, State, place

_log: Final = logging.getLogger("stockbook.moves")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a person says: ``to`` is the second location of a transfer. ``at`` None: now."""

    sku: str
    quantity: int
    location: str
    to: str = ""
    at: datetime | None = None
    reason: str = ""
    reference: str = ""
    unit_cost: int | None = None
    lot: str = ""


Leg = tuple[Place, Place]
Route = Callable[[Move], list[Leg]]
"""The legs that a move goes: from where to where, one movement each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAnswer:
    """The keys of the movements, in the order of the moves; ``known`` were booked before."""

    posted: int
    known: int
    keys: list[str]


def book_moves(
    database: Database, moves: Sequence[Move], route: Route, *, key: str, actor: str
) -> MoveAnswer:
    """Post all or none. ``key`` makes the movements' keys: the same key again is the same fact.

    A move without an instant happens now; told again, it happened when it was first told.
    Raises Rejected with every problem.
    """
    with database.writing() as tx:
        said = list(_movements(moves, route, key=key, actor=actor, now=tx.now))
        movements = _as_told(tx, said, now=tx.now)
        outcome: Posted = post(tx, movements)
    _log.info("%s booked %d movements as %s", actor, outcome.new, key)
    return MoveAnswer(
        posted=outcome.new, known=outcome.known, keys=[movement.key for movement in movements]
    )


def moves_from_file(database: Database, path: Path, *, location: str) -> list[Move]:
    """Moves of a CSV: sku and quantity, and optionally the other columns of `Move`.

    Instants without an offset are in the location's zone. Raises Rejected with every problem.
    """
    with database.reading() as tx:
        zones = {code: site.time_zone for code, site in locations(tx).items()}
    problems = Problems(path.name)
    moves = []
    read = read_rows(path, required=_REQUIRED, optional=_OPTIONAL, problems=problems)
    for row, cells in held(read, path, rest="use `movements import`"):
        try:
            moves.append(_move(cells, location=location, zones=zones))
        except ValueError as error:
            problems.add(row, str(error))
    problems.refuse()
    return moves


def receive(move: Move) -> list[Leg]:
    return [(SUPPLIER, place(move.location, State.AVAILABLE))]


def order_in(move: Move) -> list[Leg]:
    """Ordered from a supplier, not here yet."""
    return [(SUPPLIER, place(move.location, State.INCOMING))]


def receive_ordered(move: Move) -> list[Leg]:
    return [(place(move.location, State.INCOMING), place(move.location, State.AVAILABLE))]


def cancel_ordered(move: Move) -> list[Leg]:
    return [(place(move.location, State.INCOMING), SUPPLIER)]


def send_back(move: Move) -> list[Leg]:
    return [(place(move.location, State.AVAILABLE), SUPPLIER)]


def ship(move: Move) -> list[Leg]:
    return [(place(move.location, State.AVAILABLE), CUSTOMER)]


def depart(move: Move) -> list[Leg]:
    """The first half of a transfer: on its way to the second location."""
    return [(place(move.location, State.AVAILABLE), place(move.to, State.IN_TRANSIT))]


def arrive(move: Move) -> list[Leg]:
    """The second half of a transfer."""
    return [(place(move.to, State.IN_TRANSIT), place(move.to, State.AVAILABLE))]


def transfer(move: Move) -> list[Leg]:
    """Both halves at once, for goods that nobody waits for."""
    return depart(move) + arrive(move)


def lose_on_the_way(move: Move) -> list[Leg]:
    """A transfer came short: what is missing at the second location."""
    return [(place(move.to, State.IN_TRANSIT), LOSS)]


def turn_back(move: Move) -> list[Leg]:
    """Goods bound for the second location are back where they came from."""
    return [(place(move.to, State.IN_TRANSIT), place(move.location, State.AVAILABLE))]


def lose(move: Move) -> list[Leg]:
    return [(place(move.location, State.AVAILABLE), LOSS)]


def find(move: Move) -> list[Leg]:
    return [(LOSS, place(move.location, State.AVAILABLE))]


def damage(move: Move) -> list[Leg]:
    return [(place(move.location, State.AVAILABLE), place(move.location, State.DAMAGED))]


def repair(move: Move) -> list[Leg]:
    return [(place(move.location, State.DAMAGED), place(move.location, State.AVAILABLE))]


def write_off(move: Move) -> list[Leg]:
    return [(place(move.location, State.DAMAGED), LOSS)]


def _as_told(tx: Reading, movements: Sequence[Movement], *, now: datetime) -> list[Movement]:
    """Those without an instant of their own keep the one under which their key is in the book."""
    undated = [movement.key for movement in movements if movement.occurred_at == now]
    told = instants_told(tx, undated)
    return [
        replace(one, occurred_at=told[one.key]) if one.key in told else one for one in movements
    ]


_REQUIRED: Final = ("sku", "quantity")
_OPTIONAL: Final = ("location", "to", "at", "reason", "reference", "unit_cost", "lot")


def _movements(
    moves: Sequence[Move], route: Route, *, key: str, actor: str, now: datetime
) -> Iterator[Movement]:
    problems = []
    for number, move in enumerate(moves, 1):
        try:
            for leg, (source, destination) in enumerate(route(move), 1):
                yield Movement(
                    key=f"{key}/{number}/{leg}",
                    occurred_at=move.at or now,
                    sku=move.sku,
                    quantity=move.quantity,
                    source=source,
                    destination=destination,
                    actor=actor,
                    reason=move.reason,
                    reference=move.reference,
                    lot=move.lot,
                    unit_cost=move.unit_cost,
                )
        except ValueError as error:
            problems.append(f"{move.sku}: {error}")
    if problems:
        raise Rejected(problems)


def _move(cells: Mapping[str, str], *, location: str, zones: Mapping[str, str]) -> Move:
    """Raises ValueError with the row's first problem."""
    site = cells.get("location") or location
    if site not in zones:
        raise ValueError(f"location {site!r} is unknown; known are {', '.join(sorted(zones))}")
    at = cells.get("at", "")
    return Move(
        sku=cells["sku"],
        quantity=quantity_from_cell(cells["quantity"]),
        location=site,
        to=cells.get("to", ""),
        at=instant_from_text(at, zone=zone(zones[site])) if at.strip() else None,
        reason=cells.get("reason", ""),
        reference=cells.get("reference", ""),
        unit_cost=cost_from_cell(cells.get("unit_cost", "")),
        lot=cells.get("lot", ""),
    )
