"""The shop's state: what it sells, its locations, its orders, and how things are found."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Final

from connectors.fakes.shopify.records import Level, Line, Location, Order, Variant

ALL_SCOPES: Final = frozenset(
    {
        "read_orders",
        "read_all_orders",
        "read_returns",
        "read_products",
        "write_inventory",
        "read_locations",
        "read_merchant_managed_fulfillment_orders",
        "read_third_party_fulfillment_orders",
        "read_assigned_fulfillment_orders",
    }
)

_FIRST_ID: Final = 1_000


class Shop:
    """All ids are of one sequence; the real ones are only larger."""

    def __init__(self, *, name: str, scopes: Iterable[str]) -> None:
        self.name = name
        self.scopes = frozenset(scopes)
        self.locations: dict[int, Location] = {}
        self.variants: dict[int, Variant] = {}
        self.levels: dict[tuple[int, int], Level] = {}
        self.orders: dict[int, Order] = {}
        self.ids = count(_FIRST_ID)
        self._by_sku: dict[str, int] = {}
        self._by_item: dict[int, list[int]] = {}
        self._places: dict[int, list[int]] = {}

    def next_id(self) -> int:
        return next(self.ids)

    def keep_variant(self, variant: Variant) -> None:
        self.variants[variant.id] = variant
        self._by_sku[variant.sku] = variant.id
        self._by_item.setdefault(variant.item_id, []).append(variant.id)

    def sold_as(self, sku: str) -> Variant:
        """For shoppers and staff. Raises KeyError."""
        return self.variants[self._by_sku[sku]]

    def forget_variant(self, sku: str) -> None:
        """Lines keep the id of its inventory item, and lose the variant."""
        variant = self.variants.pop(self._by_sku.pop(sku))
        self._by_item[variant.item_id].remove(variant.id)

    def is_counted(self, line: Line) -> bool:
        variant = self.variants.get(line.variant_id or 0)
        return line.item_id is not None and (variant is None or variant.is_tracked)

    def level(self, item_id: int, location_id: int) -> Level:
        if (item_id, location_id) not in self.levels:
            self.levels[item_id, location_id] = Level()
            self._places.setdefault(item_id, []).append(location_id)
        return self.levels[item_id, location_id]

    def levels_of(self, item_id: int) -> list[tuple[int, Level]]:
        """Each with its location."""
        return [(at, self.levels[item_id, at]) for at in self._places.get(item_id, ())]

    def variants_of(self, item_id: int) -> list[Variant]:
        return [self.variants[one] for one in self._by_item.get(item_id, ())]

    def move(
        self, line: Line, location_id: int | None, *, available: int = 0, committed: int = 0
    ) -> None:
        """Adds to the numbers behind a line, where the shop keeps any."""
        if location_id is None or not self.is_counted(line):
            return
        level = self.level(line.item_id or 0, location_id)
        level.available += available
        level.committed += committed

    @property
    def home(self) -> int:
        """The location that orders are routed to unless somebody says otherwise."""
        return next(iter(self.locations))


def whole_second(now: datetime) -> datetime:
    """The grain of every instant that the shop keeps."""
    return now.astimezone(UTC).replace(microsecond=0)
