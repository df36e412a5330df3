"""What Vendure's events do to its numbers, in its own way, faults included.

A line that is allocated at two stock locations is allocated too much at the second, and each row of
a sale counts the whole quantity; releases and returns go where the first allocations were.
"""

from collections.abc import Iterator

from connectors.fakes.vendure.records import Line, Variant


def allocate(line: Line, units: int, *, counted: bool, lost: bool = False) -> None:
    """``lost``: two payments at once, of which one did not see the other's allocation."""
    found = 0
    for location, level in line.variant.levels.items():
        free = level.on_hand - level.allocated - line.variant.threshold
        available = free if counted else units
        if available > 0 and found < units:
            taken = min(units, available)
            line.allocations.append((location, taken))
            found += taken
            if counted and not lost:
                level.allocated += taken


def sell(line: Line, units: int, *, counted: bool) -> None:
    """A fulfilment takes the units from on hand and from allocated."""
    line.fulfilled += units
    for location, share in _where_allocated(line, units):
        line.sold += units
        if counted:
            line.variant.levels[location].allocated -= share
            line.variant.levels[location].on_hand -= share


def put_back(line: Line, units: int, *, counted: bool) -> None:
    """Onto on hand again: a fulfilment was cancelled, or fulfilled units were."""
    for location, share in _where_allocated(line, units):
        line.returned += units
        if counted:
            line.variant.levels[location].on_hand += share


def release(line: Line, units: int, *, counted: bool) -> None:
    for location, share in _where_allocated(line, units):
        line.released += units
        if counted:
            line.variant.levels[location].allocated -= share


def free(variant: Variant) -> int:
    """On hand less allocated, at all stock locations."""
    return sum(level.on_hand - level.allocated for level in variant.levels.values())


def on_hand(variant: Variant) -> int:
    """At all stock locations: whether a parcel can be packed is not asked of each."""
    return sum(level.on_hand for level in variant.levels.values())


def _where_allocated(line: Line, units: int) -> Iterator[tuple[int, int]]:
    """The first allocations of the line, however much of them was undone since."""
    shares: dict[int, int] = {}
    left = units
    for location, allocated in line.allocations:
        share = min(left, allocated)
        if share > 0:
            shares[location] = shares.get(location, 0) + share
            left -= share
    yield from shares.items()
