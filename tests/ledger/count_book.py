"""A book to count in: sheets as plain quantities, posted and reversed in the real database."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from ledger.balances import View, stock
from ledger.counts.blocks import Columns
from ledger.counts.facts import CountSheet, LineStatus, Variance
from ledger.counts.posting import as_posted, post_count, reverse_count
from ledger.counts.rows import (
    counted_columns,
    load_count,
    posted_variances,
    save_count,
    skus_of,
)
from ledger.counts.rulings import When, rule_count_line
from ledger.database import Reading
from ledger.instants import to_micros
from tests.ledger.books import Book
from tests.ledger.stories import hours


@dataclass(slots=True)
class CountBook:
    """``book`` holds the items; each sheet counts at ``main``."""

    book: Book
    digests: "count[int]" = field(default_factory=count)

    def upload(
        self,
        found: Mapping[str, int],
        *,
        at: float,
        complete: bool = False,
        packed_counted: bool | None = None,
        damaged_counted: bool | None = None,
    ) -> int:
        """Keep a sheet of what was found at so many hours; answers its number."""
        with self.book.database.writing() as tx:
            ids = tx.mapping("SELECT sku, id FROM item WHERE sku IN (?*)", found)
            columns = columns_of({ids[sku]: units for sku, units in found.items()}, hours(at))
            sheet = CountSheet(
                location="main",
                digest=f"digest-{next(self.digests)}",
                lines=len(columns),
                counted_from=hours(at),
                counted_at=hours(at),
                complete=complete,
                packed_counted=packed_counted,
                damaged_counted=damaged_counted,
            )
            return save_count(tx, sheet, [columns], file_name="sheet.csv", actor="counter")

    def post(self, count_id: int, *, recount: str = "") -> int:
        """Post whatever differs, but for the line that is counted again."""
        with self.book.database.writing() as tx:
            stored = load_count(tx, count_id)
            lines = differing(tx, count_id, recount=recount)
            adjustments = post_count(tx, stored, lines, actor="boss")
            assert as_posted(lines) == posted_variances(tx, count_id)
            return adjustments

    def count(self, found: Mapping[str, int], *, at: float, complete: bool = False) -> int:
        """Upload and post."""
        count_id = self.upload(found, at=at, complete=complete)
        self.post(count_id)
        return count_id

    def reverse(self, count_id: int) -> int:
        with self.book.database.writing() as tx:
            return reverse_count(tx, load_count(tx, count_id), actor="boss")

    def rule(self, count_id: int, sku: str, when: When) -> int:
        with self.book.database.writing() as tx:
            return rule_count_line(tx, load_count(tx, count_id), sku, when, actor="boss")

    def as_of(self, sku: str, at: float) -> int:
        with self.book.database.reading() as tx:
            (line,) = stock(tx, skus=[sku], locations=("main",), view=View(as_of=hours(at)))
            return line.on_hand

    def statuses(self, count_id: int) -> dict[str, LineStatus]:
        with self.book.database.reading() as tx:
            return {one.sku: one.status for one in posted_variances(tx, count_id)}


def columns_of(found: Mapping[int, int], at: datetime) -> Columns:
    """Quantities by item id, all true at one instant, in rows from 2 on."""
    items = sorted(found)
    same = [to_micros(at)] * len(items)
    return Columns(
        item=array("q", items),
        counted=array("q", [found[item] for item in items]),
        row=array("q", range(2, len(items) + 2)),
        counted_from=array("q", same),
        counted_at=array("q", same),
    )


def differing(tx: Reading, count_id: int, *, recount: str = "") -> list[Variance]:
    """The accepted variances of a count, reckoned from the book itself."""
    stored = load_count(tx, count_id)
    columns = counted_columns(tx, count_id)
    skus = skus_of(tx, columns.item)
    found = []
    for line, (item, counted) in enumerate(zip(columns.item, columns.counted, strict=True), 1):
        expected = _expected(tx, stored.sheet, skus[item])
        if counted != expected:
            again = skus[item] == recount
            found.append(
                Variance(
                    line=line,
                    row=line + 1,
                    item=item,
                    sku=skus[item],
                    counted_at=stored.sheet.counted_at,
                    expected=expected,
                    counted=counted,
                    status=LineStatus.RECOUNT if again else LineStatus.ACCEPTED,
                )
            )
    return found


def _expected(tx: Reading, sheet: CountSheet, sku: str) -> int:
    """Without what lay elsewhere."""
    (there,) = stock(tx, skus=[sku], locations=["main"], view=View(as_of=sheet.counted_at))
    packed = there.packed if sheet.packed_counted is False else 0
    damaged = there.damaged if sheet.damaged_counted is False else 0
    return there.on_hand - packed - damaged
