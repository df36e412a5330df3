"""The reference connector: a storefront in memory that plays each of the three kinds of platform.

What a connector must do, without any network: read it before you write your own.

shop.py        the shop itself: what shoppers and staff touch, at one location or several
connector.py   what Stockbook sees of it
"""

from connectors.memory.connector import SETTINGS, MemoryConnector, connect
from connectors.memory.shop import MemoryLine, MemoryOrder, MemoryShop

__all__ = ["SETTINGS", "MemoryConnector", "MemoryLine", "MemoryOrder", "MemoryShop", "connect"]
