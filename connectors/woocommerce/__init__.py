"""WooCommerce (REST wc/v3), as observed on 9.9.5.

shapes.py      the fields that are read
positions.py   what an order means for its goods
orders.py      complete pages of orders
catalogue.py   listings, and the numbers shown
stock.py       writing numbers
connector.py   what Stockbook sees of it all
"""

from typing import Final

from connectors.woocommerce.connector import SETTINGS, WooCommerce, connect

__all__ = ["SETTINGS", "TESTED_AGAINST", "WooCommerce", "connect"]

TESTED_AGAINST: Final = (
    "our own stateful fake over both of its fronts, with the contract; the fake is compared "
    "with recorded answers of WooCommerce 9.9.5 where they are present; no running "
    "WooCommerce"
)
"""As docs/tested.md says it too, to the letter."""
