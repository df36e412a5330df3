"""What people decided about counts, as rows: their words on lines, recounts, confirmations.

All of it is history: a word is followed by another one, never changed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.counts.counters import Counters, counters
from ledger.counts.facts import Confirmation, Decided, Decision
from ledger.counts.files import files_of, goes_on_as, numbers_before
from ledger.counts.people import is_among
from ledger.counts.rows import StoredCount, counted_columns, load_count
from ledger.database import Reading, Writing
from ledger.errors import Rejected
from ledger.instants import from_micros

SKUS_TOLD_MAX: Final = 5
"""Of lines that one person counted twice; a person looks them up on the sheet."""


def words_on_lines(tx: Reading, count_id: int) -> Mapping[int, Sequence[Decision]]:
    """Every word on each line that somebody has decided about, by line, the newest one last."""
    words: defaultdict[int, list[Decision]] = defaultdict(list)
    for sequence, line, decided, difference, reason_code, actor, at in tx.rows(_WORDS, (count_id,)):
        words[line].append(
            Decision(
                line=line,
                decided=Decided(decided),
                difference=difference,
                reason_code=reason_code or "",
                actor=actor,
                at=from_micros(at),
                sequence=sequence,
            )
        )
    return words


def save_decisions(tx: Writing, count_id: int, decided: Sequence[Decision], *, actor: str) -> None:
    first = tx.take_sequences(len(decided))
    tx.insert(
        "count_decision",
        ("sequence", "count_id", "line", "decision", "difference", "at", "actor", "reason_code"),
        [
            (
                first + i,
                count_id,
                one.line,
                one.decided.value,
                one.difference,
                tx.now_micros,
                actor,
                one.reason_code or None,
            )
            for i, one in enumerate(decided)
        ],
    )


def first_count(tx: Reading, count_id: int) -> StoredCount | None:
    """The count whose lines this one counts again, if it does, under its number of today."""
    first = _as_uploaded(tx, count_id)
    later = goes_on_as(tx, first) if first else None
    return load_count(tx, later) if later else first


def _as_uploaded(tx: Reading, count_id: int) -> StoredCount | None:
    """The count that was named when this one was uploaded, though it may go on by now."""
    rows = tx.rows("SELECT first_id FROM count_recount WHERE count_id = ?", (count_id,))
    return load_count(tx, rows[0][0]) if rows else None


def save_recount(tx: Writing, again: StoredCount, first: StoredCount, *, actor: str) -> None:
    """Keep that ``again`` counts lines of ``first`` another time.

    Raises Rejected unless it is another person's, later, and of the same location.
    """
    known = first_count(tx, again.id)
    if known is not None and known.id == first.id:
        return
    same = _same_people(tx, again, first)
    problems = [text for wrong, text in _unfit(again, first, same) if wrong]
    if known is not None:
        problems.append(f"count {again.id} counts lines of count {known.id} again already")
    if problems:
        raise Rejected(problems)
    _insert_recount(tx, again, first, actor=actor)


def keep_recount(tx: Writing, again: StoredCount, before: StoredCount, *, actor: str) -> None:
    """What a count counts again, it does under the number with which it goes on as well.

    Raises Rejected when somebody who counted it the first time has a hand in it now.
    """
    first = _as_uploaded(tx, before.id)
    if first is None:
        return
    if same := _same_people(tx, again, first):
        raise Rejected([_same_hands(same, first)])
    _insert_recount(tx, again, first, actor=actor)


def _insert_recount(tx: Writing, again: StoredCount, first: StoredCount, *, actor: str) -> None:
    tx.insert(
        "count_recount",
        ("count_id", "first_id", "at", "actor"),
        [(again.id, first.id, tx.now_micros, actor)],
    )


def lines_sent_back(tx: Reading, count_id: int) -> frozenset[int]:
    """The numbers of the lines that are not believed: somebody else counts them again."""
    words = words_on_lines(tx, count_id)
    return frozenset(line for line, said in words.items() if said[-1].decided is Decided.RECOUNT)


def items_sent_back(tx: Reading, first: StoredCount) -> list[int]:
    """Of the lines of a count that are to be counted again, by line."""
    wanted = sorted(lines_sent_back(tx, first.id))
    if not wanted:
        return []
    columns = counted_columns(tx, first.id)
    lines = dict(enumerate(columns.item, columns.first_line))
    # Lines that a complete sheet does not name are numbered after its own, by their items.
    return [lines.get(number, number - first.sheet.lines) for number in wanted]


def recounts_of(tx: Reading, first_id: int) -> list[StoredCount]:
    """The counts that stand and count lines of this one again, the oldest first.

    Also those that did so under a number that it had before.
    """
    numbers = [first_id, *numbers_before(tx, first_id)]
    return [load_count(tx, count_id) for (count_id,) in tx.rows_among(_RECOUNTS, numbers)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who had a hand in the figures of a count: they may not approve what is worth much."""

    counted: Sequence[Counters]
    uploaded: frozenset[str]

    def of(self, item: int) -> frozenset[str]:
        return self.uploaded.union(*(one.of(item) for one in self.counted))

    @property
    def everyone(self) -> frozenset[str]:
        return self.uploaded.union(*(one.everyone for one in self.counted))


def hands_in(tx: Reading, count: StoredCount) -> Hands:
    """In its own figures, and in those of the counts before that it counts again."""
    counts = [count]
    while first := first_count(tx, counts[-1].id):
        counts.append(first)
    return Hands(
        counted=[counters(tx, one) for one in counts],
        uploaded=frozenset(name for one in counts for name in _uploaded_by(tx, one)),
    )


def _uploaded_by(tx: Reading, count: StoredCount) -> Iterator[str]:
    """Also of files that came under an earlier number of it."""
    yield count.uploaded.actor
    for number in {one.first_count or count.id for one in files_of(tx, count.id)} - {count.id}:
        yield load_count(tx, number).uploaded.actor


def _same_people(tx: Reading, again: StoredCount, first: StoredCount) -> list[str]:
    """Who counted lines of both that are to be counted again, and which where not all of them."""
    one, other = counters(tx, again), counters(tx, first)
    if not (one.apart or other.apart):
        return sorted(name for name in one.everyone if is_among(name, other.everyone))
    here = set(counted_columns(tx, again.id).item)
    items = [item for item in items_sent_back(tx, first) if item in here]
    both: dict[str, list[int]] = {}
    for item in items:
        others = other.of(item)
        for name in filter(lambda who: is_among(who, others), one.of(item)):
            both.setdefault(name, []).append(item)
    skus = tx.mapping("SELECT id, sku FROM item WHERE id IN (?*)", items)
    return [_with_skus(name, [skus[item] for item in of]) for name, of in sorted(both.items())]


def _with_skus(name: str, skus: Sequence[str]) -> str:
    more = f" and {len(skus) - SKUS_TOLD_MAX} more" if len(skus) > SKUS_TOLD_MAX else ""
    return f"{name} ({', '.join(sorted(skus)[:SKUS_TOLD_MAX])}{more})"


def confirmations(tx: Reading, count_id: int) -> list[Confirmation]:
    """The newest one last."""
    return [
        Confirmation(
            differing=differing, units=units, doubts=doubts, actor=actor, at=from_micros(at)
        )
        for differing, units, doubts, actor, at in tx.rows(_CONFIRMATIONS, (count_id,))
    ]


def save_confirmation(tx: Writing, count_id: int, said: Confirmation, *, actor: str) -> None:
    tx.insert(
        "count_confirmation",
        ("sequence", "count_id", "differing", "units", "doubts", "at", "actor"),
        [
            (
                tx.take_sequences(1),
                count_id,
                said.differing,
                said.units,
                said.doubts,
                tx.now_micros,
                actor,
            )
        ],
    )


def _unfit(again: StoredCount, first: StoredCount, same: Sequence[str]) -> list[tuple[bool, str]]:
    """``same``: who counted both, with the SKUs where others counted the rest."""
    name, other = f"count {again.id}", f"count {first.id}"
    return [
        (again.id == first.id, f"this very sheet is {other}; a recount is a sheet of its own"),
        (again.id != first.id and bool(same), _same_hands(same, first)),
        (
            again.location_id != first.location_id,
            f"{other} is of {first.sheet.location}, this sheet of {again.sheet.location}; say "
            f"--location {first.sheet.location}",
        ),
        (
            again.id != first.id and again.sheet.counted_at <= first.sheet.counted_at,
            f"this sheet was true before {other}, which it is to count again; mend its instant",
        ),
        (first.reversed is not None, f"{other} is reversed; nothing of it is counted again"),
        (
            again.posted is not None or again.reversed is not None,
            f"{name} is {again.status(waiting=False)} already; upload a sheet of another instant",
        ),
    ]


def _same_hands(same: Sequence[str], first: StoredCount) -> str:
    return (
        f"{', '.join(same)} counted count {first.id} already; let another person count it again, "
        "and upload the sheet or say --counted-by"
    )


_WORDS: Final = """
    SELECT sequence, line, decision, difference, reason_code, actor, at FROM count_decision
    WHERE count_id = ? ORDER BY sequence
"""

_RECOUNTS: Final = """
    SELECT count_id FROM count_recount JOIN stock_count ON stock_count.id = count_recount.count_id
    WHERE first_id IN (?*) AND reversed_at IS NULL ORDER BY count_id
"""

_CONFIRMATIONS: Final = """
    SELECT differing, units, doubts, actor, at FROM count_confirmation
    WHERE count_id = ? ORDER BY sequence
"""
