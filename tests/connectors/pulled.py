"""What every shop of the tests does alike: its connector pulls everything."""

from datetime import timedelta

from connectors.protocol import Connector
from ledger.snapshots import OrderSnapshot, Unreadable
from tests.connectors.doors import BEGIN


class Pulled:
    """Inherit it where ``connector`` is ours."""

    __slots__ = ()

    connector: Connector

    def pull(self, cursor: str = "") -> tuple[list[OrderSnapshot | Unreadable], str]:
        """All orders of a whole pull, and the cursor after it."""
        found: list[OrderSnapshot | Unreadable] = []
        for page in self.connector.orders(cursor, since=BEGIN - timedelta(days=1)):
            found += page.orders
            cursor = page.cursor
        return found, cursor
