"""`count upload` of several files, or of one more to an open count: one count of all of them."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from jobs.counts.answers import CountAnswer, refused_answer
from jobs.counts.deciding import decided_before, open_count
from jobs.counts.desk import Desk, answer_of, take_classes
from jobs.counts.reading import (
    AS_FOUND,
    HowToRead,
    Upload,
    read_part,
    refused_upload,
    with_remarks,
)
from jobs.counts.recounts import count_again
from jobs.counts.uploading import keep_count, known_already
from ledger.counts.facts import CountSheet, Problem
from ledger.counts.files import SheetFile, digest_of, files_of
from ledger.counts.posting import reverse_count
from ledger.counts.rows import StoredCount, load_count, same_count
from ledger.database import Database, Reading, Writing
from ledger.errors import Rejected
from ledger.sites import zone
from reconcile.join import (
    Part,
    counted_twice,
    joined_rows,
    rows_above,
    stored_part,
    with_what_was_found,
    without_available,
)
from reconcile.reading.found import Found
from reconcile.reading.sheet import NO_INSTANT, Declared, as_count
from reconcile.whole_bins import unknown_bins, with_nothing_found

_log: Final = logging.getLogger("stockbook.counts")

FILES_MAX: Final = 200
"""More counters than any warehouse sends out at once; each is read before the first is kept."""


def upload_joined(
    desk: Desk,
    files: Sequence[tuple[Path, str]],
    declared: Declared,
    *,
    add_to: int | None = None,
    recount_of: int | None = None,
    reading: HowToRead = AS_FOUND,
) -> CountAnswer:
    """Keep the sheets, each with who counted it, as one count: all of them or none.

    ``add_to``: an open count that goes on with them under a new number. A file that it has already
    is passed over. ``recount_of``: the count whose lines they count again. Raises Rejected for a
    count to which nothing can be added, and for what is no recount of that one.
    """
    _require_sound(files, reading)
    if add_to is not None and recount_of is not None:
        raise Rejected(["--add-to keeps what the count counts again; leave --recount-of out"])
    desk.step("reading the sheets")
    with desk.database.reading() as tx:
        brought = _read(tx, files, declared, add_to=add_to, reading=reading)
        problems = _all_problems(tx, brought)
    uploads = brought.uploads
    if problems:
        desk.step("writing the annotated copies")
        return _refused(declared, uploads, problems, reading)
    desk.step("comparing them with the book")
    with desk.database.writing() as tx:
        count_id, notes = _kept(tx, desk, brought)
        if recount_of is not None:
            count_again(tx, count_id, recount_of, actor=desk.actor)
        take_classes(tx, desk, count_id, before=add_to)
        answer = _with_remarks(answer_of(tx, desk, count_id), uploads)
        return replace(answer, notes=[*notes, *answer.notes])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brought:
    """Files and what was said of them, beside the count that they are added to, if any.

    ``new``: those that it does not have yet; ``parts``: all that the count is made of, its own
    rows first.
    """

    before: StoredCount | None
    said: Declared
    uploads: Mapping[Path, Upload]
    new: Sequence[tuple[SheetFile, Part]]
    parts: Sequence[Part]


def _read(
    tx: Reading,
    files: Sequence[tuple[Path, str]],
    declared: Declared,
    *,
    add_to: int | None,
    reading: HowToRead,
) -> _Brought:
    before = None if add_to is None else load_count(tx, add_to)
    said = replace(_as_said(before, declared), one_of_several=True)
    uploads = {
        path: read_part(tx, path, replace(said, counted_by=who), reading) for path, who in files
    }
    known = set() if before is None else {one.digest for one in files_of(tx, before.id)}
    new = _new_files(files, uploads, known)
    old = [] if before is None else [stored_part(tx, before)]
    parts = [*old, *(part for _, part in new)]
    return _Brought(before=before, said=said, uploads=uploads, new=new, parts=parts)


def _kept(tx: Writing, desk: Desk, brought: _Brought) -> tuple[int, list[str]]:
    """The number under which the files are one count from now on, and what is told of that."""
    before, parts = brought.before, brought.parts
    if before is not None and not brought.new:
        return before.id, [known_already(tx, before.id)]
    above = rows_above(parts)[len(parts) - len(brought.new) :]
    kept = [] if before is None else files_of(tx, before.id)
    files = [*kept, *_numbered(brought.new, above=above)]
    sheet, found = _as_one_count(tx, parts, brought.said, digest=digest_of(files))
    if known := same_count(tx, sheet):
        return known, [known_already(tx, known)]
    notes = [] if before is None else _withdrawn(tx, desk, before)
    mappings = [one.mapping for one in brought.uploads.values()]
    count_id = keep_count(tx, desk, sheet, found, files=files, mappings=mappings, before=before)
    if before is not None:
        notes = [f"count {before.id} goes on as count {count_id}", *notes]
    return count_id, notes


def _as_one_count(
    tx: Reading, parts: Sequence[Part], said: Declared, *, digest: str
) -> tuple[CountSheet, Found]:
    rows = with_nothing_found(tx, joined_rows(parts), said)
    sheet, found = as_count(rows, said, digest=digest)
    return sheet, with_what_was_found(parts, found)


def _withdrawn(tx: Writing, desk: Desk, before: StoredCount) -> list[str]:
    """What was decided under the old number, which says nothing from now on."""
    notes = decided_before(tx, before)
    reverse_count(tx, open_count(tx, before.id), actor=desk.actor)
    return notes


def location_of_count(database: Database, count_id: int) -> str:
    """Raises Rejected for a number that no count has."""
    with database.reading() as tx:
        return load_count(tx, count_id).sheet.location


def _as_said(before: StoredCount | None, declared: Declared) -> Declared:
    """What was said of the count holds for what is added. Raises Rejected for anything else."""
    if before is None:
        return declared
    sheet = before.sheet
    wrong = [
        f"--{name} was said otherwise of count {before.id}; leave it out, or begin another count"
        for name, said, held in (
            ("location", declared.site.code, sheet.location),
            ("packed", declared.packed_counted, sheet.packed_counted),
            ("damaged", declared.damaged_counted, sheet.damaged_counted),
            ("complete", declared.complete or None, sheet.complete),
            ("category", declared.category, sheet.category),
            ("supplier", declared.supplier, sheet.supplier),
            ("bin", declared.bins or None, sheet.bins),
        )
        if said is not None and said != held
    ]
    if wrong:
        raise Rejected(wrong)
    return as_of_count(declared, sheet)


def as_of_count(declared: Declared, sheet: CountSheet) -> Declared:
    """With what was said of the area of a count as a whole."""
    return replace(
        declared,
        packed_counted=sheet.packed_counted,
        damaged_counted=sheet.damaged_counted,
        complete=sheet.complete,
        category=sheet.category,
        supplier=sheet.supplier,
        bins=sheet.bins,
    )


def _require_sound(files: Sequence[tuple[Path, str]], reading: HowToRead) -> None:
    """Raises Rejected for what no several files can be."""
    if len(files) > FILES_MAX:
        raise Rejected([f"{len(files)} files are too many for one count; at most {FILES_MAX}"])
    if len({path for path, _ in files}) < len(files):
        raise Rejected(["a file is named twice; name each once"])
    if reading.annotated is not None and len(files) > 1:
        raise Rejected(["--annotated names one file for several; leave it out"])


def _new_files(
    files: Sequence[tuple[Path, str]], uploads: Mapping[Path, Upload], known: Collection[str]
) -> list[tuple[SheetFile, Part]]:
    """Those that were read and are not there yet."""
    return [
        (
            SheetFile(
                name=path.name,
                digest=one.text.digest,
                counted_by=one.counted_by or counted_by,
            ),
            Part(name=path.name, rows=one.rows, counted_by=counted_by),
        )
        for path, counted_by in files
        if (one := uploads[path]).text and one.rows and one.text.digest not in known
    ]


def _numbered(
    new: Sequence[tuple[SheetFile, Part]], *, above: Sequence[int]
) -> Iterator[SheetFile]:
    """With where their rows stand among those of the count."""
    for (file, part), rows in zip(new, above, strict=True):
        yield replace(file, above=rows, last_row=rows + int(part.rows.row.max()))


def _all_problems(tx: Reading, brought: _Brought) -> list[Problem]:
    """What a sheet that cannot be read counts, nobody knows; so what no sheet does is told last."""
    before, said, parts = brought.before, brought.said, brought.parts
    span = "" if before is None else _span(before, said)
    found = [*_problems(brought.uploads, span), *counted_twice(parts)]
    if not found and not said.complete:
        found = without_available(parts)
    return found or unknown_bins(tx, [one.rows for one in parts], said)


def _span(before: StoredCount, said: Declared) -> str:
    """When the count was true to which files are added, as the clocks there showed it."""
    local = zone(said.site.time_zone)
    since, at = (
        one.astimezone(local).isoformat()
        for one in (before.sheet.counted_from, before.sheet.counted_at)
    )
    when = f"at {at}" if since == at else f"from {since} to {at}"
    return f"; count {before.id} was true {when}"


def _problems(uploads: Mapping[Path, Upload], span: str) -> Iterator[Problem]:
    """Those of all files, each with its name. ``span``: of the count that they are added to."""
    twins: dict[str, Path] = {}
    for path, one in uploads.items():
        for problem in one.problems:
            when = span if problem.problem == NO_INSTANT else ""
            yield replace(problem, problem=f"{path.name}: {problem.problem}{when}")
        if one.text is not None:
            twin = twins.setdefault(one.text.digest, path)
            if twin != path:
                yield Problem(problem=f"{path} says just what {twin} says; name it once")


def _refused(
    declared: Declared,
    uploads: Mapping[Path, Upload],
    problems: Sequence[Problem],
    reading: HowToRead,
) -> CountAnswer:
    """With a copy of each file that has problems of its own."""
    answer = _with_remarks(refused_answer(declared, problems), uploads)
    notes = list(answer.notes)
    for path, one in uploads.items():
        if one.problems:
            alone = refused_upload(path, declared, one, reading)
            notes += alone.notes
            if alone.annotated is not None:
                notes.append(f"a copy of {path.name} with all its problems is in {alone.annotated}")
    return replace(answer, notes=notes)


def _with_remarks(answer: CountAnswer, uploads: Mapping[Path, Upload]) -> CountAnswer:
    """How each sheet was read."""
    told = {path: with_remarks(replace(answer, notes=[]), one) for path, one in uploads.items()}
    return replace(
        answer,
        notes=[f"{path.name}: {note}" for path, one in told.items() for note in one.notes],
        not_used=sorted({heading for one in told.values() for heading in one.not_used}),
    )
