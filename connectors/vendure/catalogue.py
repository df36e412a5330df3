"""Vendure's variants, and the number of each: what is on hand less what is allocated.

Vendure allocates an order's units at a stock location of its own choice and tells nobody which, so
several locations can only be guarded as one number, their sum. Where they are mapped, it comes with
its parts: what is free at each of them. Its "out of stock threshold" is the
shop's own buffer on top and stays the shop's business.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from connectors.errors import Unintelligible
from connectors.vendure.api import Api
from connectors.vendure.documents import VARIANTS
from connectors.vendure.seam import Seam
from connectors.vendure.shapes import Level, Settings, Variant, is_tracked
from ledger.channels import Listing, Shown, StockKey

PAGE_SIZE: Final = 500
"""Vendure gives up to 1,000; half of it answers within seconds."""

PAGES_MAX: Final = 20_000
"""Ten million variants; a catalogue that goes on longer repeats itself."""


class _Rows(msgspec.Struct):
    items: list[Variant]


class _Variants(msgspec.Struct, rename="camel"):
    global_settings: Settings
    product_variants: _Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Which stock locations make up the number.

    ``at``: the only one, whose own number it is; "" for one number of several. ``among``: of
    these; empty for all there are. ``mapped``: each of these is one of ours.
    """

    at: str = ""
    among: tuple[str, ...] = ()
    mapped: bool = False

    def levels(self, variant: Variant) -> tuple[Level, ...]:
        """As the setting names them, else by their ids.

        One that is named and has no level yet is at zero: Vendure makes it when it is written.
        """
        found = {level.stock_location_id: level for level in variant.stock_levels}
        wanted = (self.at,) if self.at else self.among
        names = wanted or sorted(found, key=lambda one: (len(one), one))
        return tuple(found.get(name) or _nothing_at(name) for name in names)

    def shown(self, key: StockKey, levels: Sequence[Level]) -> Shown:
        """Their sum, with its parts where each location is one of ours; None without levels."""
        if not levels or key.location != self.at:
            return Shown(key, None)
        parts = tuple((one.stock_location_id, one.free) for one in levels)
        return Shown(key, free(levels), parts if self.mapped and not self.at else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueReader:
    """``newest``: the levels that the newest `shown` read, for the write that follows it."""

    api: Api
    counted: Counted
    newest: dict[str, tuple[Level, ...]] = field(default_factory=dict)

    def listings(self) -> Iterator[Listing]:
        """Every variant, by the instant of its making."""
        seam = Seam()
        for _ in range(PAGES_MAX):
            told = self._variants(
                {"sort": {"createdAt": "ASC", "id": "ASC"}}, seam.filters("createdAt")
            )
            variants = told.product_variants.items
            for variant in variants:
                yield self._listing(variant, told.global_settings)
            if len(variants) < PAGE_SIZE:
                return
            seam = seam.moved([(one.created_at, one.id) for one in variants])
        raise Unintelligible(f"the catalogue goes on for more than {PAGES_MAX} pages")

    def shown(self, stock_keys: Sequence[StockKey]) -> Iterator[Shown]:
        self.newest.clear()
        for start in range(0, len(stock_keys), PAGE_SIZE):
            keys = stock_keys[start : start + PAGE_SIZE]
            found = self.levels([key.inventory_id for key in keys])
            self.newest.update(found)
            for key in keys:
                yield self.counted.shown(key, found.get(key.inventory_id, ()))

    def levels(self, variant_ids: Sequence[str]) -> dict[str, tuple[Level, ...]]:
        """Of those of at most a page of variants that carry a number."""
        told = self._variants({}, [{"id": {"in": list(variant_ids)}}])
        found = ((one, self._levels(one, told.global_settings)) for one in _items(told))
        return {variant.id: levels for variant, levels in found if levels}

    def _listing(self, variant: Variant, settings: Settings) -> Listing:
        levels = self._levels(variant, settings)
        key = StockKey(variant.id, self.counted.at)
        return Listing(
            listing_id=variant.id,
            sku=variant.sku,
            title=variant.name,
            numbers=(self.counted.shown(key, levels),) if levels else (),
        )

    def _levels(self, variant: Variant, settings: Settings) -> tuple[Level, ...]:
        """None where Vendure does not count it."""
        tracked = is_tracked(variant.track_inventory, settings)
        return self.counted.levels(variant) if tracked else ()

    def _variants(self, options: dict[str, Any], filters: list[dict[str, Any]]) -> _Variants:
        wanted = {"filter": {"_and": filters}} if filters else {}
        variables = {"options": {"take": PAGE_SIZE, **options, **wanted}}
        return self.api.ask(VARIANTS, _Variants, variables).value


def _nothing_at(location: str) -> Level:
    return Level(stock_location_id=location, stock_on_hand=0, stock_allocated=0)


def free(levels: Sequence[Level]) -> int:
    """What may still be sold of it: the number that is guarded."""
    return sum(level.free for level in levels)


def _items(told: _Variants) -> list[Variant]:
    return told.product_variants.items
