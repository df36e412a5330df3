"""What shoppers ordered on a random day, and what really became of its units."""

from collections import Counter
from dataclasses import dataclass, field

from connectors.fakes.woocommerce.records import Order


@dataclass(slots=True)
class Sold:
    """An order, and what really became of its units. ``refunded``: by kind and SKU."""

    shop: str
    order: Order
    units: Counter[str]
    shipped: bool = False
    refunded: dict[str, Counter[str]] = field(
        default_factory=lambda: {
            kind: Counter() for kind in ("before", "kept back", "back", "lost")
        }
    )

    @property
    def is_open(self) -> bool:
        return not self.shipped and self.order.status in {"processing", "on-hold"}

    def left(self, sku: str) -> int:
        """Units that nobody refunded."""
        return self.units[sku] - sum(one[sku] for one in self.refunded.values())

    def gone_from_shelf(self, sku: str) -> int:
        """Promised or shipped, and not back."""
        if self.shipped:
            return self.left(sku) + self.refunded["lost"][sku]
        return self.left(sku) if self.is_open else 0
