"""`demo`: a day of two WooCommerce shops that share one stock, over real HTTP on this machine.

Everything is real but the shops and the clock: the fakes answer on loopback as WooCommerce was
observed to, and the hours between the steps pass at once.
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from jobs.check import check_ledger
from jobs.counts.deciding import approve_count
from jobs.counts.desk import Desk, post_to_book, site_of_count
from jobs.counts.uploading import upload_count
from jobs.demo_stage import Demo, Tell, opened_stage
from jobs.goods.opening import OnHand, open_location
from jobs.goods.returns import read_returns, settle_return
from jobs.goods.stock import read_stock
from jobs.init import initialise
from jobs.storefronts.adopt import adopt
from jobs.storefronts.channel_opening import on_hand_of_channel
from jobs.storefronts.channels import Channel
from jobs.storefronts.shadow import shadow
from jobs.storefronts.switches import allow
from jobs.storefronts.sync import Cycle, sync_channel, work_on_channel
from ledger.balances import View
from ledger.channel_state import channel_state
from ledger.instants import Clock
from ledger.numbers import counted
from ledger.orders.planner import Outcome
from ledger.pushing.level_reads import wanted_levels
from ledger.pushing.stock_keys import keys_with_work, load_keys
from reconcile.reading.sheet import Declared

SKUS: Final = ("MUG-BLUE", "MUG-RED", "TEAPOT")


def play(folder: Path, *, clock: Clock, tell: Tell) -> bool:
    """Play the day with its book in ``folder``; answers whether everything was right at the end."""
    with opened_stage(folder, clock, tell) as (demo, channels):
        _adopt(demo, channels)
        _open(demo, channels["north"])
        _allow(demo, channels)
        _sell(demo, channels)
        _edit_and_ship(demo, channels)
        _return(demo, channels)
        _oversell(demo, channels)
        _count(demo, channels)
        return _prove(demo)


def _adopt(demo: Demo, channels: Mapping[str, Channel]) -> None:
    demo.title("Two shops are connected: `stockbook init`, `stockbook adopt`.")
    for check in initialise(demo.database, demo.config, list(channels.values())).channels:
        demo.say(f"{check.channel}: {check.name} on {check.platform}; the key has its rights")
    for channel in channels.values():
        with work_on_channel(demo.database, channel, demo.hands) as work:
            answer = adopt(work, mapped={}, confirm=True, create_items=True, actor="demo")
        demo.say(
            f"{channel.name}: {counted(answer.listings, 'listing')}, "
            f"{counted(answer.items_created, 'item')} created, "
            f"{answer.linked} linked by equal SKU"
        )


def _open(demo: Demo, north: Channel) -> None:
    demo.title("Opening stock: what the north shows, and holds for open orders.")
    order = demo.shops["north"].place_order({"MUG-BLUE": 2}, now=demo.clock())
    demo.clock.later(30)
    with work_on_channel(demo.database, north, demo.hands) as work:
        found = on_hand_of_channel(work, north.offer, "main", lookback=timedelta(days=90))
    on_hand = OnHand(found.units)
    open_location(demo.database, "main", on_hand, at=found.at, actor="demo", create_items=False)
    demo.say(f"order {order.id} waits for its 2 blue mugs, so the shop shows 10 and 12 lie there")
    demo.say(", ".join(f"{units} {sku}" for sku, units in sorted(found.units.items())))


def _allow(demo: Demo, channels: Mapping[str, Channel]) -> None:
    demo.title("The shadow run says what would be written; nothing is, until `stockbook allow`.")
    _sync(demo, channels, quiet=True)
    for change in shadow(demo.database, list(channels.values())).changes:
        demo.say(f"{change.channel} shows {change.shown} {change.sku}, and should {change.wanted}")
    for name in channels:
        allow(demo.database, name, actor="demo")
    _sync(demo, channels)
    _shown(demo, channels)


def _sell(demo: Demo, channels: Mapping[str, Channel]) -> None:
    demo.title("Orders arrive in both shops.")
    demo.clock.later(45)
    demo.shops["north"].place_order({"MUG-RED": 2}, now=demo.clock())
    demo.shops["south"].place_order({"MUG-BLUE": 3, "TEAPOT": 1}, now=demo.clock())
    demo.say("north sells 2 red mugs; south sells 3 blue mugs and a teapot")
    _sync(demo, channels)
    _shown(demo, channels)


def _edit_and_ship(demo: Demo, channels: Mapping[str, Channel]) -> None:
    demo.title("One order is edited, one is shipped.")
    demo.clock.later(60)
    north, south = demo.shops["north"], demo.shops["south"]
    edited, shipped = list(north.shop.orders.values())[1], next(iter(south.shop.orders.values()))
    north.edit_line(edited, "MUG-RED", 1, now=demo.clock())
    south.set_status(shipped, "completed", now=demo.clock())
    demo.say(f"north's order {edited.id} is 1 red mug now; south's order {shipped.id} has left")
    _sync(demo, channels)
    _shown(demo, channels)


def _return(demo: Demo, channels: Mapping[str, Channel]) -> None:
    demo.title("Two blue mugs come back: one is restocked by the shop, one is broken.")
    demo.clock.later(60)
    south = demo.shops["south"]
    order = next(iter(south.shop.orders.values()))
    south.refund(order, {"MUG-BLUE": 1}, restock=True, now=demo.clock())
    _sync(demo, channels, quiet=True)
    demo.clock.later(10)
    south.refund(order, {"MUG-BLUE": 1}, restock=False, now=demo.clock())
    _sync(demo, channels, quiet=True)
    (waiting,) = read_returns(demo.database).waiting
    demo.say(
        f"WooCommerce cannot say where the second one is: {waiting.at_customer} {waiting.sku} of "
        f"order {waiting.order_id} waits in `stockbook returns list`"
    )
    settle_return(demo.database, waiting.id, Outcome.DAMAGED, 1, location="main", at=demo.clock())
    demo.say("it is looked at: `stockbook returns settle … damaged 1`")
    _sync(demo, channels)
    _shown(demo, channels)


def _oversell(demo: Demo, channels: Mapping[str, Channel]) -> None:
    demo.title("Both shops sell teapots in the same minute; no shop offers what is gone.")
    demo.clock.later(60)
    for shop in demo.shops.values():
        shop.place_order({"TEAPOT": 1}, now=demo.clock())
    _sync(demo, channels)
    _shown(demo, channels)


def _count(demo: Demo, channels: Mapping[str, Channel]) -> None:
    demo.title("In the evening the shelves are counted: `stockbook count upload`.")
    demo.clock.later(30)
    counted_at = demo.clock()
    sheet = demo.folder / "count.csv"
    sheet.write_text(_SHEET, encoding="utf-8")
    demo.shops["north"].place_order({"MUG-RED": 1}, now=demo.clock.later(10))
    demo.say("while the sheet is carried to the desk, north sells one more red mug")
    _sync(demo, channels, quiet=True)
    desk = Desk(database=demo.database, actor="demo")
    declared = Declared(
        site=site_of_count(demo.database, "main"), counted_at=counted_at, damaged_counted=True
    )
    answer = upload_count(desk, sheet, declared)
    assert answer.count is not None
    for one in answer.variances:
        demo.say(
            f"{one.sku}: counted {one.counted}, the book says {one.expected} as of then: "
            f"{one.difference:+d}, {one.status.replace('_', ' ')}"
        )
    demo.say(f"{answer.lines - len(answer.variances)} of {answer.lines} lines as expected")
    approve_count(desk, answer.count)
    post_to_book(desk, answer.count)
    demo.say("somebody looks and agrees: `stockbook count approve`, `stockbook count post`")
    _sync(demo, channels)
    _shown(demo, channels)


_SHEET: Final = "SKU,Bin,Counted\nMUG-BLUE,A1,10\nMUG-RED,A2,6\nTEAPOT,B1,2\n"
"""One blue mug fewer than the book says and one red mug more; somebody packed the wrong one."""


def _prove(demo: Demo) -> bool:
    demo.title(
        "The book at the end of the day, and its proof: `stockbook stock`, `stockbook check`."
    )
    for item in read_stock(demo.database, SKUS, View()).items:
        demo.say(
            f"{item.sku}: {item.on_hand} on hand, of which {item.available} available, "
            f"{item.committed} committed, {item.damaged} damaged"
        )
    answer = check_ledger(demo.database, progress=lambda _: None)
    for problem in answer.problems:
        demo.say(problem)
    shown = {sku: {shop.shown(sku) for shop in demo.shops.values()} for sku in SKUS}
    agree = all(len(numbers) == 1 for numbers in shown.values())
    demo.say("both shops show the same numbers" if agree else f"the shops differ: {shown}")
    demo.say("the book is in order" if answer.ok else "the book is not in order")
    return answer.ok and agree


def _sync(demo: Demo, channels: Mapping[str, Channel], *, quiet: bool = False) -> None:
    """What a scheduler does in half an hour: a number is proved by the pull after it."""
    for _ in range(3):
        for name, channel in channels.items():
            demo.clock.later(5)
            answer = sync_channel(demo.database, channel, Cycle(), demo.hands)
            if not quiet and (answer.movements or answer.pushed):
                demo.say(
                    f"sync {name}: {counted(answer.orders, 'order')} read, "
                    f"{counted(answer.movements, 'movement')} booked, "
                    f"{counted(answer.pushed, 'number')} written in {counted(answer.calls, 'call')}"
                )


def _shown(demo: Demo, channels: Mapping[str, Channel]) -> None:
    """What the shops show now, and why."""
    for sku in SKUS:
        numbers = ", ".join(f"{name} {shop.shown(sku)}" for name, shop in demo.shops.items())
        demo.say(f"{sku}: {numbers}   ({_why(demo, channels['north'], sku)})")


def _why(demo: Demo, channel: Channel, sku: str) -> str:
    with demo.database.reading() as tx:
        state = channel_state(tx, channel.name)
        (item_id,) = tx.rows("SELECT id FROM item WHERE sku = ?", (sku,))[0]
        offer = channel.offer
        ids = keys_with_work(tx, state.id, locations=offer.channel_locations, everything=True)
        keys = load_keys(tx, ids)
        levels = wanted_levels(
            tx,
            [key for key in keys if key.item_id == item_id],
            offer=offer,
            paused=state.paused,
            show_negative=False,
        )
    return "; ".join(reason.text for level in levels.values() for reason in level.reasons)
