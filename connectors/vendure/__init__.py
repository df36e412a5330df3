"""Vendure (GraphQL admin API), as observed on a running 3.7.3.

documents.py   every GraphQL document that is sent;  api.py sends them, and knows what a failure is
shapes.py      the fields that are read
replay.py      one line's life, played again as Vendure booked it;  acts.py what it consists of
positions.py   what an order means for its goods
window.py      which orders a pull asks for;  seam.py paging that loses nothing
orders.py      pages of orders
catalogue.py   listings, and the numbers shown
stock.py       writing numbers
connector.py   what Stockbook sees of it all
"""

from typing import Final

from connectors.vendure.connector import SETTINGS, Vendure, connect

__all__ = ["SETTINGS", "SUMS_LOCATIONS", "TESTED_AGAINST", "Vendure", "connect"]

SUMS_LOCATIONS: Final = True
"""Several stock locations are one number, which is shared out over them (docs/decisions/0017)."""

TESTED_AGAINST: Final = (
    "a real Vendure 3.7.3 on PostgreSQL, booted from its npm packages (`make storefronts`): "
    "orders, fulfilments, cancellations, refunds, goods that come back in two goes, "
    "modifications, simultaneous payments, the last ones paid for twice, numbers, a kit, and "
    "stock locations of which two are mapped and one is not, with goods carried between them, "
    "compared with the book after each step, and forty random deeds; the contract, that for "
    "summed locations too, but for its network part, its hundred orders, the overlap of two "
    "minutes and an order that is deleted, and the fake's bookkeeping deed by deed; our own "
    "stateful fake over both of its fronts, with the whole contract; the fake executes the "
    "connector's documents on the official schema, and every document is validated by it, where "
    "it is present; not tried on the server: several Vendure channels, a marketplace's split orders"
)
"""As docs/tested.md says it too, to the letter."""
