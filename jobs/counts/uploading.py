"""`count upload`: a sheet is read and kept as a count, whole or not at all."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from jobs.counts.answers import CountAnswer
from jobs.counts.desk import Desk, answer_of, take_classes
from jobs.counts.reading import (
    AS_FOUND,
    HowToRead,
    read_upload,
    refused_upload,
    with_remarks,
)
from jobs.counts.recounts import count_again
from ledger.counts.bins import save_bins
from ledger.counts.counters import save_counters
from ledger.counts.decisions import keep_recount
from ledger.counts.facts import CountSheet
from ledger.counts.files import SheetFile, count_with_file, files_of, save_files
from ledger.counts.lots import save_lots
from ledger.counts.mappings import HeadingMapping, save_mapping
from ledger.counts.rows import StoredCount, load_count, same_count, save_count
from ledger.counts.tags import save_tags
from ledger.database import Reading, Writing
from reconcile.kept import keep_comparison
from reconcile.reading.found import Found
from reconcile.reading.sheet import Declared

_log: Final = logging.getLogger("stockbook.counts")


def upload_count(
    desk: Desk,
    path: Path,
    declared: Declared,
    *,
    counted_by: str | None = None,
    reading: HowToRead = AS_FOUND,
    recount_of: int | None = None,
) -> CountAnswer:
    """Read a sheet and keep it, whole or not at all; the same file is the same count.

    A sheet that cannot be used is answered with every problem that it has, in a copy of it too.
    ``counted_by`` None: its uploader. ``recount_of``: the count of which somebody else counts lines
    again. Raises Rejected where that cannot be.
    """
    desk.step("reading the sheet")
    declared = replace(declared, counted_by=counted_by or desk.actor)
    with desk.database.reading() as tx:
        upload = read_upload(tx, path, declared, reading)
    if upload.sheet is None or upload.found is None:
        desk.step("writing the annotated copy")
        return with_remarks(refused_upload(path, declared, upload, reading), upload)
    desk.step("comparing it with the book")
    file = SheetFile(
        name=path.name,
        digest=upload.sheet.digest,
        counted_by=upload.counted_by or declared.counted_by,
        above=0,
        last_row=upload.last_row,
    )
    with desk.database.writing() as tx:
        sheet, found, mappings = upload.sheet, upload.found, [upload.mapping]
        known = same_count(tx, sheet) or count_with_file(tx, sheet)
        count_id = known or keep_count(tx, desk, sheet, found, files=[file], mappings=mappings)
        notes = [known_already(tx, known)] if known else []
        if recount_of is not None:
            count_again(tx, count_id, recount_of, actor=desk.actor)
        take_classes(tx, desk, count_id)
        answer = with_remarks(answer_of(tx, desk, count_id), upload)
        return replace(answer, notes=[*notes, *answer.notes])


def known_already(tx: Reading, count_id: int) -> str:
    """What people said of it the first time holds, so it is told."""
    counted_by = ", ".join(dict.fromkeys(one.counted_by for one in files_of(tx, count_id)))
    return (
        f"count {count_id} has this already, counted by {counted_by} and uploaded by "
        f"{load_count(tx, count_id).uploaded.actor}; nothing was added"
    )


def keep_count(
    tx: Writing,
    desk: Desk,
    sheet: CountSheet,
    found: Found,
    *,
    files: Sequence[SheetFile],
    mappings: Iterable[HeadingMapping | None],
    before: StoredCount | None = None,
) -> int:
    """A count of one sheet or several, and what their headings were said to mean; its number.

    ``before``: the one that goes on under this number.
    """
    names = ", ".join(one.name for one in files)
    count_id = save_count(tx, sheet, found.lines, file_name=names, actor=desk.actor)
    if found.bins:
        save_bins(tx, count_id, found.bins)
    save_counters(tx, count_id, found.counters)
    save_tags(tx, count_id, found.tags)
    save_lots(tx, count_id, found.lots)
    save_files(tx, count_id, files)
    for mapping in filter(None, mappings):
        save_mapping(tx, count_id, mapping, actor=desk.actor)
    count = load_count(tx, count_id)
    if before is not None:
        keep_recount(tx, count, before, actor=desk.actor)
    keep_comparison(tx, count)
    _log.info("%s uploaded count %d of %s", desk.actor, count_id, sheet.location)
    return count_id
