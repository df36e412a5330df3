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

from connectors.medusa.connector import SETTINGS, Medusa, connect

__all__ = ["SETTINGS", "Medusa", "connect"]
