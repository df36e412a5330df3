"""The lines of an order, all of them, each with the location where its goods lie.

A list of orders carries lines along, but no more than a page of them; the order's own count of
units shows what is missing, and then its products are read page by page. Only pickup names a
location: what is shipped lies where the store ships from, as the configuration says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from connectors.bigcommerce.pages import v2_pages
from connectors.bigcommerce.positions import SitedLine
from connectors.bigcommerce.shapes import Consignment, Consignments, Order, OrderLine, Pickup
from connectors.http import Http

GIFT_CERTIFICATE: Final = "giftcertificate"
"""A line that is no goods, and that no catalogue lists."""


@dataclass(frozen=True, slots=True)
class LineReader:
    """``ships_from``: the store's own id of the location from which it ships."""

    http: Http
    ships_from: str

    def lines(self, order: Order) -> list[SitedLine]:
        """Raises ValueError for a line of which nobody can tell where it is picked up."""
        found = list(self._carried_along(order))
        if sum(one.line.quantity for one in found) != order.items_total:
            sites = {one.line.id: one.site for one in found}
            found = [
                SitedLine(line, sites.get(line.id) or self._site(line, order))
                for line in v2_pages(self.http, f"v2/orders/{order.id}/products", list[OrderLine])
            ]
        return [one for one in found if one.line.type != GIFT_CERTIFICATE]

    def _carried_along(self, order: Order) -> Iterator[SitedLine]:
        told = order.consignments or Consignments()
        for pickup in told.pickups or ():
            for line in _lines(pickup):
                yield SitedLine(line, str(pickup.location.id))
        for consignment in (*(told.shipping or ()), *(told.downloads or ())):
            for line in _lines(consignment):
                yield SitedLine(line, self.ships_from)

    def _site(self, line: OrderLine, order: Order) -> str:
        """Of a line beyond those carried along: it names its pickup by number only."""
        number = line.order_pickup_method_id
        if not number:
            return self.ships_from
        told = order.consignments or Consignments()
        sites = {
            str(pickup.location.id) for pickup in told.pickups or () if number in _numbers(pickup)
        }
        if len(sites) != 1:
            raise ValueError(f"line {line.id} does not say at which location it is picked up")
        return sites.pop()


def _lines(of: Pickup | Consignment) -> Sequence[OrderLine]:
    return of.line_items if isinstance(of.line_items, list) else ()


def _numbers(pickup: Pickup) -> tuple[int | None, int | None]:
    """Which of the two a line names is not documented."""
    return pickup.id, pickup.pickup_method_id
