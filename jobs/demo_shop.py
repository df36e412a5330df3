"""`demo --shop`: one shop of the demo that stays open, for who wants to try things by hand.

It answers on this machine only, as WooCommerce was observed to, and somebody buys in it now and
then. What happened in it is gone when it closes.
"""

from collections.abc import Callable, Mapping
from itertools import cycle
from typing import Final

from connectors.fakes.loopback import Loopback
from connectors.fakes.woocommerce import Key, WooCommerce
from ledger.instants import Clock

BOUGHT_EVERY_SECONDS: Final = 20.0
"""Often enough to be seen, rarely enough to be followed."""

SHELVES: Final[Mapping[str, int]] = {"MUG-BLUE": 12, "MUG-RED": 5, "TEAPOT": 3}


def keep_open(
    stopped_within: Callable[[float], bool], *, clock: Clock, tell: Callable[[str], None]
) -> None:
    """Sell one of each in turn, as long as there are any, until told to stop.

    ``stopped_within`` waits so many seconds, and answers whether it was.
    """
    shop = WooCommerce(name="Demo shop", keys=[Key()])
    for sku, quantity in SHELVES.items():
        shop.add_product(sku, quantity=quantity, name=sku.title(), now=clock())
    server = Loopback(shop, clock=clock)
    with server as address:
        tell(
            _SETTINGS.format(address=address, key=Key().consumer_key, secret=Key().consumer_secret)
        )
        for sku in cycle(SHELVES):
            if stopped_within(BOUGHT_EVERY_SECONDS):
                return
            with server.busy:
                if (shop.shop.sold_as(sku).quantity or 0) > 0:
                    order = shop.place_order({sku: 1}, now=clock())
                    tell(f"order {order.id}: somebody buys 1 {sku}")


_SETTINGS: Final = """\
a shop is open; under `channels` in config.yaml write

  shop:
    connector: woocommerce
    location: main
    address: {address}
    key: {key}
    secret: {secret}

and go on with the quick start in another terminal; Ctrl-C closes the shop, with its orders: one
that is opened later is another shop, for a new book"""
