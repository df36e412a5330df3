"""What really happened on shelves, and what papers say of it: a model of its own, tiny and slow.

Nothing of the program is used here. Hours are plain numbers after Monday at eight. What happens to
units happens in a bin; what people see of it is a question of when they looked into that bin.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Spot = tuple[str, str]
"""An item, and the location where it lies."""

GOOD, PACKED, DAMAGED, INSPECTION = "good", "packed", "damaged", "inspection"


@dataclass(frozen=True)
class Move:
    """Units that change their state in a bin, come from outside (None), or go there."""

    item: str
    location: str
    bin: str
    units: int
    source: str | None
    destination: str | None

    def change(self, states: frozenset[str]) -> int:
        """Of what lies there in these states."""
        return self.units * ((self.destination in states) - (self.source in states))


@dataclass
class Event:
    """Something that happened at one instant, and when the papers say it did.

    ``told``: the book learns of it some day; ``known``: it has. ``booked``: by what the book goes
    at a spot, where that is not the stamp, or somebody ruled otherwise.
    """

    name: str
    at: float
    stamp: float
    moves: tuple[Move, ...]
    told: bool = True
    known: bool = False
    booked: dict[Spot, float] = field(default_factory=dict)

    def booked_at(self, spot: Spot) -> float:
        return self.booked.get(spot, self.stamp)

    @property
    def spots(self) -> set[Spot]:
        return {(one.item, one.location) for one in self.moves}

    def change(self, spot: Spot, states: frozenset[str]) -> int:
        return sum(one.change(states) for one in self.moves if (one.item, one.location) == spot)

    def bins(self, spot: Spot) -> set[str]:
        return {one.bin for one in self.moves if (one.item, one.location) == spot}


@dataclass(frozen=True)
class Look:
    """People looked at an item: into each bin at an instant of its own.

    The sheet says that it was so from ``since`` to ``at``. ``states``: which goods lay where they
    looked. ``error``: by how much they counted wrong.
    """

    spot: Spot
    since: float
    at: float
    bins: Mapping[str, float]
    states: frozenset[str]
    error: int = 0

    def saw(self, event: Event) -> bool:
        """Of an event that happened in bins which they looked into, all at one instant."""
        return all(event.at <= self.bins.get(one, -1) for one in event.bins(self.spot))


@dataclass(frozen=True)
class Truth:
    """All that happened. ``lifts``: what lay there before, by spot and bin."""

    events: tuple[Event, ...]
    lifts: Mapping[tuple[Spot, str], int]

    def found(self, look: Look, *, bins: Iterable[str] | None = None) -> int:
        """What they found, in all of the bins that they looked into or in some of them."""
        asked = set(look.bins if bins is None else bins)
        lifted = (
            units for (spot, one), units in self.lifts.items() if spot == look.spot and one in asked
        )
        changed = (
            one.change(look.states)
            for event in self.events
            for one in event.moves
            if (one.item, one.location) == look.spot
            and one.bin in asked
            and event.at <= look.bins[one.bin]
        )
        return sum(lifted) * (GOOD in look.states) + sum(changed) + look.error

    def now(self, spot: Spot, states: frozenset[str]) -> int:
        """What lies there in the end."""
        lifted = sum(n for (one, _), n in self.lifts.items() if one == spot)
        return lifted * (GOOD in states) + sum(one.change(spot, states) for one in self.events)

    def on(self, look: Look) -> list[Event]:
        """What changed something where they looked, whenever it happened."""
        return [one for one in self.events if one.change(look.spot, look.states)]

    def misread(self, look: Look) -> list[Event]:
        """What the book has or will have on the wrong side of this look, and no news will tell."""
        return [one for one in self.on(look) if one.told and _misread(one, look)]

    def crossed(self, one: Look, other: Look) -> bool:
        """Whether of two looks at a shelf that took their time the later one saw less.

        Then it is of no single instant, and no ruling makes it one.
        """
        earlier, later = sorted((one, other), key=lambda look: look.at)
        return any(
            event.told and earlier.saw(event) and not later.saw(event) for event in self.on(earlier)
        )

    def unseen(self, look: Look) -> list[Event]:
        """What the book knows, holds for counted, and they had not seen."""
        return [
            one
            for one in self.on(look)
            if one.known and one.booked_at(look.spot) <= look.at and not look.saw(one)
        ]

    def moved(self, look: Look) -> bool:
        """Whether the book knows of goods that moved while people looked."""
        net: dict[float, int] = {}
        for one in self.on(look):
            booked_at = one.booked_at(look.spot)
            if one.known and look.since < booked_at <= look.at:
                net[booked_at] = net.get(booked_at, 0) + one.change(look.spot, look.states)
        return any(net.values())


def _misread(one: Event, look: Look) -> bool:
    """What is learnt late is asked about, so it is misread only if it is dated after the look."""
    booked_at = one.booked_at(look.spot)
    if one.known:
        return (booked_at <= look.at) != look.saw(one)
    return look.saw(one) and booked_at > look.at
