"""What happened to one line of an order, played again as Vendure itself booked it. Pure.

Vendure tells what a line is now, and in the order's history what was done and when. Its numbers
follow its own rules and not the goods: cancelling units of a line of which some are fulfilled and
some not gives the same units back twice, once as released and once as returned (seen on 3.7.3).
Only what was done in which order tells how much of the line is still taken from the number shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from ledger.snapshots import EventKind


class Deed(Enum):
    """What was done to units of a line."""

    ADDED = auto()
    PACKED = auto()
    """Put into a fulfilment that has not left."""
    SHIPPED = auto()
    UNDONE = auto()
    """The fulfilment was cancelled: its units are to be fulfilled again."""
    CANCELLED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One deed; ``fulfilment`` where it is one of a fulfilment's."""

    deed: Deed
    at: datetime
    units: int
    fulfilment: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """What that means for goods that have left."""

    kind: EventKind
    units: int
    at: datetime


@dataclass(slots=True)
class Replay:
    """``quantity`` ordered, ``packed`` of it by fulfilment, ``gone`` of it away.

    ``taken``: units that Vendure has taken from on hand less allocated. ``_unfulfilled`` and
    ``_fulfilled`` are what Vendure itself believes of the line.
    """

    quantity: int = 0
    packed: dict[str, int] = field(default_factory=dict)
    gone: int = 0
    taken: int = 0
    happened: list[Happening] = field(default_factory=list)
    _parcels: dict[str, int] = field(default_factory=dict)
    _unfulfilled: int = 0
    _fulfilled: int = 0

    @property
    def owed(self) -> int:
        """Still to be shipped, packed or not."""
        return max(0, self.quantity - self.gone)

    def play(self, acts: Sequence[Act]) -> "Replay":
        for act in acts:
            _PLAYED[act.deed](self, act)
        return self

    def add(self, act: Act) -> None:
        self.quantity += act.units
        self.taken += act.units
        self._unfulfilled += act.units

    def pack(self, act: Act) -> None:
        """Vendure takes them from on hand now; what is for sale stays the same."""
        self.packed[act.fulfilment] = self._parcels[act.fulfilment] = act.units
        self._unfulfilled -= act.units
        self._fulfilled += act.units

    def ship(self, act: Act) -> None:
        """The whole parcel, as Vendure says, also when some of it was cancelled before.

        Nobody knows whether those were taken out in time: a person is asked.
        """
        units = self._parcels[act.fulfilment]
        cancelled = units - self.packed.pop(act.fulfilment, 0)
        self.gone += units
        self._happen(EventKind.SHIPPED, units, act.at)
        self._happen(EventKind.REFUNDED, cancelled, act.at)

    def undo(self, act: Act) -> None:
        """From on hand and back to allocated: for sale, nothing changes."""
        units = self._parcels.pop(act.fulfilment)
        if self.packed.pop(act.fulfilment, None) is None:
            undone = min(units, self.gone)
            self.gone -= undone
            self._happen(EventKind.SHIPMENT_UNDONE, undone, act.at)
        self._unfulfilled += units
        self._fulfilled -= units

    def cancel(self, act: Act) -> None:
        """Of the goods, first what nobody packed, then what is packed, then what has left.

        Vendure releases what it can, and takes back what it can of the same units once more.
        """
        returned = act.units - self._take_out(act.units)
        self.quantity -= act.units
        returned = min(returned, self.gone)
        self.gone -= returned
        self._happen(EventKind.RETURNED_SELLABLE, returned, act.at)
        released = min(max(0, self._unfulfilled), act.units)
        restocked = min(max(0, self._fulfilled), act.units)
        self._unfulfilled -= released
        self._fulfilled -= restocked
        self.taken -= released + restocked

    def _take_out(self, units: int) -> int:
        """How many of so many cancelled units were still here; packed ones are unpacked."""
        loose = max(0, self.owed - sum(self.packed.values()))
        found = min(units, loose)
        for fulfilment, packed in self.packed.items():
            unpacked = min(units - found, packed)
            self.packed[fulfilment] -= unpacked
            found += unpacked
        return found

    def _happen(self, kind: EventKind, units: int, at: datetime) -> None:
        if units > 0:
            self.happened.append(Happening(kind, units, at))


_PLAYED = {
    Deed.ADDED: Replay.add,
    Deed.PACKED: Replay.pack,
    Deed.SHIPPED: Replay.ship,
    Deed.UNDONE: Replay.undo,
    Deed.CANCELLED: Replay.cancel,
}


def in_order(acts: Iterator[Act]) -> list[Act]:
    """By their instants; those of one transaction share theirs and stay as they were told."""
    return sorted(acts, key=lambda act: act.at)
