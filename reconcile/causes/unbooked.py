"""A surplus that goods on their way explain: received, arrived or come back, and not booked yet."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ledger.counts.cause_reads import ExpectedReturn, Supply
from ledger.values import State
from reconcile.arrivals import came_back, received, transferred
from reconcile.causes.facts import Cause, CauseKind, Differing
from reconcile.causes.ground import Ground
from reconcile.causes.words import day

COMMON: Final = 0.3
"""Of the lines with a surplus and goods on their way, so many have these goods already."""

JUST_SO: Final = 0.8
"""Of those, so many have just one delivery or all of them; the others a part."""

WHOLE_CASES: Final = 0.6
"""Of the parts of deliveries that come in cases, so many are whole cases."""


def receipt_not_booked(place: int, ground: Ground) -> Iterator[Cause]:
    line = ground.lines[place]
    yield from _covered(
        line,
        line.incoming,
        kind=CauseKind.RECEIPT_NOT_BOOKED,
        what="are still incoming",
        command=lambda units, _: received(
            ground.count, line.variance, units, moves=line.moves[State.INCOMING]
        ),
    )


def transfer_not_booked(place: int, ground: Ground) -> Iterator[Cause]:
    line = ground.lines[place]
    for origin in sorted({one.origin for one in line.in_transit if one.origin}):
        yield from _covered(
            line,
            [one for one in line.in_transit if one.origin == origin],
            kind=CauseKind.TRANSFER_NOT_BOOKED,
            what=f"are on their way from {origin}",
            command=lambda units, origin: transferred(
                ground.count,
                line.variance,
                units,
                origin=origin,
                moves=line.moves[State.IN_TRANSIT],
            ),
        )


def return_not_booked(place: int, ground: Ground) -> Iterator[Cause]:
    """Each expected return for itself: people judge them one by one."""
    line = ground.lines[place]
    fitting = [one for one in line.returns if line.difference and one.units == line.difference]
    for one in fitting:
        yield _return(line, one, ground, share=JUST_SO / len(line.returns))


def _covered(
    line: Differing,
    supplies: Sequence[Supply],
    *,
    kind: CauseKind,
    what: str,
    command: Callable[[int, str], str],
) -> Iterator[Cause]:
    """The surplus is one delivery, all of them together, or at least no more than all."""
    open_then = [one for one in supplies if one.at <= line.counted_at]
    total, units = sum(one.units for one in open_then), line.difference
    if not 0 < units <= total:
        return
    sizes = {total, *(one.units for one in open_then)}
    fits = units in sizes
    share = JUST_SO / len(sizes) if fits else (1 - JUST_SO) * _part(units, total, line.pack_size)
    which = [one for one in open_then if one.units == units] or open_then
    goods = f"just the {units} that" if units == total else f"{units} of the {total} that"
    evidence = f"{goods} {what} since {day(min(one.at for one in which))}"
    yield Cause(
        kind=kind,
        share=COMMON * share,
        evidence=evidence + ("; one delivery has just so many" if fits and units != total else ""),
        command=command(units, open_then[0].origin),
    )


def _part(units: int, total: int, pack: int) -> float:
    """How likely just so many of a delivery are there, if not all are."""
    if pack == 1 or total % pack:
        return 1 / total
    cases = total // pack
    return WHOLE_CASES / cases if units % pack == 0 else (1 - WHOLE_CASES) / (total - cases)


def _return(line: Differing, one: ExpectedReturn, ground: Ground, *, share: float) -> Cause:
    return Cause(
        kind=CauseKind.RETURN_NOT_BOOKED,
        share=COMMON * share,
        evidence=(
            f"just the {one.units} of order {one.order_id} of {one.channel} that were refunded may "
            "have come back"
        ),
        command=came_back(
            ground.count,
            line.variance,
            one.quantity,
            number=one.line,
            waiting=one.quantity,
        ),
    )
