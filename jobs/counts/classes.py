"""What a count answers of the classes A, B and C by which it is judged."""

from dataclasses import dataclass
from datetime import datetime

from ledger.counts.classes import Classes


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassesEntry:
    """What makes an item A, B or C to a count: ``class_by`` of what left after ``since`` and not
    after ``until``, of which A has ``a_percent``, and A and B together ``b_percent``.
    """

    class_by: str
    since: datetime
    until: datetime
    a_percent: int
    b_percent: int


def classes_entry(taken: Classes | None) -> ClassesEntry | None:
    if taken is None:
        return None
    return ClassesEntry(
        class_by=taken.class_by,
        since=taken.since,
        until=taken.until,
        a_percent=taken.shares[0],
        b_percent=taken.shares[1],
    )


def classes_in_words(taken: Classes) -> str:
    a_percent, b_percent = taken.shares
    since, until = taken.since.isoformat(), taken.until.isoformat()
    return (
        f"by {taken.class_by} of what left after {since} until {until}: A the first {a_percent} "
        f"percent, B up to {b_percent}, C the rest"
    )
