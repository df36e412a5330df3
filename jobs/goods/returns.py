"""`returns`: the inspection list, and how a person settles it."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.database import Database, Reading
from ledger.errors import Rejected
from ledger.instants import instant_problem
from ledger.numbers import counted
from ledger.orders.planner import Outcome, Ruling
from ledger.orders.rulings import Waiting, inspection_list, name_of_line, rule

_log: Final = logging.getLogger("stockbook.returns")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsAnswer:
    waiting: list[Waiting]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingAnswer:
    line: int
    outcome: str
    quantity: int
    movements: int


def read_returns(database: Database) -> ReturnsAnswer:
    with database.reading() as tx:
        return ReturnsAnswer(waiting=inspection_list(tx))


def settle_return(
    database: Database,
    line: int,
    outcome: Outcome,
    quantity: int,
    *,
    location: str,
    at: datetime,
    waiting: int | None = None,
) -> RulingAnswer:
    """``at`` is when the goods arrived, or were judged. ``waiting``: only if just so many of the
    line may still come back, so that a settlement taken twice is one. Raises Rejected; then
    nothing changed.
    """
    ruling = Ruling(outcome=outcome, quantity=quantity, location=location, at=at)
    with database.writing() as tx:
        problem = instant_problem(at, now=tx.now)
        if problem:
            raise Rejected([problem])
        if waiting is not None:
            _require_waiting(tx, line, waiting)
        movements = rule(tx, line, ruling)
        name = name_of_line(tx, line)
    _log.info("%s ruled %s: %s", name, outcome.value, counted(quantity, "unit"))
    return RulingAnswer(line=line, outcome=outcome.value, quantity=quantity, movements=movements)


def _require_waiting(tx: Reading, line: int, waiting: int) -> None:
    now = sum(one.at_customer for one in inspection_list(tx) if one.id == line)
    if now != waiting:
        raise Rejected(
            [
                f"{now} of line {line} may still come back, not {waiting}: it was settled since; "
                "see `stockbook returns list`"
            ]
        )
