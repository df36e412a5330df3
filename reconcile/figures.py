"""A count as a whole beside the book, and beside the other locations if it does not fit its own."""

from collections.abc import Sequence

import numpy as np

from ledger.count_rows import StoredCount, counted_columns
from ledger.counts import Variance
from ledger.database import Reading
from ledger.locations import locations
from ledger.sites import LocationKind
from reconcile.absurd import Figures, Leap, Resemblance
from reconcile.arrays import integers_of
from reconcile.shelf import Lines, lines_of, read_book, shelf_at


def figures_of(tx: Reading, count: StoredCount, variances: Sequence[Variance]) -> Figures:
    """``variances``: the lines of the count that are not simply as expected."""
    columns = counted_columns(tx, count.id)
    something = int(np.count_nonzero(integers_of(columns.counted) > 0))
    listed = [one for one in variances if one.row is not None]
    fitting = something - sum(one.counted > 0 for one in listed)
    lines = len(columns) + len(variances) - len(listed)
    differing = [one for one in variances if one.difference]
    return Figures(
        lines=lines,
        filled=fitting + sum(one.expected > 0 for one in variances),
        zeros=sum(one.expected > 0 and not one.counted for one in variances),
        differing=len(differing),
        units=sum(one.difference for one in differing),
        risen=[
            Leap(sku=one.sku, expected=one.expected, counted=one.counted)
            for one in differing
            if one.difference > 0
        ],
        resembles=_resemblances(tx, count, lines_of(columns)) if 2 * len(differing) > lines else (),
    )


def _resemblances(tx: Reading, count: StoredCount, lines: Lines) -> list[Resemblance]:
    """Looked at only where most lines differ: each location costs as much as the comparison."""
    ids: dict[str, int] = dict(tx.rows("SELECT code, id FROM location"))
    own = [code for code, site in locations(tx).items() if site.kind is LocationKind.OWN]
    fits = {code: _fitting(tx, ids[code], lines) for code in own}
    of = int(np.count_nonzero(lines.counted))
    here = fits.pop(count.sheet.location)
    return [
        Resemblance(location=code, there=there, here=here, of=of) for code, there in fits.items()
    ]


def _fitting(tx: Reading, location_id: int, lines: Lines) -> int:
    """Lines on which just what lay there was found; where nothing was found nothing is alike."""
    on_hand = shelf_at(lines, read_book(tx, location_id, lines, everything=False)).on_hand
    return int(np.count_nonzero((on_hand == lines.counted) & (lines.counted > 0)))
