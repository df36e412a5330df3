"""A line that is taken out of its order: what the shop gave back for it explains its number."""

import pytest

from ledger.channels import Guard
from tests.jobs.world import world_of

GUARDS = pytest.mark.parametrize("guard", list(Guard))


@GUARDS
def test_a_removed_line_is_no_drift(database_url: str, guard: Guard) -> None:
    """Though no other order of that page sells the same listing: one write is all it takes."""
    with world_of(database_url, {"A": 10, "B": 10}) as world:
        one = world.add_shop("one", ["A", "B"], guard=guard, shown=10)
        world.add_shop("two", ["A", "B"], guard=guard, shown=10)
        for day in ("1", "2"):
            one.place(day, {"A": 2, "B": 1})
            world.settle()
            one.edit(day, "1", 0)
            world.settle()

        assert (world.level("A"), world.level("B")) == (10, 8)
        numbers = {"one": 10, "two": 10}
        assert world.shown("A") == numbers
        with world.database.reading() as tx:
            assert tx.rows("SELECT kind, text FROM incident") == []
            assert tx.rows("SELECT sum(taken), sum(reserved) FROM taken_change WHERE "
                           "stock_key_id = 1") in ([(0, 0)], [(0, None)])  # fmt: skip
        assert world.check() == []
