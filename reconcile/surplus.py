"""What would explain a surplus: goods that the book expects and that may have come unannounced.

Pure. A surplus is explained by goods of one kind that are enough for all of it: then the line
matches once they are booked as arrived before the count.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.counts.facts import WAITING, Variance
from ledger.counts.open_goods import OpenGoods


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """``units`` of the goods would be the surplus of the line, told in what ``goods`` come in."""

    line: Variance
    goods: OpenGoods
    units: int


def surpluses(lines: Iterable[Variance]) -> list[Variance]:
    """The lines that wait with more than the book says."""
    return [one for one in lines if one.status in WAITING and one.difference > 0]


def explanations(lines: Iterable[Variance], goods: Iterable[OpenGoods]) -> list[Explanation]:
    """Every way in which a surplus is covered."""
    by_item = {one.item: one for one in lines}
    return [
        Explanation(
            line=by_item[one.item],
            goods=one,
            units=by_item[one.item].difference // one.per_unit,
        )
        for one in goods
        if one.item in by_item and _covers(one, by_item[one.item].difference)
    ]


def _covers(goods: OpenGoods, surplus: int) -> bool:
    return goods.units >= surplus and surplus % goods.per_unit == 0
