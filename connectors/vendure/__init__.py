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

from connectors.vendure.connector import SETTINGS, Vendure, connect

__all__ = ["SETTINGS", "Vendure", "connect"]
