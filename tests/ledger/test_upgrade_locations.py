"""Channels that kept one number each go on at their only location."""

import msgspec
import pytest
from sqlalchemy.exc import DBAPIError

from ledger.migrations.upgrade import upgrade
from ledger.snapshots import Held, LineSnapshot
from ledger.triggers import missing_triggers
from tests.ledger.databases import (
    ask,
    engine_of,
    write,
)


def test_what_a_line_held_goes_on_at_the_only_location(empty_url: str) -> None:
    """A filled database of one number a channel: links, held units and parked lines are kept."""
    with engine_of(empty_url) as engine:
        upgrade(engine, revision="0003")
        for statement in _FILLED_0003:
            write(engine, statement)

        upgrade(engine)

        assert ask(engine, "SELECT listing_id, inventory_id, item_id FROM listing ORDER BY id") == [
            ("L1", "I1", 1),
            ("L2", None, None),
        ]
        lines = ask(engine, "SELECT held, parked_as FROM order_line ORDER BY id")
        assert [held for held, _ in lines] == ['[["",2,1]]', None, None]
        parked = msgspec.json.decode(lines[2][1], type=LineSnapshot)
        assert parked.held == (Held(taken=4),)
        assert ask(engine, "SELECT stock_key_id, taken FROM taken_change") == [(1, 2)]
        with engine.begin() as connection:
            assert missing_triggers(connection) == []
        with pytest.raises(DBAPIError, match="facts are never changed"):
            write(engine, "DELETE FROM link")
        with pytest.raises(DBAPIError, match="factor"):
            write(engine, "UPDATE listing SET factor = 0")


_FILLED_0003 = (
    "INSERT INTO item (id, sku, name, category, pack_size, stocked, assembly, created_at) "
    "VALUES (1, 'A', '', '', 1, 1, 'none', 0)",
    "INSERT INTO channel (id, name, cursor, brake) VALUES (1, 'shop', '', '')",
    "INSERT INTO stock_key (id, channel_id, inventory_id, location, due, touched, guard, "
    "unsettled, handling) VALUES (1, 1, 'I1', '', 5, 5, '{}', 1, 'managed')",
    "INSERT INTO listing (id, channel_id, listing_id, sku, title, barcode, stock_key_id, item_id, "
    "factor, seen_at, problem) VALUES (1, 1, 'L1', 'A', '', '', 1, 1, 1, 0, ''), "
    "(2, 1, 'L2', 'B', '', '', NULL, NULL, 1, 0, '')",
    "INSERT INTO link (sequence, listing_ref, item_id, factor, at, actor) "
    "VALUES (1, 1, 1, 1, 0, '')",
    "INSERT INTO sales_order (id, channel_id, order_id, status, placed_at, read_at, answered_at, "
    "digest) VALUES (1, 1, '1001', 'open', 0, 0, 0, '')",
    "INSERT INTO order_line (id, order_ref, line_id, listing_id, sku, components, parked_as, "
    "unclear, state, number, waiting, taken, reserved) VALUES "
    "(1, 1, '1', 'L1', 'A', '[[1,1]]', NULL, 0, '{}', 0, 0, 2, 1), "
    "(2, 1, '2', 'L1', 'A', '[[1,1]]', NULL, 0, '{}', 0, 0, 0, 0), "
    '(3, 1, \'3\', \'new\', \'N\', NULL, \'{"line_id":"3","listing_id":"new","sku":"N",'
    '"owed":[{"location":"main","quantity":4,"packed":0}],"taken":4,"reserved":0}\', '
    "0, '{}', 0, 0, 4, 0)",
    "INSERT INTO taken_change (sequence, stock_key_id, taken, reserved, recorded_at) "
    "VALUES (2, 1, 2, 0, 0)",
)
"""One line that holds, one that holds nothing, and one that waits for its listing."""
