"""Medusa 2 (Admin API), as observed on 2.21.2.

shapes.py      the fields of orders that are read;  stock_shapes.py those of all else
parts.py       the goods of one order line: kits, what left and what is reserved
receipts.py    what came back
positions.py   what an order means for its goods
orders.py      complete pages of orders;  beside.py what is read beside them
catalogue.py   listings, and the numbers that stand there
stock.py       writing numbers
failures.py    what a failed answer is
connector.py   what Stockbook sees of it all
"""

from typing import Final

from connectors.medusa.connector import SETTINGS, Medusa, connect

__all__ = ["SETTINGS", "TESTED_AGAINST", "Medusa", "connect"]

TESTED_AGAINST: Final = (
    "a real Medusa 2.21.2 on PostgreSQL, booted from its npm packages (`make storefronts`): "
    "book and server compared both ways after each step of nine stories (kits, edits, "
    "cancellations, shipping from elsewhere, returns in two receipts, goods of one return that "
    "share a part, an exchange) and after each of twenty random deeds, a rush of orders, a "
    "location that is not mapped, a claim, a draft, each observed defect against the obvious "
    "reading, the contract but for its network part, and every field of the fake's answers; our "
    "own stateful fake over both of its fronts, with the same stories, longer random histories "
    "and the whole contract; recorded answers where they are present; not tried: a server behind "
    "a proxy or under load for long"
)
"""As docs/tested.md says it too, to the letter."""
