"""The reference connector: a storefront in memory that plays each of the three kinds of platform.

What a connector must do, without any network: read it before you write your own.

shop.py        the shop itself: what shoppers and staff touch, at one location or several
connector.py   what Stockbook sees of it
"""

from typing import Final

from connectors.memory.connector import SETTINGS, MemoryConnector, connect
from connectors.memory.shop import MemoryLine, MemoryOrder, MemoryShop

__all__ = [
    "SETTINGS",
    "TESTED_AGAINST",
    "MemoryConnector",
    "MemoryLine",
    "MemoryOrder",
    "MemoryShop",
    "connect",
]

TESTED_AGAINST: Final = (
    "itself, with the contract: it is the reference that plays each kind of platform"
)
"""As docs/tested.md says it too, to the letter."""
