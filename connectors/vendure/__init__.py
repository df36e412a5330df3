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

__all__ = ["SETTINGS", "TESTED_AGAINST", "Vendure", "connect"]

TESTED_AGAINST: Final = (
    "a real Vendure 3.7.3 on PostgreSQL, booted from its npm packages (`make storefronts`): "
    "orders, fulfilments, cancellations, refunds, goods that come back in two goes, "
    "modifications, simultaneous payments, the last ones paid for twice, numbers, two stock "
    "locations and a kit, compared with the book after each step, and twenty random deeds; the "
    "contract but for its network part and its hundred orders, and the fake's bookkeeping deed "
    "by deed; our own stateful fake over both of its fronts, with the whole contract; the fake "
    "executes the connector's documents on the official schema, and every document is "
    "validated by it, where it is present; not tried on the server: several Vendure channels, "
    "a marketplace's split orders"
)
"""As the README says it too, to the letter."""
