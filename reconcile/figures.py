"""A count as a whole beside the book, and beside the other locations if it does not fit its own."""

from collections.abc import Sequence

import numpy as np

from ledger.counts.comparisons import lines_found
from ledger.counts.facts import LineStatus, Variance
from ledger.counts.rows import StoredCount, counted_slices
from ledger.database import Reading
from ledger.instants import to_micros
from ledger.locations import locations
from ledger.sites import LocationKind
from reconcile.absurd import Figures, Leap, Resemblance
from reconcile.arrays import integers_of
from reconcile.shelf import lines_of, read_book, shelf_at


def figures_of(tx: Reading, count: StoredCount, variances: Sequence[Variance]) -> Figures:
    """``variances``: the lines of the count that are not simply as expected.

    One that is left out to be counted again still says what kind of sheet this is, but its own leap
    will not be posted.
    """
    something = _lines_found(tx, count)
    listed = [one for one in variances if one.row is not None]
    fitting = something - sum(one.counted > 0 for one in listed)
    lines = count.sheet.lines + len(variances) - len(listed)
    differing = [one for one in variances if one.counted != one.expected]
    return Figures(
        lines=lines,
        filled=fitting + sum(one.expected > 0 for one in variances),
        zeros=sum(one.expected > 0 and not one.counted for one in variances),
        differing=len(differing),
        units=sum(one.counted for one in differing) - sum(one.expected for one in differing),
        risen=[
            Leap(sku=one.sku, expected=one.expected, counted=one.counted)
            for one in differing
            if one.counted > one.expected and one.status is not LineStatus.RECOUNT
        ],
        resembles=_resemblances(tx, count, of=something) if 2 * len(differing) > lines else (),
    )


def _lines_found(tx: Reading, count: StoredCount) -> int:
    kept = lines_found(tx, count.id)
    if kept is not None:
        return kept
    return sum(
        int(np.count_nonzero(integers_of(columns.counted)))
        for columns in counted_slices(tx, count.id)
    )


def _resemblances(tx: Reading, count: StoredCount, *, of: int) -> list[Resemblance]:
    """Looked at only where most lines differ: each location costs as much as the comparison."""
    ids: dict[str, int] = dict(tx.rows("SELECT code, id FROM location"))
    own = [code for code, site in locations(tx).items() if site.kind is LocationKind.OWN]
    fits = {code: _fitting(tx, ids[code], count) for code in own}
    here = fits.pop(count.sheet.location)
    return [
        Resemblance(location=code, there=there, here=here, of=of) for code, there in fits.items()
    ]


def _fitting(tx: Reading, location_id: int, count: StoredCount) -> int:
    """Lines on which just what lay there was found; where nothing was found nothing is alike."""
    since, fitting = to_micros(count.sheet.counted_from), 0
    for columns in counted_slices(tx, count.id):
        lines = lines_of(columns)
        book = read_book(tx, location_id, columns.item.tolist(), since=since)
        on_hand = shelf_at(lines, book).on_hand
        fitting += int(np.count_nonzero((on_hand == lines.counted) & (lines.counted > 0)))
    return fitting
