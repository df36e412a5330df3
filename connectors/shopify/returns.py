"""What came back of each line (fact sheet shopify.md, section 3).

A return's goods are told by its dispositions, a plain refund's by `restocked` and the location.
Where a return has dispositions for a line, the restock flags of its refunds are not looked at:
the same units are never counted by both. A plain refund that restocks may be of units which a
return brought back already and did not refund: those come back once, and a person is asked whether
there were others. Of what a closed return says nothing, a person has to. Pure.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from connectors.shopify.refunds import RefundRow, refund_rows, units_of
from connectors.shopify.shapes import (
    Disposition,
    Order,
    Return,
    ReverseLine,
    location_number,
    number_of,
)
from ledger.snapshots import EventKind

_KINDS: Final = {
    "RESTOCKED": EventKind.RETURNED_SELLABLE,
    "NOT_RESTOCKED": EventKind.RETURNED_DAMAGED,
    "PROCESSING_REQUIRED": EventKind.RETURNED_UNJUDGED,
}
"""MISSING is not among them: those units are still with the buyer."""

_SET_ASIDE: Final = "PROCESSING_REQUIRED"

_CLOSED: Final = "CLOSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """Units that came back, or of which nobody can say whether they did (REFUNDED).

    ``location``: the shop's own number; None where it names none. ``restocked``: the shop gave
    them back to its number for sale there.
    """

    kind: EventKind
    quantity: int
    location: str | None
    at: datetime
    restocked: bool = False


@dataclass(slots=True, kw_only=True)
class Returned:
    """What one return says of a line. ``expected``: units that were to come back; ``judged``:
    those of which a disposition says something, the missing ones too, in ``events`` what came.
    ``refunds``: those that name the return. ``closed_at``: None while a word may still come.
    """

    closed_at: datetime | None
    expected: int = 0
    judged: int = 0
    events: list[CameBack] = field(default_factory=list)
    refunds: Sequence[RefundRow] = ()

    @property
    def unpaid(self) -> int:
        """Units that came back and that no refund of this return is of."""
        return max(0, sum(one.quantity for one in self.events) - units_of(self.refunds))


def came_back(
    returns: Sequence[Returned], plain: Sequence[RefundRow], *, shipped: int
) -> Iterator[CameBack]:
    """Of one line, each unit once. ``plain``: refunds of shipped units that name no return.

    Whichever was first, a return or the refund, does not matter: both are in every snapshot.
    """
    doubtful = min(
        sum(row.quantity for row in plain if row.restocked), sum(one.unpaid for one in returns)
    )
    told_apart = units_of(plain) - doubtful
    events: list[CameBack] = []
    for one in returns:
        # A plain refund may be of these very units, and tells of them itself: once.
        silent = min(told_apart, max(0, one.expected - one.judged))
        told_apart -= silent
        events += _of_return(one, silent=silent)
    events += _of_refunds(plain, doubtful)
    out = shipped - sum(one.quantity for one in events if one.kind in _KINDS.values())
    yield from events
    yield from _in_doubt(plain, doubtful, out=max(0, out))


def returns_by_line(order: Order) -> Mapping[str, Sequence[Returned]]:
    found: dict[str, list[Returned]] = defaultdict(list)
    for one in order.returns.nodes:
        of_lines = _judged(one)
        for line_id, rows in refund_rows(order, return_id=one.id).items():
            of_lines[line_id].refunds = rows
        for line_id, said in of_lines.items():
            found[line_id].append(said)
    return found


def of_no_line(order: Order) -> Iterator[tuple[str, Sequence[CameBack]]]:
    """What came back of goods of which nobody knows the order line, by the number of its own row.

    Shopify calls them unverified: it says how many there are and what one cost, not what they are.
    """
    for one in order.returns.nodes:
        for reverse in one.reverse_fulfillment_orders.nodes:
            for line in reverse.line_items.nodes:
                if line.fulfillment_line_item is None:
                    said = Returned(closed_at=None)
                    _add(said, line)
                    yield number_of(line.id), said.events


def _of_return(one: Returned, *, silent: int) -> Iterator[CameBack]:
    """``silent``: units of which it says nothing, and something else does."""
    yield from one.events
    known = one.judged
    if not known:
        # Some are restocked with their refund, without a disposition.
        for row in one.refunds:
            if row.restocked:
                known += row.quantity
                yield _refunded(row, EventKind.RETURNED_SELLABLE)
    unknown = max(one.expected - silent, units_of(one.refunds)) - known
    if one.closed_at and unknown > 0:
        # No word will come any more; a person has to say where the goods are.
        yield CameBack(kind=EventKind.REFUNDED, quantity=unknown, location=None, at=one.closed_at)


def _of_refunds(plain: Sequence[RefundRow], doubtful: int) -> Iterator[CameBack]:
    """Those that restock are the goods themselves, but for the ``doubtful`` units of the last."""
    counted = sum(row.quantity for row in plain if row.restocked) - doubtful
    for row in plain:
        if not row.restocked:
            yield _refunded(row, EventKind.REFUNDED)
        elif units := min(row.quantity, counted):
            counted -= units
            yield _refunded(replace(row, quantity=units), EventKind.RETURNED_SELLABLE)


def _in_doubt(plain: Sequence[RefundRow], doubtful: int, *, out: int) -> Iterator[CameBack]:
    """Restocked a second time by the shop, or the goods of another return: a person is asked.

    ``out``: units still with the buyer. What is said to have come back beyond those is told as it
    is said; the ledger takes no more than left, and names the excess.
    """
    for row in reversed([one for one in plain if one.restocked]):
        units = min(row.quantity, doubtful)
        asked = min(units, out)
        doubtful -= units
        out -= asked
        for kind, quantity in (
            (EventKind.REFUNDED, asked),
            (EventKind.RETURNED_SELLABLE, units - asked),
        ):
            if quantity:
                yield _refunded(replace(row, quantity=quantity), kind)


def _judged(one: Return) -> defaultdict[str, Returned]:
    closed_at = (one.closed_at or one.created_at) if one.status == _CLOSED else None
    found: defaultdict[str, Returned] = defaultdict(lambda: Returned(closed_at=closed_at))
    for reverse in one.reverse_fulfillment_orders.nodes:
        for line in reverse.line_items.nodes:
            if line.fulfillment_line_item is not None:
                _add(found[line.fulfillment_line_item.line_item.id], line)
    return found


def _add(to: Returned, line: ReverseLine) -> None:
    """Units first set aside and judged later are told twice; only the judgement counts then."""
    final = [one for one in line.dispositions if one.type != _SET_ASIDE]
    judged = sum(one.quantity for one in final)
    aside = max(0, line.total_quantity - judged)
    to.events += [_disposed(one, one.quantity) for one in final if one.type in _KINDS]
    for one in line.dispositions:
        if one.type == _SET_ASIDE and aside:
            quantity = min(one.quantity, aside)
            aside -= quantity
            judged += quantity
            to.events.append(_disposed(one, quantity))
    to.expected += line.total_quantity
    to.judged += judged


def _disposed(one: Disposition, quantity: int) -> CameBack:
    kind = _KINDS[one.type]
    return CameBack(
        kind=kind,
        quantity=quantity,
        location=location_number(one.location),
        at=one.created_at,
        restocked=kind is EventKind.RETURNED_SELLABLE,
    )


def _refunded(row: RefundRow, kind: EventKind) -> CameBack:
    return CameBack(
        kind=kind,
        quantity=row.quantity,
        location=row.location,
        at=row.at,
        restocked=row.restocked,
    )
