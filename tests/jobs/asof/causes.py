"""Which event of a history a late fact is, as the book calls it."""

import re
from typing import Final

from ledger.instants import to_micros
from tests.jobs.asof.histories import History
from tests.jobs.asof.orders import RETURNS, Order
from tests.ledger.books import Book
from tests.ledger.stories import hours


def event_of(book: Book, history: History, fact: str) -> str:
    """Its name, also of one that was ruled to be later by counts before."""
    fact = _RULED.sub("", fact)
    if found := _PACKING.fullmatch(fact):
        ((name, units),) = book.rows(f"{_PACKED} WHERE packing.sequence = {found[1]}")
        order = _order(history, str(name))
        return f"{name}-{_ended(order) if int(str(units)) < 0 else 'packed'}"
    _, name, *_ = fact.split("/")
    if name.startswith("fact-"):
        return name
    ((source, destination, at),) = book.rows(f"{_WENT} WHERE key = '{fact}'")
    order = _order(history, name)
    return f"{name}-{_stage(order, str(source), str(destination), int(str(at)))}"


def _order(history: History, name: str) -> Order:
    return next(one for one in history.orders if one.name == name)


def _ended(order: Order) -> str:
    """How its goods came to be packed no more, where not by leaving as they were."""
    kinds = [one.kind for one in order.stages]
    return next(kind for kind in ("left", "cancelled") if kind in kinds)


def _stage(order: Order, source: str, destination: str, at: int) -> str:
    kinds = [one.kind for one in order.stages]
    if destination == "customer":
        # Some of it or the rest, called so or really: only the stamps tell.
        leaving = {"left some", "left", "called left"}
        stamps = {to_micros(hours(one.event.stamp)): one.kind for one in order.stages
                  if one.kind in leaving}  # fmt: skip
        return stamps[at]
    if source != "customer":
        return "judged" if source.endswith(":inspection") else "kept back"
    if order.judgement and kinds[-1] == "refunded":
        return "judged"
    return next(kind for kind in (*RETURNS, "set back") if kind in kinds)


_RULED: Final = re.compile(r"^(count-\d+/\d+/(after|undone)/)+")
_PACKING: Final = re.compile(r"packing-(\d+)")
_PACKED: Final = """
    SELECT order_id, delta FROM packing JOIN order_line ON order_line.id = packing.line_id
    JOIN sales_order ON sales_order.id = order_ref
"""
_WENT: Final = """
    SELECT source.name, destination.name, occurred_at FROM movement
    JOIN place AS source ON source.id = source_id
    JOIN place AS destination ON destination.id = destination_id
"""
