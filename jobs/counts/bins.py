"""`count bins` and `count bin-gone`: where items were found last, and where they are no more."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.counts.bins import bin_codes, found_at, save_bins_gone
from ledger.counts.countable import SKUS, countable_ids, refused_names
from ledger.counts.rows import skus_of
from ledger.database import Database, Reading
from ledger.errors import Rejected
from ledger.joined import ALL_ITEMS
from ledger.locations import location_id
from ledger.unknown import LIST_ITEMS, unknown_skus
from reconcile.bins import known_bins, read_memory

_log: Final = logging.getLogger("stockbook.counts")


@dataclass(frozen=True, slots=True, kw_only=True)
class BinEntry:
    """``counted``: units of the item when it was last found there, at ``counted_at`` (UTC)."""

    sku: str
    bin: str
    counted: int
    counted_at: datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BinsAnswer:
    """By bin and SKU: what counts that name bins have found, as far as it still holds."""

    location: str
    bins: list[BinEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class BinGoneAnswer:
    """``skus``: of the items that were remembered in the bin until now."""

    location: str
    bin: str
    skus: list[str]


def read_bins(
    database: Database, location: str, *, skus: Collection[str] = (), bins: Collection[str] = ()
) -> BinsAnswer:
    """Of these items, or of all; in these bins, or in all. Raises Rejected for unknown names."""
    with database.reading() as tx:
        return BinsAnswer(location=location, bins=_entries(tx, location, skus=skus, bins=bins))


def forget_bin(
    database: Database, location: str, code: str, *, skus: Collection[str] = (), actor: str
) -> BinGoneAnswer:
    """Say that a bin does not hold these items any more; without SKUs, that it holds none.

    Raises Rejected for what is not remembered there.
    """
    with database.writing() as tx:
        held = _entries(tx, location, skus=skus, bins=[code])
        known = {one.sku for one in held}
        if problems := [
            f"{sku} is not remembered in bin {code}; see `stockbook count bins {sku}`"
            for sku in sorted(set(skus) - known)
        ]:
            raise Rejected(problems)
        (bin_id,) = ids_of_bins(tx, location, [code])
        items = set(countable_ids(tx, skus).values()) if skus else None
        save_bins_gone(tx, bin_id, items, actor=actor)
    _log.info("%s said that bin %s of %s holds %d items no more", actor, code, location, len(known))
    return BinGoneAnswer(location=location, bin=code, skus=sorted(known))


def ids_of_skus(tx: Reading, skus: Collection[str]) -> list[int]:
    """Raises Rejected for what is unknown or not counted."""
    found, refused = countable_ids(tx, skus), refused_names(tx, SKUS, skus)
    problems = [f"{sku} {why}" for sku, why in refused.items()]
    unknown = set(skus) - found.keys() - refused.keys()
    problems += unknown_skus(tx, unknown, remedy=LIST_ITEMS).values()
    if problems:
        raise Rejected(problems)
    return list(found.values())


def ids_of_bins(tx: Reading, location: str, codes: Collection[str]) -> list[int]:
    """Raises Rejected for those that nobody ever named there."""
    ids = {code: one for one, code in bin_codes(tx, location_id(tx, location)).items()}
    if unknown := sorted(set(codes) - ids.keys()):
        raise Rejected([f"no count has named a bin {code!r} at {location}" for code in unknown])
    return [ids[code] for code in codes]


def _entries(
    tx: Reading, location: str, *, skus: Collection[str], bins: Collection[str]
) -> list[BinEntry]:
    memory = read_memory(
        tx, location_id(tx, location), ids_of_skus(tx, skus) if skus else ALL_ITEMS
    )
    known = known_bins(memory)
    if bins:
        wanted = ids_of_bins(tx, location, bins)
        known = [one for one in known if one.bin in wanted]
    names = skus_of(tx, {one.item for one in known})
    instants = found_at(memory.counts)
    entries = [
        BinEntry(
            sku=names[one.item],
            bin=memory.codes[one.bin],
            counted=one.units,
            counted_at=instants[one.count],
            count=one.count,
        )
        for one in known
    ]
    return sorted(entries, key=lambda one: (one.bin, one.sku))
