"""A process that books the same orders and movements as its twin, as fast as it can."""

import random
import sys
from datetime import timedelta

from ledger.database import Database, open_engine
from ledger.orders.booking import book_page, channel_ref
from ledger.snapshots import OrderSnapshot
from ledger.store import post
from ledger.values import Movement
from tests.ledger.books import receipt
from tests.ledger.stories import hours, line, order, shipped

ORDERS = 40
VERSIONS = 4
"""The newest has all 3 units shipped."""
FACTS = 200
PAGE = 5


def main(url: str, seed: int) -> None:
    """Begin when told to; then by turns a page of orders and some movements, until all are told."""
    orders, facts = told_by(seed)
    database = Database(open_engine(url), clock=lambda: hours(1000) + timedelta(seconds=seed))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for start in range(0, max(len(orders), len(facts)), PAGE):
        with database.writing() as tx:
            book_page(tx, channel_ref(tx, "shop"), orders[start : start + PAGE])
        with database.writing() as tx:
            post(tx, facts[start : start + PAGE])
    database.dispose()


def told_by(seed: int) -> tuple[list[OrderSnapshot], list[Movement]]:
    """Most versions of the orders, the newest of every other one for certain; every movement.

    Of two seeds, one odd and one even, each is told everything in an order of its own.
    """
    chance = random.Random(seed)
    orders = [
        version_of(number, version)
        for number in range(ORDERS)
        for version in range(VERSIONS)
        if (version == VERSIONS - 1 and number % 2 == seed % 2) or chance.random() < 0.7
    ]
    facts = [receipt(f"k{number}", "AB"[number % 2], 1) for number in range(FACTS)]
    chance.shuffle(orders)
    chance.shuffle(facts)
    return orders, facts


def version_of(number: int, version: int) -> OrderSnapshot:
    """Owed 3, then 2 and none, then shipped one by one."""
    owed = (3, 2, 1, 0)[version]
    events = [shipped(3 - owed)] if version > 1 else []
    return order(line(owed, *events), order_id=f"{number}", stamp=version)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
