"""What planning looks at is the book's, on both engines."""

from ledger.items import save_items
from ledger.locations import location_id
from ledger.said import ItemRecord
from reconcile.plan import NEVER
from reconcile.plan_facts import read_candidates
from reconcile.plan_rules import PlanRules
from tests.jobs.world import world_of


def test_levels_and_changes_are_told_by_item(database_url: str) -> None:
    """What left is told without losses; an old movement is none of this time."""
    with world_of(database_url, {"A": 10, "B": 0, "C": 7}) as world:
        with world.database.writing() as tx:
            save_items(tx, [ItemRecord(sku="A", unit_cost=5)])
        opened = world.clock.now
        world.clock.sleep(400 * 86_400)
        world.move("A", 4, source="main:available", destination="supplier")
        world.move("A", 1, source="supplier", destination="main:available")
        with world.database.reading() as tx:
            found = read_candidates(tx, location_id(tx, "main"), PlanRules())
            ids = tx.mapping("SELECT id, sku FROM item WHERE id IN (?*)", found.item.tolist())

        assert [ids[one] for one in found.item.tolist()] == ["A", "C"]
        assert found.on_hand.tolist() == found.available.tolist() == [7, 7]
        assert found.units_out.tolist() == [4, 0]
        assert found.unit_cost.tolist() == [5, -1]
        assert found.moved_at[0] > opened.timestamp() * 1_000_000
        assert found.moved_at[1] == NEVER
        assert found.counted_at.tolist() == [NEVER, NEVER]
        assert not found.recount.any()
