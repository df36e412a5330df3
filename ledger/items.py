"""The item master: what is stocked, by its one SKU, with its barcodes.

What nobody says is left as it is: a list of prices changes prices. Recipes are in ledger.recipes.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

import msgspec

from ledger.barcodes import add_barcodes, foreign_barcodes, new_barcodes
from ledger.database import Reading, Row, Writing
from ledger.errors import Rejected
from ledger.said import Assembly, ItemRecord, Said
from ledger.store import mark_items_due


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedItems:
    """``changed``: the names of the fields that are new, by the SKU of a known item."""

    created: set[str] = field(default_factory=set)
    changed: Mapping[str, list[str]] = field(default_factory=dict)


def save_items(tx: Writing, said: Sequence[Said]) -> SavedItems:
    """Create items, and change of known ones what is said; a SKU itself never changes.

    Barcodes are added and moved to no other item. Raises Rejected with every conflict.
    """
    problems = item_problems(tx, said)
    if problems:
        raise Rejected([text for _, text in problems])
    skus = [one.sku for one in said]
    before = _master(tx, skus)
    new_codes = new_barcodes(tx, said)
    known = [one for one in said if one.sku in before]
    _create(tx, [one for one in said if one.sku not in before])
    tx.run_many(_CHANGE_ITEM, [(*_values(one), one.sku) for one in known])
    add_barcodes(tx, new_codes)
    after = _master(tx, before)
    changed = {
        sku: _changed(row, after[sku]) + ["barcodes"] * (sku in new_codes)
        for sku, row in before.items()
    }
    moved = [sku for sku, names in changed.items() if not _LEVEL_FIELDS.isdisjoint(names)]
    levels_changed(tx, tx.mapping(_IDS, moved).values())
    return SavedItems(
        created={sku for sku in skus if sku not in before},
        changed={sku: names for sku, names in changed.items() if names},
    )


def item_problems(tx: Reading, said: Sequence[Said]) -> list[tuple[int, str]]:
    """Every conflict among these and with what is known, each with the index of who has it."""
    return sorted([*_given_twice(said), *foreign_barcodes(tx, said), *_bare_components(tx, said)])


class KnownItem(msgspec.Struct, frozen=True):
    id: int
    stocked: bool
    assembly: Assembly


def known_items(tx: Reading, skus: Collection[str]) -> dict[str, KnownItem]:
    """By SKU."""
    rows = tx.rows_among("SELECT sku, id, stocked, assembly FROM item WHERE sku IN (?*)", skus)
    return {sku: KnownItem(of, bool(stocked), Assembly(kind)) for sku, of, stocked, kind in rows}


def create_missing_items(tx: Writing, skus: Iterable[str]) -> int:
    """Items with a SKU and nothing else, for those not known yet; how many were new."""
    wanted = set(skus)
    known = {sku for sku, _ in tx.rows_among(_IDS, wanted)}
    new = [ItemRecord(sku=sku) for sku in sorted(wanted - known)]
    _create(tx, new)
    return len(new)


def bare_kit_problems(tx: Reading, skus: Collection[str]) -> dict[str, str]:
    """Why these cannot be kits without a stock of their own: other kits take them from it."""
    return {
        sku: f"{sku} is a component of {kit}, so it cannot be a kit that is never stocked itself"
        for sku, kit in tx.rows_among(_NESTED, skus)
    }


def levels_changed(tx: Writing, item_ids: Collection[int]) -> None:
    """A number of its own, so that a push which read before it does not take the mark away."""
    if item_ids:
        tx.take_sequences(1)
        mark_items_due(tx, item_ids)


def list_items(tx: Reading) -> Iterator[ItemRecord]:
    """All items by SKU, one by one: there may be a million."""
    for item, rows in groupby(tx.stream(_ALL_ITEMS), key=lambda row: row[:8]):
        sku, name, category, supplier, pack_size, unit_cost, stocked, assembly = item
        barcodes = {code: units for *_, code, units in rows if code is not None}
        yield ItemRecord(
            sku=sku,
            name=name,
            category=category,
            supplier=supplier,
            pack_size=pack_size,
            unit_cost=unit_cost,
            stocked=bool(stocked),
            assembly=Assembly(assembly),
            barcodes=tuple(barcodes),
            barcode_units={code: units for code, units in barcodes.items() if units is not None},
        )


_IDS: Final = "SELECT sku, id FROM item WHERE sku IN (?*)"

_FIELDS: Final = ("name", "category", "supplier", "pack_size", "unit_cost", "stocked", "assembly")

_LEVEL_FIELDS: Final = frozenset(("stocked", "assembly"))
"""What of the master data a level depends on."""

_MASTER: Final = f"SELECT sku, {', '.join(_FIELDS)} FROM item WHERE sku IN (?*)"

_CREATE_ITEM: Final = f"""
    INSERT INTO item ({", ".join(_FIELDS)}, sku, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (sku) DO NOTHING
"""

_CHANGE_ITEM: Final = f"""
    UPDATE item SET {", ".join(f"{name} = COALESCE(?, {name})" for name in _FIELDS)} WHERE sku = ?
"""

_ALL_ITEMS: Final = """
    SELECT sku, name, category, supplier, pack_size, unit_cost, stocked, assembly, code, units
    FROM item LEFT JOIN barcode ON barcode.item_id = item.id ORDER BY sku, code
"""

_NESTED: Final = """
    SELECT component.sku, min(kit.sku)
    FROM recipe_part AS part
    JOIN recipe ON recipe.id = part.recipe_id
    JOIN item AS kit ON kit.id = recipe.item_id
    JOIN item AS component ON component.id = part.component_id
    WHERE component.sku IN (?*) GROUP BY component.sku ORDER BY component.sku
"""


def _master(tx: Reading, skus: Iterable[str]) -> dict[str, Row]:
    return {row[0]: row[1:] for row in tx.rows_among(_MASTER, skus)}


def _create(tx: Writing, said: Iterable[Said]) -> None:
    defaults = _values(ItemRecord(sku="new"))
    now = tx.now_micros
    tx.run_many(
        _CREATE_ITEM,
        [(*_or_else(_values(one), defaults), one.sku, now) for one in said],
    )


def _or_else(values: Row, defaults: Row) -> Row:
    pairs = zip(values, defaults, strict=True)
    return tuple(default if value is None else value for value, default in pairs)


def _values(said: Said) -> Row:
    """In the order of ``_FIELDS``; None for what is not said."""
    return (
        said.name,
        said.category,
        said.supplier,
        said.pack_size,
        said.unit_cost,
        None if said.stocked is None else int(said.stocked),
        said.assembly and said.assembly.value,
    )


def _changed(before: Row, after: Row) -> list[str]:
    pairs = zip(_FIELDS, before, after, strict=True)
    return [name for name, old, new in pairs if old != new]


def _given_twice(said: Sequence[Said]) -> Iterator[tuple[int, str]]:
    skus: set[str] = set()
    owners: dict[str, str] = {}
    for index, one in enumerate(said):
        if one.sku in skus:
            yield index, f"SKU {one.sku!r} comes again; say all of it at once"
        skus.add(one.sku)
        for code in one.barcodes:
            owner = owners.setdefault(code, one.sku)
            if owner != one.sku:
                yield index, f"barcode {code!r} of {one.sku} is given to {owner} as well"


def _bare_components(tx: Reading, said: Sequence[Said]) -> Iterator[tuple[int, str]]:
    """Components of kits that would become kits without a stock of their own."""
    bare = {one.sku: index for index, one in enumerate(said) if one.assembly is Assembly.COMPONENTS}
    for sku, problem in bare_kit_problems(tx, bare).items():
        yield bare[sku], problem
