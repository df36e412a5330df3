"""What a person says of goods that moved: receive, ship, transfer, adjust, damage.

Each is a pair of places under a name that people use; the ledger knows no other difference.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ledger.values import CUSTOMER, LOSS, SUPPLIER, Place, State, place


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """``to``: the second location of a transfer. ``at`` None: now. ``row``: of a file, else 0."""

    sku: str
    quantity: int
    location: str
    to: str = ""
    at: datetime | None = None
    reason: str = ""
    reference: str = ""
    unit_cost: int | None = None
    lot: str = ""
    row: int = 0


Leg = tuple[Place, Place]
Route = Callable[[Move], list[Leg]]
"""The legs that a move goes: from where to where, one movement each."""


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
