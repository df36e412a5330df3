"""Numbers at several locations of a channel: listings name an inventory, lines hold by location."""

import json

from alembic import op
from sqlalchemy import CheckConstraint, Column, Connection, Text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _name_inventories()
    _hold_by_location()
    _rewrite_parked(op.get_bind())


def _name_inventories() -> None:
    op.add_column("listing", Column("inventory_id", Text(), nullable=True))
    op.execute(
        "UPDATE listing SET inventory_id = (SELECT stock_key.inventory_id FROM stock_key "
        "WHERE stock_key.id = listing.stock_key_id)"
    )
    op.drop_index("ix_listing_stock_key_id", "listing")
    # SQLite drops no column that refers to another table: there the table is made anew.
    with op.batch_alter_table(
        "listing",
        table_args=(CheckConstraint("factor > 0", name="listing_factor"),),
        table_kwargs={"sqlite_strict": True},
    ) as listing:
        listing.drop_column("stock_key_id")
    op.create_index("listing_inventory", "listing", ["channel_id", "inventory_id"], unique=False)


def _hold_by_location() -> None:
    """Until now every channel kept one number, at the location without a name.

    Of a line whose listing is still unknown no stock key was told; now they are once it is known.
    """
    op.add_column("order_line", Column("held", Text(), nullable=True))
    op.execute(
        "UPDATE order_line SET held = '[[\"\",' || taken || ',' || reserved || ']]' "
        "WHERE (taken <> 0 OR reserved <> 0) AND EXISTS (SELECT 1 FROM listing "
        "JOIN sales_order ON sales_order.channel_id = listing.channel_id "
        "WHERE sales_order.id = order_line.order_ref AND listing.inventory_id IS NOT NULL "
        "AND listing.listing_id = order_line.listing_id)"
    )
    op.drop_column("order_line", "taken")
    op.drop_column("order_line", "reserved")


def _rewrite_parked(connection: Connection) -> None:
    """Lines that wait keep their snapshot as JSON; it told of one number too."""
    parked = connection.exec_driver_sql(
        "SELECT id, parked_as FROM order_line WHERE parked_as IS NOT NULL"
    ).all()
    for line_id, text in parked:
        if not text.startswith("{"):
            continue
        snapshot = json.loads(text)
        held = [snapshot.pop(name, 0) for name in ("taken", "reserved")]
        snapshot["held"] = [["", *held]] if any(held) else []
        _update(connection, line_id, json.dumps(snapshot, separators=(",", ":")))


def _update(connection: Connection, line_id: int, parked_as: str) -> None:
    statement = "UPDATE order_line SET parked_as = {} WHERE id = {}"
    marks = ("?", "?") if connection.dialect.name == "sqlite" else ("%s", "%s")
    connection.exec_driver_sql(statement.format(*marks), (parked_as, line_id))
