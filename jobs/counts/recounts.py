"""Lines that somebody else counts again: which sheet does so, and what is told of it."""

from collections.abc import Mapping, Sequence

from ledger.counts.decisions import items_sent_back, recounts_of, save_recount
from ledger.counts.facts import LineStatus, Variance
from ledger.counts.files import goes_on_as
from ledger.counts.posted import lines_counted
from ledger.counts.rows import StoredCount, load_count, skus_of
from ledger.database import Reading, Writing
from ledger.errors import Rejected


def count_again(tx: Writing, count_id: int, first_id: int, *, actor: str) -> None:
    """Keep that a count counts lines of another one again.

    Raises Rejected unless it names such lines, and unless it is another person's later sheet.
    """
    again, first = load_count(tx, count_id), load_count(tx, first_id)
    if later := goes_on_as(tx, first):
        raise Rejected([f"count {first_id} goes on as count {later}; say that number"])
    wanted = items_sent_back(tx, first)
    if not wanted:
        raise Rejected([_nothing_sent_back(first)])
    save_recount(tx, again, first, actor=actor)
    if not _named(tx, again, wanted):
        skus = skus_of(tx, wanted)
        raise Rejected(
            [f"the sheet names none of the lines of count {first_id} that are to be counted again: "
             f"{', '.join(sorted(skus.values()))}"]
        )  # fmt: skip


def counted_again_in(
    tx: Reading, count: StoredCount, lines: Sequence[Variance]
) -> Mapping[int, int]:
    """The newest count that counts each line again that was sent back, by line."""
    sent_back = {one.item: one.line for one in lines if one.status is LineStatus.RECOUNT}
    if not sent_back:
        return {}
    return {
        sent_back[item]: again.id
        for again in recounts_of(tx, count.id)
        for item in _named(tx, again, [*sent_back])
    }


def _nothing_sent_back(first: StoredCount) -> str:
    nothing = f"no line of count {first.id} is to be counted again"
    if first.posted or first.reversed:
        return f"{nothing}, and it is {first.status(waiting=False)}; leave --recount-of out"
    return f"{nothing}; say which with `stockbook count recount {first.id} SKU...`"


def _named(tx: Reading, again: StoredCount, items: Sequence[int]) -> Sequence[int]:
    """Those of them that the sheet counts; one that is complete counts what it does not name."""
    if again.sheet.complete:
        return items
    return [one.item for one in lines_counted(tx, again.id, items)]
