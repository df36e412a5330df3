"""What planning looks at, read from the book: levels, changes, and when each item was counted."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter

import numpy as np

from ledger.counts.blocks import unpacked
from ledger.counts.countable import items_in_scope
from ledger.counts.plan_reads import (
    StandingBlock,
    lines_to_recount,
    plan_changes,
    plan_levels,
    standing_blocks,
)
from ledger.database import Reading
from reconcile.arrays import Integers, integers_of, integers_of_text
from reconcile.plan import DAY, NEVER, Candidates, Mask
from reconcile.plan_rules import PlanRules


def read_candidates(tx: Reading, location_id: int, rules: PlanRules) -> Candidates:
    """Every item that was ever booked at the location."""
    levels = map(integers_of_text, plan_levels(tx, location_id))
    item, on_hand, available, unit_cost = levels
    order = np.argsort(item)
    item = item[order]
    since = tx.now_micros - rules.class_days * DAY
    changed, out, at = map(integers_of_text, plan_changes(tx, location_id, since=since))
    counted_at, recount = _counted(tx, location_id, item)
    return Candidates(
        item=item,
        on_hand=on_hand[order],
        available=available[order],
        unit_cost=unit_cost[order],
        units_out=_placed(item, changed, out, otherwise=0),
        moved_at=_placed(item, changed, at, otherwise=NEVER),
        counted_at=counted_at,
        recount=recount,
    )


def _counted(tx: Reading, location_id: int, item: Integers) -> tuple[Integers, Mask]:
    """When each was last counted; and whether its newest line is to be counted again.

    A count that is merely uploaded has been counted, too; nobody goes there twice. What a posted
    complete sheet does not name was seen not to be there.
    """
    at = np.full(len(item), NEVER, dtype=np.int64)
    again = np.zeros(len(item), dtype=np.bool_)
    recounts = lines_to_recount(tx)
    for _, blocks in groupby(standing_blocks(tx, location_id), key=attrgetter("count")):
        on_sheet = np.zeros(len(item), dtype=np.bool_)
        for block in blocks:
            _take(block, item, recounts, at=at, again=again, on_sheet=on_sheet)
        if block.posted and block.complete:
            unnamed = ~on_sheet & _in_scope(tx, block, item)
            at[unnamed], again[unnamed] = block.counted_at, False
    return at, again


def _take(
    block: StandingBlock,
    item: Integers,
    recounts: Mapping[int, Sequence[int]],
    *,
    at: Integers,
    again: Mask,
    on_sheet: Mask,
) -> None:
    """What one block says; counts come the oldest first, so that the newest word holds."""
    columns = unpacked([block.content])
    items, instants = integers_of(columns.item), integers_of(columns.counted_at)
    lines = columns.first_line + np.arange(len(items))
    wrong = np.isin(lines, recounts.get(block.count, []))
    places = np.searchsorted(item, items)
    known = places < len(item)
    known[known] = item[places[known]] == items[known]
    on_sheet[places[known]] = True
    again[places[known]] = wrong[known]
    good = known & ~wrong
    at[places[good]] = np.maximum(at[places[good]], instants[good])


def _in_scope(tx: Reading, block: StandingBlock, item: Integers) -> Mask:
    within = items_in_scope(tx, category=block.category, supplier=block.supplier)
    return np.ones(len(item), dtype=np.bool_) if within is None else np.isin(item, list(within))


def _placed(item: Integers, changed: Integers, values: Integers, *, otherwise: int) -> Integers:
    """The values of these items, where each of all items stands."""
    placed = np.full(len(item), otherwise, dtype=np.int64)
    known = np.isin(changed, item)
    placed[np.searchsorted(item, changed[known])] = values[known]
    return placed
