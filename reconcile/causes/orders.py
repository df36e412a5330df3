"""A shortage that open orders explain, and goods that lay elsewhere than the sheet says."""

from collections.abc import Iterator
from typing import Final

from ledger.counts.shelf import PACKED
from ledger.values import State
from reconcile.causes import mends
from reconcile.causes.facts import Cause, CauseKind, Differing
from reconcile.causes.ground import Ground
from reconcile.causes.words import day

SHIPPED: Final = 0.07
"""Of the lines with a shortage and open orders, so many were shipped and nobody told."""

PACKED_LEFT: Final = 0.6
"""Whether packed goods stand at the door or have left, no data tells: both are told, the door first
by a little, since looking there costs least."""

ELSEWHERE: Final = 0.07
"""Of the lines with such goods, so many have them elsewhere than the sheet says."""

LISTED_MAX: Final = 3
"""Orders named in one sentence."""


def shipment_not_told(place: int, ground: Ground) -> Iterator[Cause]:
    """The shortage is what one order holds here, or what all of them do."""
    line = ground.lines[place]
    orders = [one for one in line.orders if one.placed_at <= line.counted_at]
    missing = -line.difference
    if missing <= 0 or not orders:
        return
    total = sum(one.units for one in orders)
    fitting = [one for one in orders if one.units == missing]
    if not fitting and missing != total:
        return
    named = fitting or orders
    sizes = {total, *(one.units for one in orders)}
    left = PACKED_LEFT if line.parts.get(PACKED, 0) == missing else 1 / len(sizes)
    listed = ", ".join(
        f"{one.order_id} of {one.channel} ({day(one.placed_at)})" for one in named[:LISTED_MAX]
    )
    more = len(named) - LISTED_MAX
    either = "all of the orders" if not fitting else "one of the orders" if fitting[1:] else "order"
    yield Cause(
        kind=CauseKind.SHIPMENT_NOT_TOLD,
        share=SHIPPED * left,
        evidence=(
            f"{either} {listed}{f' and {more} more' if more > 0 else ''} still hold"
            f"{'' if named[1:] else 's'} just the {missing} that are missing: if they left, say so "
            "there, then pull"
        ),
        command=mends.pull(named[0].channel),
    )


def goods_elsewhere(place: int, ground: Ground) -> Iterator[Cause]:
    """The difference is what is packed, damaged or in inspection there."""
    line = ground.lines[place]
    if not line.parts:
        return
    sheet = ground.count.sheet
    said = {PACKED: sheet.packed_counted, State.DAMAGED.value: sheet.damaged_counted}
    for part in (PACKED, State.DAMAGED.value, State.INSPECTION.value):
        units = line.parts.get(part, 0)
        left_out = said.get(part) is False
        if units <= 0 or line.difference != (units if left_out else -units):
            continue
        where = "were counted with the others" if left_out else "lay where nobody counted"
        yield Cause(
            kind=CauseKind.GOODS_ELSEWHERE,
            share=ELSEWHERE,
            evidence=f"just the {units} that are {_CALLED.get(part, part)} {where}",
            command=_mend(line, ground, part, "counted" if left_out else "not-counted"),
        )


_CALLED: Final = {State.INSPECTION.value: "in inspection"}


def _mend(line: Differing, ground: Ground, part: str, said: str) -> str | None:
    """Goods in inspection always count, so there is nothing to declare about them.

    Nor is there of goods that rows of the sheet name: those say that such goods were counted.
    """
    if part == State.INSPECTION.value or part in ground.states:
        return mends.recount(ground.count, line.sku)
    return mends.declare(ground.count, f"--{part}", said)
