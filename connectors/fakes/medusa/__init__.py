"""A Medusa server as version 2.21.2 was observed, its unkind manners included.

storefront.py   a request in, an answer out: keys, routes, refusals
desk.py         what shoppers and staff do
shop.py         what the server remembers, and when it shows it
stock.py        levels and reservations
returns.py      returns, exchanges and their counters
listing.py      the lists: filters, pages, and what is ignored
shapes.py       records as the API tells them
"""

from connectors.fakes.medusa.shapes import BUYER
from connectors.fakes.medusa.storefront import KEY, Medusa

__all__ = ["BUYER", "KEY", "Medusa"]
