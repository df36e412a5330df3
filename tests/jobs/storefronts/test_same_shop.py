"""A channel whose settings lead to another shop stops, and says how to go on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from connectors.errors import Refused
from connectors.fakes.loopback import Loopback
from connectors.fakes.woocommerce import WooCommerce
from connectors.memory import MemoryConnector, MemoryShop
from connectors.protocol import Account
from jobs.config import ChannelSettings, Config
from jobs.init import initialise
from jobs.storefronts.channels import Channel
from jobs.storefronts.shadow import shadow
from jobs.storefronts.sync import ChannelAnswer, Cycle, sync_channel
from ledger.instants import utc_now
from tests.jobs.shop_desk import Desk
from tests.jobs.world import World, world_of

CONFIG = """
locations: {{main: {{time_zone: Europe/London}}}}
channels:
  shop:
    {{connector: woocommerce, location: main, address: "{address}", key: ck_fake, secret: cs_fake}}
"""


@dataclass(frozen=True, slots=True)
class Named(MemoryConnector):
    """A shop whose platform knows it by an id."""

    shop_id: str = ""

    def account(self) -> Account:
        return replace(MemoryConnector.account(self), shop_id=self.shop_id)


def at(address: str, connector: str = "woocommerce") -> ChannelSettings:
    return ChannelSettings.model_validate(
        {"connector": connector, "location": "main", "address": address}
    )


def channel(world: World, settings: ChannelSettings, shop_id: str = "") -> Channel:
    connector = Named(world.shops["one"], shop_id=shop_id)
    return Channel(name="one", connector=connector, settings=settings)


def cycle(world: World, settings: ChannelSettings, shop_id: str = "") -> ChannelAnswer:
    world.clock.sleep(60)
    worked = channel(world, settings, shop_id)
    return sync_channel(world.database, worked, Cycle(), world.hands())


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """A book with an order of the shop at a.example."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("one", ["A"], shown=10)
        world.shops["one"].place("1", {"A": 2})
        assert cycle(world, at("https://a.example")).error is None
        yield world


def test_another_address_stops_the_channel_before_anything_is_booked_or_written(
    world: World,
) -> None:
    """Order 1 of the other shop is another order, and its number is none of ours."""
    other = world.shops["one"] = MemoryShop(world.clock)
    other.add_listing("A", 50)
    other.place("1", {"A": 7})

    answer = cycle(world, at("https://b.example"))

    assert answer.error
    assert "woocommerce a.example" in answer.error
    assert "woocommerce b.example" in answer.error
    assert "stockbook adopt one --same-shop" in answer.error
    assert (answer.orders, answer.pushed, answer.calls) == (0, 0, 0)
    assert (world.shown("A"), world.level("A", "committed")) == ({"one": 43}, 2)


def test_it_is_an_incident_until_the_address_is_right_again(world: World) -> None:
    """`run` works with nobody looking."""
    cycle(world, at("https://b.example"))
    assert incidents(world) == ["one/address"]

    assert cycle(world, at("https://a.example")).error is None
    assert incidents(world) == []


@pytest.mark.parametrize(
    "address",
    ["http://a.example", "https://a.example/", "HTTPS://A.example", "https://x:y@a.example"],
)
def test_another_way_of_writing_the_address_is_the_same_shop(world: World, address: str) -> None:
    assert cycle(world, at(address)).error is None


def test_another_platform_under_the_same_name_is_another_shop(world: World) -> None:
    assert "medusa a.example" in (cycle(world, at("https://a.example", "medusa")).error or "")


def test_an_id_of_the_platform_proves_a_shop_that_has_moved(world: World) -> None:
    """It is asked for once, and the new address is remembered."""
    know(world, at("https://a.example"), "gid://1")

    assert cycle(world, at("https://b.example"), "gid://1").error is None
    assert cycle(world, at("https://b.example")).error is None
    assert cycle(world, at("https://c.example"), "gid://2").error


def test_another_shop_at_the_same_address_is_told_by_init(world: World) -> None:
    know(world, at("https://a.example"), "gid://1")

    assert "another shop (gid://2, it was gid://1)" in know(
        world, at("https://a.example"), "gid://2"
    )


def test_the_shadow_run_reads_no_orders_of_another_shop(world: World) -> None:
    with pytest.raises(Refused, match=r"b\.example"):
        shadow(world.database, [channel(world, at("https://b.example"))])


def test_a_channel_that_has_nothing_in_the_book_may_become_any_shop(database_url: str) -> None:
    """A slip in its first address is only mended."""
    with world_of(database_url, {"A": 10}) as world:
        world.add_shop("one", [])
        assert cycle(world, at("https://typo.example")).error is None
        assert cycle(world, at("https://a.example")).error is None


@pytest.mark.slow
def test_a_moved_shop_goes_on_by_a_persons_word_and_another_does_not(desk: Desk) -> None:
    """The other one has an order of the same number, placed an hour before."""
    shop, other = WooCommerce(), WooCommerce()
    for one, placed_at in ((shop, utc_now()), (other, utc_now() - timedelta(hours=1))):
        one.add_product("A-1", quantity=10, now=placed_at)
        one.place_order({"A-1": 2}, now=placed_at)
    with (
        Loopback(shop, clock=utc_now) as first,
        Loopback(shop, clock=utc_now) as moved,
        Loopback(other, clock=utc_now) as foreign,
    ):
        configure(desk, first)
        desk.initialised()
        desk.json("opening", "--empty", "--at", "2026-01-02T08:00")
        desk.json("adopt", "shop", "--create-items", "--confirm")
        desk.json("sync")

        configure(desk, foreign)
        assert desk.run("init").status == 1
        assert "--same-shop" in desk.refused("adopt", "shop", status=3)
        assert "knows none of the orders" in desk.refused("adopt", "shop", "--same-shop")

        configure(desk, moved)
        assert desk.json_or_differing("sync")["channels"][0]["error"]
        desk.json("adopt", "shop", "--same-shop")
        assert desk.json("sync")["channels"][0]["error"] is None


def configure(desk: Desk, address: str) -> None:
    desk.write("config.yaml", CONFIG.format(address=address))


def know(world: World, settings: ChannelSettings, shop_id: str) -> str:
    """What `init` says of the channel."""
    config = Config.model_validate(
        {"locations": {"main": {}}, "channels": {"one": settings.model_dump()}}
    )
    answer = initialise(world.database, config, [channel(world, settings, shop_id)])
    return " ".join(answer.channels[0].problems)


def incidents(world: World) -> list[str]:
    with world.database.reading() as tx:
        rows = tx.rows("SELECT subject FROM incident WHERE resolved_at IS NULL")
    return [subject for (subject,) in rows]
