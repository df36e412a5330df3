"""Bad shops as a new user meets them: `init`, `adopt` and `sync` over a real socket.

Each says what is wrong and what to do, ends with the right status, and leaves nothing half done.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from connectors.fakes import mischief
from connectors.fakes.loopback import Loopback
from connectors.fakes.mischief import ALWAYS, Mischief
from connectors.fakes.woocommerce import Key, Outage, Permission, WooCommerce
from ledger.instants import utc_now
from tests.jobs.shop_desk import Answered, Desk

pytestmark = pytest.mark.slow

CONFIG = """
locations: {{main: {{time_zone: Europe/London}}}}
channels:
  shop:
    {{connector: woocommerce, location: main, address: "{address}", key: ck_fake, secret: {secret}}}
"""

READ_KEY = Key(permission=Permission.READ)


@dataclass(slots=True)
class Street:
    """A shop at an address, a desk, and what stands between them."""

    desk: Desk
    store: WooCommerce
    mischief: Mischief
    address: str

    def configure(self, *, path: str = "", secret: str = "cs_fake") -> None:
        self.desk.write("config.yaml", CONFIG.format(address=self.address + path, secret=secret))


Trouble = Callable[[Street], object]


@contextmanager
def street_of(desk: Desk, key: Key = Key()) -> Iterator[Street]:  # noqa: B008  # a frozen value
    """A shop that sells ten of A-1 and has one order of two; a book with an empty opening."""
    store = WooCommerce(keys=[key])
    trouble = Mischief(store)
    store.add_product("A-1", quantity=10, now=utc_now())
    store.place_order({"A-1": 2}, now=utc_now())
    with Loopback(trouble, clock=utc_now) as address:
        street = Street(desk, store, trouble, address)
        street.configure()
        yield street


def opened(desk: Desk) -> None:
    """The book and its opening stock; what init says of the channel does not stop it."""
    desk.run("init")
    rows = desk.write("opening.csv", "sku,quantity\nA-1,10\n")
    desk.json("opening", rows, "--at", "2026-01-02T08:00", "--create-items")


def wrong_path(street: Street) -> None:
    street.configure(path="/blog")


def wrong_secret(street: Street) -> None:
    street.configure(secret="cs_wrong")


def in_maintenance(street: Street) -> None:
    street.store.outage = Outage.MAINTENANCE


def always(trick: mischief.Trick) -> Trouble:
    return lambda street: street.mischief.plan(trick, times=ALWAYS)


TROUBLES = [
    pytest.param(wrong_path, "/blog/wp-json/", id="a wrong address"),
    pytest.param(wrong_secret, "check the key", id="a wrong key"),
    pytest.param(in_maintenance, "Briefly unavailable", id="in maintenance"),
    pytest.param(always(mischief.html_error(200)), "a web page came", id="a web page"),
    pytest.param(always(mischief.nonsense()), "cannot be read", id="nonsense"),
    pytest.param(always(mischief.endless()), "does not end", id="an answer without end"),
    pytest.param(
        always(mischief.redirected("https://elsewhere.example/")), "has moved", id="it has moved"
    ),
]


def nothing_half_done(desk: Desk) -> None:
    """The book as it was opened, and proved."""
    assert desk.json("check")["ok"] is True
    assert desk.level("A-1")["on_hand"] == 10
    assert desk.level("A-1")["committed"] == 0
    assert desk.json("listings", "list") == {"listings": []}


def works(street: Street) -> None:
    """As if nothing had been: adopted, pulled, and counted once."""
    street.desk.json("adopt", "shop", "--confirm")
    answer = street.desk.json("sync")["channels"][0]
    assert (answer["error"], answer["orders"]) == (None, 1)
    assert street.desk.level("A-1")["committed"] == 2
    assert street.desk.json("check")["ok"] is True


def recover(street: Street) -> None:
    street.mischief.calm()
    street.store.outage = None
    street.configure()


@pytest.mark.parametrize(("trouble", "said"), TROUBLES)
def test_a_bad_shop_is_told_by_every_command_and_costs_nothing(
    desk: Desk, trouble: Trouble, said: str
) -> None:
    """Init and sync end with 1 and name the channel, adopt with 3; then all goes well."""
    with street_of(desk) as street:
        opened(desk)
        trouble(street)

        init = desk.run("init", "--json")
        assert (init.status, said in init.out) == (1, True), init
        assert [one["channel"] for one in init.json["channels"]] == ["shop"]
        assert said in desk.refused("adopt", "shop", status=3)
        sync = desk.run("sync", "--json")
        assert sync.status == 1, sync
        assert said in sync.json["channels"][0]["error"]
        nothing_half_done(desk)
        for answered in (init, sync):
            assert_no_secret(answered)

        recover(street)
        works(street)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("trouble", "said"),
    # An address that leads elsewhere is told before anything is asked there.
    [pytest.param(wrong_path, "adopt shop --same-shop", id="another address"), *TROUBLES[1:]],
)
def test_a_shop_that_turns_bad_in_mid_pull_loses_nothing(
    desk: Desk, trouble: Trouble, said: str
) -> None:
    """Known and adopted before; what was booked stays, and the rest comes when it is well again."""
    with street_of(desk) as street:
        opened(desk)
        works(street)
        street.store.place_order({"A-1": 3}, now=utc_now())
        trouble(street)

        sync = desk.run("sync", "--json")
        assert (sync.status, said in sync.json["channels"][0]["error"]) == (1, True), sync
        assert desk.level("A-1")["committed"] == 2

        recover(street)
        desk.json("sync")
        assert desk.level("A-1")["committed"] == 5
        assert desk.json("check")["ok"] is True


def test_nobody_at_the_address_is_told_by_init(desk: Desk) -> None:
    """The book is made all the same, so that a shop may be built later."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    desk.write("config.yaml", CONFIG.format(address=address, secret="cs_fake"))

    init = desk.run("init", "--json")

    assert init.status == 1
    assert "is the address right, and the server up?" in init.out
    assert desk.json("check")["ok"] is True


def test_a_read_only_key_may_be_looked_with_and_not_adopted(desk: Desk) -> None:
    """Init names the right that is missing, and adopt refuses before it takes anything over."""
    with street_of(desk, READ_KEY) as street:
        opened(desk)

        init = desk.run("init", "--json")
        said = desk.refused("adopt", "shop", status=2)

        assert init.status == 1
        for text in (init.out, said):
            assert "write products" in text
        nothing_half_done(desk)
        assert street.store.shown("A-1") == 8


def assert_no_secret(answered: Answered) -> None:
    """Neither the key's secret nor a buyer."""
    text = answered.out + answered.err
    assert not [one for one in ("cs_fake", "cs_wrong", "fakebuyer") if one in text]


def test_variations_that_share_one_number_do_not_stop_the_others(desk: Desk) -> None:
    """Their item is for a person to say; once it is said for all, the number is pushed."""
    with street_of(desk) as street:
        sizes = {"SHIRT-S": None, "SHIRT-L": None, "SHIRT-XL": 4}
        street.store.add_variable("SHIRT", sizes, quantity=20, now=utc_now())
        desk.json("init")

        adopted = desk.run("adopt", "shop", "--create-items", "--confirm", "--json")
        assert (adopted.status, adopted.json["linked"], adopted.json["items_created"]) == (1, 2, 2)
        shared = "shares its number with other SKUs; link all of them to one item"
        assert adopted.json["unlinked"] == [
            f"{sku}: {sku} ({shared})" for sku in ("SHIRT-L", "SHIRT-S")
        ]

        desk.json("items", "create", "SHIRT")
        for sku in ("SHIRT-L", "SHIRT-S"):
            desk.json("listings", "link", "shop", sku, "SHIRT")
        desk.json("opening", "--from-channel", "shop")
        assert [desk.level(one)["on_hand"] for one in ("A-1", "SHIRT", "SHIRT-XL")] == [10, 20, 4]


def test_a_deleted_product_stops_no_opening_once_it_is_left_alone(desk: Desk) -> None:
    """Its listing is linked and shows no number any more, which is told as it is."""
    with street_of(desk) as street:
        street.store.add_product("GONE", quantity=3, now=utc_now())
        desk.json("init")
        desk.json("adopt", "shop", "--create-items", "--confirm")
        street.store.delete_product("GONE")

        said = desk.refused("opening", "--from-channel", "shop")
        assert "GONE: shop shows no number for it any more" in said
        desk.json("pause", "shop", "GONE", "--leave-alone")
        desk.json("opening", "--from-channel", "shop")

        assert desk.level("A-1")["on_hand"] == 10
        assert "adopted shop: 2 items created, 2 listings linked" in desk.log()


def test_what_was_never_booked_is_never_written_over(desk: Desk) -> None:
    """A product that joins later and a kit without a recipe keep their numbers; 0 counted is 0."""
    with street_of(desk) as street:
        desk.run("init")
        rows = desk.write("opening.csv", "sku,quantity\nA-1,10\nGONE,0\n")
        desk.json("opening", rows, "--at", "2026-01-02T08:00", "--create-items")
        street.store.add_product("GONE", quantity=3, now=utc_now())
        street.store.add_product("NEW", quantity=50, now=utc_now())
        street.store.add_product("KIT", quantity=7, now=utc_now())
        desk.json("items", "create", "KIT", "--assembly", "components")
        desk.json("adopt", "shop", "--create-items", "--confirm")
        desk.json("allow", "shop")

        shadow = desk.json("sync", "--dry-run")["changes"]
        assert [one["channel_sku"] for one in shadow] == ["GONE"]
        desk.json("sync")
        told = {one["channel_sku"]: one for one in desk.json("listings", "list")["listings"]}
        assert [told[one]["wanted"] for one in ("NEW", "KIT")] == [None, None]
        assert "nobody ever said how much" in told["NEW"]["problem"]

        street.store.place_order({"NEW": 2, "GONE": 1}, now=utc_now())
        desk.json("sync")
        assert (desk.level("NEW")["committed"], street.store.shown("NEW")) == (2, 48)
        told = {one["channel_sku"]: one for one in desk.json("listings", "list")["listings"]}
        assert (told["NEW"]["wanted"], told["GONE"]["wanted"]) == (None, 0)

        back = f"key,occurred_at,sku,quantity,source,destination\nb,{utc_now().isoformat()},BACK,"
        street.store.add_product("BACK", quantity=9, now=utc_now())
        desk.json("adopt", "shop", "--create-items", "--confirm")
        desk.json("movements", "import", desk.write("b.csv", f"{back}2,customer,main:available\n"))
        told = {one["channel_sku"]: one for one in desk.json("listings", "list")["listings"]}
        assert told["BACK"]["wanted"] == 2

        desk.json("receive", "NEW", "5")
        changes = desk.json("sync", "--dry-run")["changes"]
        (change,) = [one for one in changes if one["channel_sku"] == "NEW"]
        assert (change["channel_sku"], change["shown"], change["wanted"]) == ("NEW", 48, 3)
