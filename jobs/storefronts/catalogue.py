"""A channel's catalogue, read whole and kept: its listings, and the numbers that they share."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from jobs.storefronts.work import Work
from ledger.catalogue import newest_listing, note_catalogue
from ledger.channels import Listing
from ledger.errors import Rejected
from ledger.listings import save_listings

CATALOGUE_MAX: Final = 5_000_000
"""Listings of one channel; the largest seller in mind has a million SKUs."""

CHUNK: Final = 1_000
"""Listings written at a time, so that a catalogue of a million streams."""


def read_catalogue(work: Work, progress: Callable[[int], None] = lambda _: None) -> int:
    """Answers how many listings there are; those that are new or gone become incidents."""
    began = work.clock()
    with work.database.reading() as tx:
        known = newest_listing(tx)
    count = 0
    for chunk in _chunks(work.held(work.connector.listings())):
        with work.writing() as tx:
            count += save_listings(tx, work.channel_id, chunk)
        progress(len(chunk))
        if count > CATALOGUE_MAX:
            raise Rejected([f"{work.channel} has more than {CATALOGUE_MAX} listings"])
    with work.writing() as tx:
        note_catalogue(tx, work.channel_id, known=known, began=began)
    return count


def _chunks(listings: Iterator[Listing]) -> Iterator[Sequence[Listing]]:
    while chunk := list(islice(listings, CHUNK)):
        yield chunk
