"""Which event of a history a late fact is, as the book calls it."""

import re
from typing import Final

from tests.jobs.asof_histories import History
from tests.jobs.asof_paper import RETURNS
from tests.ledger.books import Book


def event_of(book: Book, history: History, fact: str) -> str:
    """Its name, also of one that was ruled to be later by counts before."""
    fact = _RULED.sub("", fact)
    if found := _PACKING.fullmatch(fact):
        ((order, units),) = book.rows(f"{_PACKED} WHERE packing.sequence = {found[1]}")
        return f"{order}-{_ended(history, str(order)) if int(str(units)) < 0 else 'packed'}"
    _, *rest = fact.split("/")
    if len(rest) == 1:
        return rest[0]
    ((destination,),) = book.rows(f"{_WENT} WHERE key = '{fact}'")
    left = destination == "customer"
    return f"{rest[0]}-{'left' if left else _returned(history, rest[0])}"


def _ended(history: History, order: str) -> str:
    """How its goods came to be packed no more."""
    return next(k for k in ("left", "cancelled") if k in _stages(history, order))


def _returned(history: History, order: str) -> str:
    return next(kind for kind in RETURNS if kind in _stages(history, order))


def _stages(history: History, order: str) -> set[str]:
    (found,) = (one for one in history.orders if one.name == order)
    return {kind for kind, _ in found.stages}


_RULED: Final = re.compile(r"^(count-\d+/\d+/(after|undone)/)+")
_PACKING: Final = re.compile(r"packing-(\d+)")
_PACKED: Final = """
    SELECT order_id, delta FROM packing JOIN order_line ON order_line.id = packing.line_id
    JOIN sales_order ON sales_order.id = order_ref
"""
_WENT: Final = "SELECT place.name FROM movement JOIN place ON place.id = destination_id"
