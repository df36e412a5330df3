"""WooCommerce (REST wc/v3), as observed on 9.9.5.

shapes.py      the fields that are read
positions.py   what an order means for its goods
orders.py      complete pages of orders
catalogue.py   listings, and the numbers shown
stock.py       writing numbers
connector.py   what Stockbook sees of it all
"""

from connectors.woocommerce.connector import SETTINGS, WooCommerce, connect

__all__ = ["SETTINGS", "WooCommerce", "connect"]
