"""A process that books the same orders and movements as its twin, as fast as it can."""

import random
import sys
from datetime import timedelta

from ledger.booking import book_page, channel_ref
from ledger.database import Database, open_engine
from ledger.store import post
from tests.ledger.books import receipt
from tests.ledger.stories import hours, line, order, shipped

ORDERS = 40
VERSIONS = 4
PAGE = 5


def main(url: str, seed: int) -> None:
    """Every version of every order, shuffled; and a hundred movements that the twin posts too."""
    chance = random.Random(seed)
    database = Database(open_engine(url), clock=lambda: hours(1000) + timedelta(seconds=seed))
    told = [
        order(
            line(owed, *([shipped(3 - owed)] if version > 1 else [])),
            order_id=f"{number}",
            stamp=version,
        )
        for number in range(ORDERS)
        for version, owed in enumerate((3, 2, 1, 0)[:VERSIONS])
    ]
    chance.shuffle(told)
    for start in range(0, len(told), PAGE):
        with database.writing() as tx:
            book_page(tx, channel_ref(tx, "shop"), told[start : start + PAGE])
        with database.writing() as tx:
            post(tx, [receipt(f"k{start // PAGE}", "A", 1), receipt(f"j{start}", "B", 1)])
    database.dispose()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
