"""A BigCommerce store as its documentation describes it, with manners that are less kind.

storefront.py   a request in, an answer out: tokens, scopes, routes
desk.py         what shoppers and staff do
shop.py         the state, and when the store takes stock or gives it back
records.py      what the store remembers, and its manners
order_lists.py  v2 orders and what belongs to one; v3 refunds
inventory.py    v3 catalogue, inventory items, absolute adjustments
shapes.py       records as the API tells them;  refusals.py failed answers
quota.py        the window of requests that all apps share
"""

from connectors.fakes.bigcommerce.records import Manners, StockRules
from connectors.fakes.bigcommerce.shapes import BUYER
from connectors.fakes.bigcommerce.storefront import SCOPES, STORE, TOKEN, BigCommerce

__all__ = ["BUYER", "SCOPES", "STORE", "TOKEN", "BigCommerce", "Manners", "StockRules"]
