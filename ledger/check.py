"""The ledger against itself: five proofs, each of which names what does not agree.

1. Every balance is the sum of its movements.
2. Committed goods are exactly what the orders' lines hold.
3. Every line's position is the sum of its own movements, numbered without a gap.
4. The movements of every posted count line come to its variance; of a reversed one to nothing.
5. The triggers that protect the facts stand.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Final

import msgspec

from ledger.counts.facts import adjustment_key
from ledger.database import Reading, Row
from ledger.orders.resolution import Components
from ledger.triggers import missing_triggers

PROBLEMS_MAX: Final = 200
"""More than this is one problem, not many; the first ones tell which."""

COUNT_LINES: Final = 1_000
"""Lines of counts whose movements are looked up together."""

Proof = Callable[[Reading], Iterator[str]]


def proofs() -> dict[str, Proof]:
    """The proofs by what they look at, to be run one by one."""
    return {
        "balances": _balances,
        "committed goods": _committed,
        "order lines": _lines,
        "counts": _counts,
        "triggers": _triggers,
    }


def prove(tx: Reading, proof: Proof) -> list[str]:
    """The problems that one proof finds, at most PROBLEMS_MAX."""
    return [problem for problem, _ in zip(proof(tx), range(PROBLEMS_MAX), strict=False)]


def _balances(tx: Reading) -> Iterator[str]:
    for sku, place, kept, summed in tx.stream(_UNBALANCED):
        yield f"{sku} at {place}: the balance says {kept}, the movements add up to {summed}"


def _committed(tx: Reading) -> Iterator[str]:
    held: Counter[tuple[int, int]] = Counter()
    for components, place_id, units in tx.stream(_HELD):
        for item_id, per_unit in _decode(components):
            held[item_id, place_id] += units * per_unit
    booked = {(item, place): units for item, place, units in tx.stream(_COMMITTED)}
    for key in held.keys() | booked.keys():
        if held[key] != booked.get(key, 0):
            sku, place = _named(tx, *key)
            yield f"{sku} at {place}: {booked.get(key, 0)} are committed, orders owe {held[key]}"


def _lines(tx: Reading) -> Iterator[str]:
    moved = groupby(tx.stream(_MOVED), key=itemgetter(0))
    after = next(moved, None)
    for line_id, name, components, number, positions in _line_positions(tx):
        movements: list[Row] = []
        if after and after[0] == line_id:
            movements = list(after[1])
            after = next(moved, None)
        yield from _line_problems(
            name, _decode(components), number, positions=positions, movements=movements
        )


def _line_problems(
    name: str, components: Components, number: int, *, positions: list[Row], movements: list[Row]
) -> Iterator[str]:
    numbers = sorted(int(key.rpartition("/")[2]) for _, key, *_ in movements)
    if numbers != list(range(1, number + 1)):
        yield f"line {name}: numbered up to {number}, and not all of its movements are there"
    moved: Counter[tuple[int, int]] = Counter()
    for _, _, item_id, source, destination, quantity in movements:
        moved[item_id, source] -= quantity
        moved[item_id, destination] += quantity
    stands: Counter[tuple[int, int]] = Counter()
    for place_id, units in positions:
        for item_id, per_unit in components:
            stands[item_id, place_id] += units * per_unit
    if any(moved[key] != stands[key] for key in moved.keys() | stands.keys()):
        yield f"line {name}: its position is not the sum of its movements"


def _line_positions(tx: Reading) -> Iterator[tuple[int, str, str, int, list[Row]]]:
    """Every line that was ever posted, with its position rows, by its id."""
    for line, rows in groupby(tx.stream(_POSTED_LINES), key=itemgetter(0, 1, 2, 3, 4, 5)):
        line_id, channel, order_id, line_name, components, number = line
        positions = [row[6:] for row in rows if row[6] is not None]
        yield line_id, f"{channel}/{order_id}/{line_name}", components, number, positions


def _counts(tx: Reading) -> Iterator[str]:
    lines = tx.stream(_COUNT_LINES)
    while chunk := list(islice(lines, COUNT_LINES)):
        names = {
            adjustment_key(count, line, revision): (count, line)
            for count, line, _, _, revisions in chunk
            for revision in range(revisions + 1)
        }
        moved: Counter[tuple[int, int]] = Counter()
        for key, units in tx.rows_among(_ADJUSTED, names):
            moved[names[key]] += units
        for count, line, sku, variance, _ in chunk:
            if moved[count, line] != variance:
                yield (
                    f"count {count}, {sku}: its variance is {variance}, its movements come to "
                    f"{moved[count, line]}"
                )


def _triggers(tx: Reading) -> Iterator[str]:
    for name in missing_triggers(tx.connection):
        yield (
            f"trigger {name} is missing or weakened: facts could be changed; run `stockbook init`"
        )


def _named(tx: Reading, item_id: int, place_id: int) -> Row:
    return tx.rows(
        "SELECT item.sku, place.name FROM item, place WHERE item.id = ? AND place.id = ?",
        (item_id, place_id),
    )[0]


_COUNT_LINES: Final = """
    SELECT count_id, line, item.sku, CASE status WHEN 'reversed' THEN 0 ELSE variance END, revision
    FROM count_line JOIN item ON item.id = count_line.item_id ORDER BY count_id, line
"""

_ADJUSTED: Final = """
    SELECT key, CASE place.name WHEN 'loss' THEN -quantity ELSE quantity END
    FROM movement JOIN place ON place.id = movement.destination_id WHERE key IN (?*)
"""

_decode: Final = msgspec.json.Decoder(Components).decode

_UNBALANCED: Final = """
    WITH summed (item_id, place_id, quantity) AS (
        SELECT item_id, place_id, sum(quantity) FROM (
            SELECT item_id, source_id AS place_id, -sum(quantity) AS quantity
            FROM movement GROUP BY item_id, source_id
            UNION ALL
            SELECT item_id, destination_id, sum(quantity)
            FROM movement GROUP BY item_id, destination_id
        ) AS sides GROUP BY item_id, place_id
    )
    SELECT item.sku, place.name, coalesce(balance.quantity, 0), coalesce(summed.quantity, 0)
    FROM summed
    FULL JOIN balance ON balance.item_id = summed.item_id AND balance.place_id = summed.place_id
    JOIN item ON item.id = coalesce(summed.item_id, balance.item_id)
    JOIN place ON place.id = coalesce(summed.place_id, balance.place_id)
    WHERE coalesce(balance.quantity, 0) <> coalesce(summed.quantity, 0)
    ORDER BY item.sku, place.name
"""

_HELD: Final = """
    SELECT order_line.components, position.place_id, position.quantity
    FROM position
    JOIN place ON place.id = position.place_id
    JOIN order_line ON order_line.id = position.line_id
    WHERE place.state = 'committed'
"""

_COMMITTED: Final = """
    SELECT balance.item_id, balance.place_id, balance.quantity
    FROM balance JOIN place ON place.id = balance.place_id WHERE place.state = 'committed'
"""

_MOVED: Final = """
    SELECT line_id, key, item_id, source_id, destination_id, quantity
    FROM movement WHERE line_id IS NOT NULL ORDER BY line_id
"""

_POSTED_LINES: Final = """
    SELECT order_line.id, channel.name, sales_order.order_id, order_line.line_id,
           order_line.components, order_line.number, position.place_id, position.quantity
    FROM order_line
    JOIN sales_order ON sales_order.id = order_line.order_ref
    JOIN channel ON channel.id = sales_order.channel_id
    LEFT JOIN position ON position.line_id = order_line.id
    WHERE order_line.components IS NOT NULL
    ORDER BY order_line.id
"""
