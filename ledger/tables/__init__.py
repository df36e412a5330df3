"""The tables, thin: columns, keys and CHECKs; no rule lives here but as a second check.

Every table is STRICT on SQLite. Instants are microseconds UTC, flags 0 or 1, money whole
millionths. Facts are only ever added; triggers (ledger.triggers) refuse anything else. Importing
this package fills ``SQLModel.metadata`` with all of them.

columns.py    what columns are made of on both engines
stock.py      items, places, movements and their balances
orders.py     channels, their orders and lines, incidents
listings.py   listings, stock keys, and every write to them
counts.py     physical counts
bins.py       where their items were found;  count_files.py the files that they were read from;
              count_remarks.py what those say beside how many
"""

from ledger.tables import bins, count_files, count_remarks, counts, listings, orders, stock

__all__ = ["bins", "count_files", "count_remarks", "counts", "listings", "orders", "stock"]
