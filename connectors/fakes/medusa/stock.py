"""Levels and reservations, as they were seen to move; some of it is not as one would wish."""

from collections.abc import Collection, Iterator, Mapping

from connectors.fakes.medusa.shop import Fulfilment, Level, Line, Order, Reservation, Shop


class Refusal(Exception):
    """The server's no: an HTTP status and its words."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.kind, self.message = status, kind, message


def reserve(shop: Shop, line: Line, quantity: int, location: str) -> None:
    """Each inventory item of the line at one location."""
    for item, needed in needs(line).items():
        _add(shop, line.id, item, location, units=quantity * needed)


def release(shop: Shop, line: Line) -> None:
    for row in _rows(shop, line.id):
        _level(shop, row.item, row.location).reserved -= row.quantity
        del shop.reservations[row.id]


def fulfil(shop: Shop, line: Line, quantity: int, location: str) -> list[tuple[str, str, int]]:
    """Rows of a fulfilment. Goods are taken where they leave, released where they were reserved.

    Of a part that leaves from elsewhere the whole reservation moves there, and the figure of the
    first location stays as it was.
    """
    made = []
    for item, needed in needs(line).items():
        units = quantity * needed
        row = next((one for one in _rows(shop, line.id) if one.item == item), None)
        if row is None or row.quantity < units:
            raise Refusal(400, "invalid_data", "Quantity to fulfill exceeds the reserved quantity")
        _level(shop, item, location).stocked -= units
        if row.location == location or row.quantity == units:
            _level(shop, item, row.location).reserved -= units
        else:
            _level(shop, item, location).reserved += row.quantity - units
            row.location = location
        row.quantity -= units
        if not row.quantity:
            del shop.reservations[row.id]
        made.append((line.id, item, units))
    return made or [(line.id, "", quantity)]


def unfulfil(shop: Shop, fulfilment: Fulfilment) -> None:
    """The goods are back where they left, and reserved there."""
    for line_id, item, units in fulfilment.rows:
        if item:
            _level(shop, item, fulfilment.location).stocked += units
            _add(shop, line_id, item, fulfilment.location, units=units)


def restock(
    shop: Shop, line: Line, quantity: int, location: str, *, items: Collection[str]
) -> None:
    """Only of these inventory items."""
    for item, needed in needs(line).items():
        if item in items:
            _level(shop, item, location).stocked += quantity * needed


def edit(shop: Shop, line: Line, quantity: int, location: str) -> None:
    """All of the new quantity is reserved, what was fulfilled already too."""
    release(shop, line)
    line.quantity = quantity
    reserve(shop, line, quantity, location)


def cancel(shop: Shop, order: Order) -> None:
    if any(one.canceled is None for one in order.fulfilments):
        message = "All fulfillments must be canceled before canceling an order"
        raise Refusal(400, "not_allowed", message)
    for line in order.lines:
        release(shop, line)
    order.status = "canceled"


def needs(line: Line) -> Mapping[str, int]:
    return line.variant.needs if line.variant else {}


def _rows(shop: Shop, line_id: str) -> list[Reservation]:
    return [one for one in shop.reservations.values() if one.line == line_id]


def _level(shop: Shop, item: str, location: str) -> Level:
    if (item, location) not in shop.levels:
        raise Refusal(404, "not_found", f"Item {item} is not stocked at location {location}")
    return shop.levels[item, location]


def _add(shop: Shop, line_id: str, item: str, location: str, *, units: int) -> None:
    _level(shop, item, location).reserved += units
    for row in _at(shop, line_id, item, location):
        row.quantity += units
        return
    made = shop.new_id("resitem")
    shop.reservations[made] = Reservation(
        id=made, line=line_id, item=item, location=location, quantity=units
    )


def _at(shop: Shop, line_id: str, item: str, location: str) -> Iterator[Reservation]:
    for row in _rows(shop, line_id):
        if (row.item, row.location) == (item, location):
            yield row
