"""Facts that people ruled to have happened after a count: when they are booked since then."""

import re
from collections.abc import Iterable
from typing import Final

from ledger.database import Reading

RULED_AFTER_MICROS: Final = 1
"""So far behind a line is what people ruled to have happened after it; nothing is nearer."""


def ruled_later(tx: Reading, item: int, keys: Iterable[str]) -> dict[str, int]:
    """The instants (microseconds) of those facts of an item that a ruling moved, by their keys.

    A fact may have been ruled to be later than several counts, one after the other.
    """
    lines = [f"count-{count}/{line}" for count, line in tx.rows(_LINES, (item,))]
    found: dict[str, int] = {}
    asked = {key: key for key in keys} if lines else {}
    while asked:
        moved = {after_key(line, name): first for name, first in asked.items() for line in lines}
        asked = {}
        for name, at in tx.rows_among(_BOOKED, moved):
            found[moved[name]] = at
            asked[name] = moved[name]
    return found


def after_key(line: str, fact: str) -> str:
    """What a fact is called that was ruled to lie after the count line ``count-N/LINE``."""
    return f"{line}/after/{fact}"


def first_key(fact: str) -> str:
    """What a fact was called before anybody ruled it to be later."""
    return _AFTER.sub("", fact)


_AFTER: Final = re.compile(r"^(count-\d+/\d+/after/)+")

_LINES: Final = "SELECT count_id, line FROM count_line WHERE item_id = ? ORDER BY count_id"
_BOOKED: Final = "SELECT key, occurred_at FROM movement WHERE key IN (?*)"
