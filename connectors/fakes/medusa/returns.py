"""Returns and exchanges: the lines count rightly, a return's own counters do not.

Of goods in one return that share an inventory item, only the first is put back into its number.
"""

from collections.abc import Mapping
from datetime import datetime

from connectors.fakes.medusa import stock
from connectors.fakes.medusa.shop import Order, Return, Shop

Units = Mapping[str, int]
"""By line."""


def request(shop: Shop, order: Order, units: Units, location: str, *, now: datetime) -> Return:
    made = Return(
        id=shop.new_id("return"),
        location=location,
        created=now,
        updated=now,
        counters={line: [quantity, 0, 0] for line, quantity in units.items()},
    )
    for line, quantity in units.items():
        order.by_id(line).requested += quantity
    order.returns.append(made)
    return made


def receive(
    shop: Shop, order: Order, back: Return, *, good: Units, damaged: Units, now: datetime
) -> None:
    """A second receipt overwrites the counters of the first, and the return then stays as it is."""
    owners = _owners(order, back)
    was_received = any(received for _, received, _ in back.counters.values())
    for line_id, (requested, _, _) in back.counters.items():
        sound, broken = good.get(line_id, 0), damaged.get(line_id, 0)
        if sound or broken:
            back.counters[line_id] = [requested, sound + broken, broken]
        line = order.by_id(line_id)
        line.received += sound
        line.dismissed += broken
        line.requested -= sound + broken
        own = {item for item, owner in owners.items() if owner == line_id}
        stock.restock(shop, line, sound, back.location, items=own)
    if not was_received:
        whole = all(asked == received for asked, received, _ in back.counters.values())
        back.status = "received" if whole else "partially_received"
        back.updated = now
    order.changes.append(
        {
            "id": shop.new_id("ordch"),
            "change_type": "return_receive",
            "status": "confirmed",
            "return_id": back.id,
            "confirmed_at": now,
            "actions": [
                # Some quantities come as text.
                {"action": action, "details": {"reference_id": line, "quantity": str(quantity)}}
                for action, units in (
                    ("RECEIVE_RETURN_ITEM", good),
                    ("RECEIVE_DAMAGED_RETURN_ITEM", damaged),
                )
                for line, quantity in units.items()
            ],
        }
    )


def _owners(order: Order, back: Return) -> dict[str, str]:
    """By inventory item the line for which it is restocked."""
    found: dict[str, str] = {}
    for line_id in back.counters:
        for item in stock.needs(order.by_id(line_id)):
            found.setdefault(item, line_id)
    return found
