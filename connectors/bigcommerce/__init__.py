"""BigCommerce (REST v2 for orders, v3 for all else), as its documentation says.

shapes.py      the fields of orders that are read;  catalogue_shapes.py those of all else
rules.py       when the store itself takes stock and gives it back
stages.py      what a status means;  goods.py the units of one line
positions.py   what an order means for its goods
lines.py       all lines of an order, and where their goods lie
reading.py     orders with what is read beside them
window.py      how far a pull has come;  orders.py complete pages of orders
catalogue.py   listings, and the numbers that stand there
stock.py       writing numbers
pages.py       lists in pages;  limits.py the rate budget;  failures.py what a failed answer is
account.py     rights, locations, and what the store's settings mean
connector.py   what Stockbook sees of it all
"""

from typing import Final

from connectors.bigcommerce.connector import SETTINGS, BigCommerce, connect

__all__ = ["SETTINGS", "TESTED_AGAINST", "BigCommerce", "connect"]

TESTED_AGAINST: Final = (
    "our own stateful fake over both of its fronts, with every part of the contract; every "
    "request and every answer of the fake against BigCommerce's own OpenAPI files where they are "
    "present, but for the catalogue, of which there is none; no running store: what the "
    "documentation leaves open (what a status set back does to stock, how long an adjustment "
    "takes, how archived orders answer) is as we believe it"
)
"""As docs/tested.md says it too, to the letter."""
