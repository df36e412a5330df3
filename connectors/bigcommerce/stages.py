"""What each status of a BigCommerce order means for its goods.

Statuses go by their ids: merchants rename the labels. Which of them mean that the goods have left
is a channel setting.
"""

from collections.abc import Collection
from enum import Enum, auto
from typing import Final

from connectors.bigcommerce.rules import StockRules


class Stage(Enum):
    """What a status means for goods."""

    NOTHING = auto()
    OWED = auto()
    SHIPPED = auto()
    EITHER = auto()
    """Disputed or partly refunded: the status hides whether the goods have left."""
    OVER = auto()
    """Refunded, cancelled or declined: nothing is owed any more."""
    UNKNOWN = auto()


INCOMPLETE: Final = 0
"""A checkout that was left at the payment: no order."""

PENDING: Final = 1
REFUNDED: Final = 4
CANCELLED: Final = 5

_STAGES: Final = {
    INCOMPLETE: Stage.NOTHING,
    3: Stage.OWED,
    REFUNDED: Stage.OVER,
    CANCELLED: Stage.OVER,
    6: Stage.OVER,
    7: Stage.OWED,
    8: Stage.OWED,
    9: Stage.OWED,
    11: Stage.OWED,
    12: Stage.OWED,
    13: Stage.EITHER,
    14: Stage.EITHER,
}
SHIPPED_OR_COMPLETED: Final = frozenset({2, 10})
"""With these the store itself takes stock where it does so late, whatever they mean to us."""

RESTOCKED: Final = frozenset({REFUNDED, CANCELLED})
"""Never a declined or a partly refunded order."""


def stage_of(status_id: int, shipped_statuses: Collection[str], rules: StockRules) -> Stage:
    if str(status_id) in shipped_statuses:
        return Stage.SHIPPED
    if status_id == PENDING:
        # A checkout not completed; a store that takes stock for it promises the goods.
        return Stage.OWED if rules.takes_when_placed else Stage.NOTHING
    if status_id in SHIPPED_OR_COMPLETED:
        return Stage.OWED
    return _STAGES.get(status_id, Stage.UNKNOWN)
