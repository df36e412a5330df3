"""What can be taken from where: only available may go below zero, since selling more happens.

Damaged goods, goods on their way and goods that wait for a judgement are there or they are not.
"""

from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from typing import Final

from ledger.database import Reading
from ledger.values import Movement, Place, State

Lying = Mapping[tuple[str, str], int]
"""Units by SKU and place name."""

GUARDED: Final = (State.INSPECTION, State.DAMAGED, State.INCOMING, State.IN_TRANSIT)


def is_guarded(place: Place) -> bool:
    return place.state in GUARDED


def lying(tx: Reading, skus: Collection[str]) -> dict[tuple[str, str], int]:
    """What lies where of these items, now."""
    return {(sku, name): units for sku, name, units in tx.rows_among(_LYING, skus)}


def below_zero(tx: Reading) -> dict[tuple[str, str], int]:
    """Of every item, what cannot be."""
    return {(sku, name): units for sku, name, units in tx.rows(_BELOW_ZERO)}


def shortfalls(
    there: Lying, movements: Sequence[Movement], *, never_short: Container[str] = ()
) -> Iterator[tuple[int, str]]:
    """Which of these, one after the other, would take more than is there, and what to say of it.

    ``never_short``: SKUs of which not even available goods may go below zero.
    """
    left = Counter(there)
    for index, one in enumerate(movements):
        source = (one.sku, one.source.name)
        guarded = is_guarded(one.source) or (one.source.location and one.sku in never_short)
        if guarded and left[source] < one.quantity:
            yield index, too_much(one, left[source])
        else:
            left[source] -= one.quantity
            left[one.sku, one.destination.name] += one.quantity


def too_much(movement: Movement, units: int) -> str:
    return (
        f"{movement.quantity} of {movement.sku} cannot be taken from {movement.source.name}, "
        f"where {units} lie"
    )


_LYING: Final = """
    SELECT item.sku, place.name, quantity FROM balance
    JOIN item ON item.id = balance.item_id
    JOIN place ON place.id = balance.place_id AND place.location_id IS NOT NULL
    WHERE item.sku IN (?*)
"""

_BELOW_ZERO: Final = f"""
    SELECT item.sku, place.name, quantity FROM balance
    JOIN item ON item.id = balance.item_id
    JOIN place ON place.id = balance.place_id
    WHERE quantity < 0 AND place.state IN ({", ".join(f"'{one.value}'" for one in GUARDED)})
"""
