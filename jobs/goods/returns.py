"""`returns`: the inspection list, and how a person settles it."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.database import Database
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
    database: Database, line: int, outcome: Outcome, quantity: int, *, location: str, at: datetime
) -> RulingAnswer:
    """``at`` is when the goods arrived, or were judged. Raises Rejected; then nothing changed."""
    ruling = Ruling(outcome=outcome, quantity=quantity, location=location, at=at)
    with database.writing() as tx:
        problem = instant_problem(at, now=tx.now)
        if problem:
            raise Rejected([problem])
        movements = rule(tx, line, ruling)
        name = name_of_line(tx, line)
    _log.info("%s ruled %s: %s", name, outcome.value, counted(quantity, "unit"))
    return RulingAnswer(line=line, outcome=outcome.value, quantity=quantity, movements=movements)
