"""What a fact changes of on hand at our locations, and of the parts of it that may lie elsewhere.

Item and location are the ledger's integer ids, instants are microseconds UTC.
"""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OnHandChange:
    """What one fact changed of on hand: ``units`` more, or fewer below zero.

    ``occurred_at`` is the instant that the book goes by; ``cause`` is the fact's movement key.
    ``damaged`` and ``packed``: by so much these parts of on hand changed; what was damaged where
    it lay changes the part alone.
    """

    item: int
    location: int
    occurred_at: int
    units: int
    cause: str
    damaged: int = 0
    packed: int = 0


def on_hand_changes(
    *,
    cause: str,
    item: int,
    quantity: int,
    occurred_at: int,
    source: int | None,
    destination: int | None,
    from_damaged: bool = False,
    to_damaged: bool = False,
) -> list[OnHandChange]:
    """What a movement changes of on hand and its damaged part: nothing, one location, or two.

    ``source`` and ``destination`` are the locations in whose on hand the movement's places count;
    None for outside places and for goods ordered or in transit.
    """
    units: Counter[int] = Counter()
    damaged: Counter[int] = Counter()
    sides = ((source, -quantity, from_damaged), (destination, quantity, to_damaged))
    for location, change, is_damaged in sides:
        if location is not None:
            units[location] += change
            damaged[location] += change * is_damaged
    return [
        OnHandChange(
            item=item,
            location=location,
            occurred_at=occurred_at,
            units=units[location],
            damaged=damaged[location],
            cause=cause,
        )
        for location in units
        if units[location] or damaged[location]
    ]
