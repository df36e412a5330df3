"""The command that would mend a line, as a person can paste it."""

import shlex
from datetime import datetime

from ledger.counts.facts import CountSheet
from ledger.counts.rows import StoredCount


def recount(count: StoredCount, *skus: str) -> str | None:
    """Leave the lines out, so that the book stays as it is and somebody counts them again.

    None for a count that is posted or withdrawn: its lines can no longer be left out.
    """
    return None if _is_closed(count) else _words("count", "recount", count.id, skus=skus)


def approve(count: StoredCount, *skus: str) -> str | None:
    """None as for `recount`."""
    return None if _is_closed(count) else _words("count", "approve", count.id, skus=skus)


def receive(count: StoredCount, sku: str, units: int, at: datetime) -> str:
    """What was ordered is there, since the count's instant at the latest."""
    where = ("--location", count.sheet.location, "--at", at.isoformat())
    return _words("receive", "--arrived", *where, skus=(sku, str(units)))


def arrive(count: StoredCount, sku: str, units: int, *, origin: str, at: datetime) -> str:
    way = ("--location", origin, "--to", count.sheet.location, "--at", at.isoformat())
    return _words("transfer", "--arrived", *way, skus=(sku, str(units)))


def transfer(sku: str, units: int, *, origin: str, to: str, at: datetime) -> str:
    way = ("--location", origin, "--to", to, "--at", at.isoformat())
    return _words("transfer", *way, skus=(sku, str(units)))


def settle(count: StoredCount, line: int, quantity: int, at: datetime) -> str:
    """``quantity``: of the listing, as the inspection list has it."""
    where = ("--location", count.sheet.location, "--at", at.isoformat())
    return _words("returns", "settle", line, "sellable", quantity, *where)


def pull(channel: str) -> str:
    """Once the storefront knows that it left, the book learns it so."""
    return _words("sync", "--pull-only", channel)


def upload_again(
    count: StoredCount, option: str, said: str, *, spans: bool, files: tuple[str, ...]
) -> str | None:
    """The sheets, with another word on the packed or damaged goods; to run where the files lie.

    ``spans``: its lines were counted from one instant to another.
    """
    if _is_closed(count):
        return None
    words = {**_declared(count.sheet), option: said}
    if spans:
        words["--counted-from"] = count.sheet.counted_from.isoformat()
    given = [word for name, value in words.items() for word in (name, value)]
    complete = ["--complete"] if count.sheet.complete and count.sheet.category is None else []
    return _words("count", "upload", *given, *complete, skus=files)


def _declared(sheet: CountSheet) -> dict[str, str]:
    said = {"--location": sheet.location, "--counted-at": sheet.counted_at.isoformat()}
    if sheet.category is not None:
        said["--category"] = sheet.category
    declared = {"--packed": sheet.packed_counted, "--damaged": sheet.damaged_counted}
    for option, counted in declared.items():
        if counted is not None:
            said[option] = "counted" if counted else "not-counted"
    return said


def _is_closed(count: StoredCount) -> bool:
    return count.posted is not None or count.reversed is not None


def _words(*words: object, skus: tuple[str, ...] = ()) -> str:
    """``--`` stands before a SKU that would be taken for an option."""
    marked = ["--"] if any(sku.startswith("-") for sku in skus) else []
    return " ".join(["stockbook", *map(_quoted, (*words, *marked, *skus))])


def _quoted(word: object) -> str:
    """`shlex.quote` for what needs it: a hundred thousand lines have a command each."""
    text = str(word)
    return text if text.isalnum() and text.isascii() else shlex.quote(text)
