"""Order lines of what no catalogue ever held: a person says once what they are."""

import pytest

from connectors.memory import MemoryShop
from jobs.storefronts.listings import link
from ledger.channels import StockKey
from ledger.errors import Rejected
from ledger.open_incidents import list_incidents
from tests.jobs.world import World, world_of


def sold_by_hand(world: World) -> MemoryShop:
    """Two orders of something that staff typed in."""
    shop = world.add_shop("one", ["A"], shown=10)
    world.settle()
    # The shop keeps a number of it, and no catalogue lists it.
    shop.numbers[StockKey("custom", shop.sites[0])] = 0
    for order_id in ("1", "2"):
        shop.place(order_id, {"custom": 2})
    world.settle()
    return shop


def linked(world: World, listing: str) -> int:
    """Movements of the lines that waited."""
    answer = link(world.database, "one", listing, "A", factor=1, relink=False, actor="ann")
    return answer.movements


def waiting(world: World) -> list[str]:
    with world.database.reading() as tx:
        return [one.subject for one in list_incidents(tx) if one.kind == "parked_lines"]


def test_what_was_typed_in_is_linked_by_the_name_it_waits_under(database_url: str) -> None:
    """All lines of it, those that come later too."""
    with world_of(database_url, {"A": 10}) as world:
        shop = sold_by_hand(world)
        assert waiting(world) == ["one/custom"]

        assert linked(world, "custom") == 2
        shop.place("3", {"custom": 1})
        world.settle()

        assert waiting(world) == []
        assert world.shown("A") == {"one": 5}


def test_what_nothing_waits_under_is_no_listing(database_url: str) -> None:
    """Not even where other lines wait."""
    with world_of(database_url, {"A": 10}) as world:
        sold_by_hand(world)

        with pytest.raises(Rejected, match="no listing with SKU or id 'costum'"):
            linked(world, "costum")
        with pytest.raises(Rejected, match="no listing"):
            linked(world, "")
