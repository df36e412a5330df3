"""Shopify (Admin GraphQL 2026-10), written from its schema and documentation.

documents.py   every document that is sent of orders;  documents_shop.py  and of the rest
shapes.py      the fields that are read of orders;  shapes_shop.py  and of the rest
graph.py       asking: prices, pages as large as they may be
meaning.py     what an answer is: failures inside HTTP 200, dead versions, points left
access.py      tokens, scopes, locations
refunds.py     what refunds say of each line;  returns.py  what came back of it
goods.py       where each unit of a line is
positions.py   an order in ledger words
reading.py     whole orders by their ids
lists.py       searches read to their end
orders.py      what changed: windows, one after the other;  window.py  where a pull stands
bulk.py        the first backfill;  bulk_rows.py  the rows of its file
catalogue.py   listings, and the numbers shown
stock.py       writing numbers
connector.py   what Stockbook sees of it all
"""

from typing import Final

from connectors.shopify.connector import SETTINGS, Shopify, connect

__all__ = ["SETTINGS", "TESTED_AGAINST", "Shopify", "connect"]

TESTED_AGAINST: Final = (
    "our own stateful fake over both of its fronts, with every part of the contract; every "
    "document against the official schema of Admin GraphQL 2026-10 where it is present, and "
    "the fake executes them on it there; no running shop: what the documentation leaves open "
    "(when a stamp moves, how rows of a failed batch are named, how long keys are kept) is as "
    "we believe it"
)
"""As docs/tested.md says it too, to the letter."""
