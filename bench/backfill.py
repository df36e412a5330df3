"""A year of 100,000 orders through `stockbook sync`: do pages stream, does an interrupt resume?

The real command reads a shop over a socket, one of each platform; the shop makes its orders when
they are asked for and keeps none, so that it is no shop's memory that is measured but ours. One
backfill runs whole. A smaller one is told to end in its middle by SIGTERM, and the next one goes
on. `python bench/backfill.py PLATFORM…` measures only these.
"""

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.harness import Row, at_most, folder_of, report
from bench.years.bigcommerce import BigCommerceYear
from bench.years.calendar import Year
from bench.years.desk import desk_of, seconds_between
from bench.years.held import YearShop
from bench.years.medusa import MedusaYear
from bench.years.shopify import ShopifyYear
from bench.years.vendure import VendureYear
from bench.years.woocommerce import WooCommerceYear

ORDERS = 100_000
INTERRUPTED = 20_000

COUNTS_SHOWN_MIN = 10
"""Whoever sees so many different counts on the way knows that it goes on, and how fast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """``again``: how much of all orders a whole backfill may read twice, and an interrupted one."""

    shop: Callable[[Year], YearShop]
    again: tuple[float, float] = (0.02, 0.03)


PLATFORMS = {
    "bigcommerce": Platform(shop=BigCommerceYear),
    "medusa": Platform(shop=MedusaYear),
    "shopify": Platform(shop=ShopifyYear, again=(0.02, 0.10)),
    "vendure": Platform(shop=VendureYear),
    "woocommerce": Platform(shop=WooCommerceYear),
}
"""Of Shopify's file a part is read again: of a short one much."""


def main() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("platforms", nargs="*", choices=[*PLATFORMS, []])
    chosen, others = parser.parse_known_args()
    folder = folder_of(__file__)
    rows: list[Row] = []
    for name in chosen.platforms or PLATFORMS:
        rows += whole(name, folder / name / "whole", ORDERS)
        rows += interrupted(name, folder / name / "interrupted", INTERRUPTED)
    shutil.rmtree(folder)
    report(rows, others)


def whole(name: str, folder: Path, orders: int) -> Iterator[Row]:
    """One backfill without a break: its memory, its pace, and what a person sees of it."""
    platform = PLATFORMS[name]
    with desk_of(folder, platform.shop(Year(orders))) as desk:
        ran = desk.sync()
        assert ran.status == 0, ran
        assert ran.orders == orders, ran
        desk.prove()
    first, last = ran.between(0, orders // 10), ran.between(orders * 9 // 10, orders)
    yield at_most(
        f"{name}: MB at the peak of {orders:,} orders; limit: at the peak of the first tenth",
        max(one.megabytes for one in ran.looks), max(one.megabytes for one in first),
        must=1.10, aim=1.03,
    )  # fmt: skip
    yield at_most(
        f"{name}: CPU s of the last tenth; limit: of the first",
        seconds_between(last), seconds_between(first),
        must=1.5, aim=1.2,
    )  # fmt: skip
    yield at_most(
        f"{name}: orders read; limit: orders there are",
        ran.orders_read, orders, must=1 + platform.again[0], aim=1.01,
    )  # fmt: skip
    shown = float(len(ran.counts))
    yield Row(
        name=f"{name}: counts that a person saw on the way; limit: enough to know that it goes on",
        ours=shown, limit=COUNTS_SHOWN_MIN, ratio=shown / COUNTS_SHOWN_MIN, must=1.0, aim=10.0,
        ok=shown >= COUNTS_SHOWN_MIN,
    )  # fmt: skip


def interrupted(name: str, folder: Path, orders: int) -> Iterator[Row]:
    """SIGTERM in the middle; the next run goes on at once and reads the rest."""
    platform = PLATFORMS[name]
    with desk_of(folder, platform.shop(Year(orders))) as desk:
        first = desk.sync(stop_at=orders // 2)
        assert first.status == 1, first
        assert orders // 3 < first.orders < orders, first
        second = desk.sync()
        assert second.status == 0, second
        assert first.orders + second.orders == orders, second
        desk.prove()
    yield at_most(
        f"{name}: orders read for {orders:,} with an interrupt; limit: orders there are",
        first.orders_read + second.orders_read, orders, must=1 + platform.again[1], aim=1.02,
    )  # fmt: skip


if __name__ == "__main__":
    main()
