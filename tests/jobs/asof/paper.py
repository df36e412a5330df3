"""What a history looks like on paper: the files of a sheet, and what a shop says of an order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from ledger.sites import Site
from ledger.snapshots import EventKind, LineSnapshot, OrderSnapshot, Owed, PhysicalEvent
from reconcile.reading.sheet import Declared
from tests.jobs.asof.orders import Order, Stage
from tests.jobs.asof.sheets import Sheet
from tests.jobs.asof.shelves import BINS
from tests.jobs.asof.truth import DAMAGED, Look, Truth
from tests.ledger.stories import hours


class Row(NamedTuple):
    """Of a sheet."""

    item: str
    units: int
    bin: str
    state: str
    at: float


def rows_of(sheet: Sheet, truth: Truth) -> tuple[list[Row], bool]:
    """What people write down, and whether they may call it complete.

    Less than nothing, as there may be on the shelves of a model, can be on no sheet.
    """
    found = [(look, _figures(sheet, look, truth)) for look in sheet.looks]
    whole = [(look, units) for look, units in found if min(units.values()) >= 0]
    complete = sheet.complete and len(whole) == len(found)
    rows = [
        Row(look.spot[0], units, code, state, look.bins[code])
        for look, figures in whole
        for (code, state), units in figures.items()
        if sum(figures.values()) or not complete
    ]
    return rows, complete


def _figures(sheet: Sheet, look: Look, truth: Truth) -> Mapping[tuple[str, str], int]:
    """By the bins and states that the sheet names."""
    first = next(iter(look.bins))
    right = replace(look, error=0)
    bins = {code: [code] for code in look.bins} if sheet.binned else {first: [*look.bins]}
    apart = {"damaged": look.states & {DAMAGED}} if sheet.by_state else {}
    parts = {"ok": look.states.difference(*apart.values())} | apart
    return {
        (code, state): truth.found(replace(right, states=states), bins=of)
        + look.error * ((code, state) == (first, "ok"))
        for code, of in bins.items()
        for state, states in parts.items()
    }


def declared(sheet: Sheet, site: Site, *, category: str | None) -> Declared:
    """As its uploader says. ``category``: of which it is complete."""
    spans = not sheet.by_row and sheet.since < sheet.at
    return Declared(
        site=site,
        counted_at=None if sheet.by_row else hours(sheet.at),
        counted_from=hours(sheet.since) if spans else None,
        packed_counted=None if sheet.declared else sheet.packed,
        damaged_counted=None if sheet.declared else sheet.damaged,
        complete=category is not None,
        category=category,
    )


def files_of(
    sheet: Sheet, rows: Sequence[Row], folder: Path, *, skus: Mapping[str, str], name: str
) -> list[Path]:
    """One for each bin, or one."""
    parts = [list(rows)]
    if sheet.files and sheet.binned:
        parts = [part for code in BINS if (part := [one for one in rows if one.bin == code])]
    paths = []
    for number, part in enumerate(parts):
        path = folder / f"{name}-{number}.csv"
        table = [_HEADINGS, *([skus[one.item], str(one.units), one.bin, one.state,
                               hours(one.at).isoformat()] for one in part)]  # fmt: skip
        kept = (True, True, sheet.binned, sheet.by_state, sheet.by_row)
        lines = (
            ",".join(cell for cell, is_kept in zip(row, kept, strict=True) if is_kept)
            for row in table
        )
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


_HEADINGS: Final = ["SKU", "Qty", "Bin", "State", "Counted at"]

_EVENTS: Final = {
    "left some": EventKind.SHIPPED,
    "left": EventKind.SHIPPED,
    "called left": EventKind.SHIPPED,
    "kept back": EventKind.KEPT_BACK,
    "sellable": EventKind.RETURNED_SELLABLE,
    "damaged": EventKind.RETURNED_DAMAGED,
    "unjudged": EventKind.RETURNED_UNJUDGED,
    "refunded": EventKind.REFUNDED,
}
_OVER: Final = {"left", "called left", "cancelled", "kept back"}
"""Nothing is owed any more."""


def snapshot_of(order: Order, stage: int, *, sku: str) -> OrderSnapshot:
    """What the shop says of the order once this stage is reached."""
    reached = list(order.stages[: stage + 1])
    kinds = [one.kind for one in reached]
    if "set back" in kinds:  # nothing that was said before it is said any more
        reached = reached[kinds.index("set back") :]
    told = {one.kind for one in reached}
    stamp = order.stages[stage].stamp
    read_at = hours(stamp + 1 / 60)
    events = tuple(_event(order, one) for one in reached if one.kind in _EVENTS)
    return OrderSnapshot(
        order_id=order.name,
        status="completed" if told & {"left", "called left"} else "open",
        placed_at=hours(order.stages[0].stamp),
        stamp=hours(stamp),
        read_at=read_at,
        answered_at=read_at,
        lines=tuple(
            LineSnapshot(
                line_id=str(number), listing_id=sku, sku=sku, owed=_owed(order, reached),
                events=events,
            )
            for number in range(order.lines)
        ),
    )  # fmt: skip


def _owed(order: Order, reached: Sequence[Stage]) -> tuple[Owed, ...]:
    if any(one.kind in _OVER for one in reached):
        return ()
    units = order.units - sum(one.units for one in reached if one.kind == "left some")
    packed = units if any(one.kind == "packed" for one in reached) else 0
    return (Owed(location=order.location, quantity=units, packed=packed),)


def _event(order: Order, stage: Stage) -> PhysicalEvent:
    kind = _EVENTS[stage.kind]
    locations = {EventKind.SHIPPED: order.ships_from, EventKind.KEPT_BACK: order.location}
    return PhysicalEvent(
        kind=kind,
        quantity=stage.units,
        location=locations.get(kind, order.returns_to),
        occurred_at=hours(stage.event.stamp) if order.dated else None,
    )
