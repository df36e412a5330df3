"""Which event of a history a late fact is, as the book calls it."""

import re
from typing import Final

from ledger.instants import to_micros
from tests.jobs.asof_histories import History
from tests.jobs.asof_paper import RETURNS
from tests.ledger.books import Book
from tests.ledger.stories import hours


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
    if destination == "customer":
        return f"{rest[0]}-{_left(book, history, rest[0], fact)}"
    return f"{rest[0]}-{_returned(history, rest[0])}"


def _ended(history: History, order: str) -> str:
    """How its goods came to be packed no more."""
    return next(k for k in ("left", "cancelled") if k in _stages(history, order))


def _left(book: Book, history: History, order: str, fact: str) -> str:
    """Called so, or really: of the two only the stamps tell."""
    ((at,),) = book.rows(f"SELECT occurred_at FROM movement WHERE key = '{fact}'")
    (found,) = (one for one in history.orders if one.name == order)
    stamps = {to_micros(hours(event.stamp)): kind for kind, event in found.stages}
    kind = stamps[int(str(at))]
    assert kind in {"left", "called left"}
    return kind


def _returned(history: History, order: str) -> str:
    stages = _stages(history, order)
    return next(kind for kind in (*RETURNS, "set back") if kind in stages)


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
