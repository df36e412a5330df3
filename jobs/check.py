"""`check`: the ledger proved against itself."""

from collections.abc import Callable
from dataclasses import dataclass

from ledger.check import proofs, prove
from ledger.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAnswer:
    """``problems`` are whole sentences; ``ok`` when there are none."""

    ok: bool
    problems: list[str]


def check_ledger(database: Database, *, progress: Callable[[str], None]) -> CheckAnswer:
    """Run every proof; ``progress`` is told the name of each before it begins."""
    problems = []
    with database.reading() as tx:
        for name, proof in proofs().items():
            progress(name)
            problems += prove(tx, proof)
    return CheckAnswer(ok=not problems, problems=problems)
