"""A sheet read as its uploader says, as was said of its headings before, or as it shows itself.

A sheet that is refused for its rows is given back as an annotated copy: beside it, or where the
uploader wants it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from jobs.counts.answers import CountAnswer, refused_answer
from jobs.counts.headings import in_words
from ledger.counts.facts import CountSheet, Problem
from ledger.counts.mappings import HeadingMapping, remembered_mappings
from ledger.database import Database, Reading
from ledger.errors import Rejected
from reconcile.reading.dates import DateOrder
from reconcile.reading.files import read_text_sheet
from reconcile.reading.found import Found, people_of, tells_lots
from reconcile.reading.headings import Column, heading_set, plain
from reconcile.reading.layouts import NOTHING_ASKED, Asked, Manner, TextSheet, UnusableError
from reconcile.reading.lines import SheetRows
from reconcile.reading.numbers import DecimalMark
from reconcile.reading.sheet import Declared, as_count, read_rows
from reconcile.reading.unheaded import UnheadedError
from reconcile.whole_bins import in_named_bin, unknown_bins, with_nothing_found


@dataclass(frozen=True, slots=True, kw_only=True)
class HowToRead:
    """``annotated``: where the copy of a refused sheet goes; None: beside the sheet."""

    asked: Asked = NOTHING_ASKED
    annotated: Path | None = None


AS_FOUND: Final = HowToRead()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A sheet and what it found, or its problems. ``text`` None: it is no table at all.

    ``rows``: of one among several, until they are joined. ``mapping``: what was said of how to read
    it, now or before; ``remembered``: what of that was only said before. ``counted_by``: everyone
    whom its rows name. ``has_lots``: they name lots. ``last_row``: its number.
    """

    text: TextSheet | None
    sheet: CountSheet | None = None
    rows: SheetRows | None = None
    found: Found | None = None
    problems: Sequence[Problem] = ()
    mapping: HeadingMapping | None = None
    remembered: Sequence[str] = ()
    counted_by: str = ""
    has_lots: bool = False
    last_row: int = 0


def read_upload(tx: Reading, path: Path, declared: Declared, how: HowToRead) -> Upload:
    """Raises Rejected when the copy that was asked for could not be written."""
    part = read_part(tx, path, declared, how)
    if part.text is None or part.rows is None:
        return part
    if problems := unknown_bins(tx, [part.rows], declared):
        return replace(part, rows=None, problems=problems)
    rows = with_nothing_found(tx, part.rows, declared)
    sheet, found = as_count(rows, declared, digest=part.text.digest)
    return replace(part, rows=None, sheet=sheet, found=found)


def read_part(tx: Reading, path: Path, declared: Declared, how: HowToRead) -> Upload:
    """A sheet that may be one of several, as its rows. Raises as `read_upload`."""
    asked = _as_remembered(tx, declared, how.asked)
    text, remembered = None, list[str]()
    try:
        text = read_text_sheet(path, asked)
        remembered = _remembered(text, asked)
        _require_target(path, text, how)
        rows = in_named_bin(read_rows(tx, text, declared), declared)
    except UnusableError as error:
        return Upload(text=text, problems=error.problems, remembered=remembered)
    who = ", ".join(people_of(rows))
    return Upload(
        text=text,
        rows=rows,
        mapping=_mapping(text, asked),
        remembered=remembered,
        counted_by=who,
        has_lots=tells_lots(rows),
        last_row=int(rows.row.max()),
    )


def lacking_headings(
    database: Database, path: Path, declared: Declared, how: HowToRead
) -> UnheadedError | None:
    """Why a sheet was refused, if it was for its headings."""
    with database.reading() as tx:
        asked = _as_remembered(tx, declared, how.asked)
    try:
        read_text_sheet(path, asked)
    except UnheadedError as error:
        return error
    except UnusableError:
        pass
    return None


def refused_upload(path: Path, declared: Declared, upload: Upload, how: HowToRead) -> CountAnswer:
    """Every problem, and where the copy is that tells them row by row, if there is one."""
    problems = upload.problems
    if upload.text is None or not any(one.row for one in problems):
        return refused_answer(declared, problems)
    # Only for a sheet with problems: what writes workbooks takes a while to load.
    from reconcile.reading.annotated import NoCopyError, write_annotated, write_beside

    try:
        if how.annotated is None:
            target = write_beside(path, upload.text, problems)
        else:
            target = how.annotated
            write_annotated(path, upload.text, problems, target=target)
    except NoCopyError as error:
        answer = refused_answer(declared, problems)
        return replace(answer, notes=[f"no annotated copy: {error}"])
    return refused_answer(declared, problems, annotated=target)


def with_remarks(answer: CountAnswer, upload: Upload) -> CountAnswer:
    """What a person should know of how the sheet was read."""
    text = upload.text
    if text is None:
        return answer
    notes = list(text.notes)
    if upload.remembered:
        said = "; ".join(upload.remembered)
        notes.append(f"read as was said of the same headings before: {said} ({_TAKE_BACK})")
    if upload.has_lots:
        notes.append(
            "lots are added up; the book keeps one number an item, `count report` tells each"
        )
    return replace(answer, notes=[*answer.notes, *notes], not_used=text.heading.not_read)


def _as_remembered(tx: Reading, declared: Declared, asked: Asked) -> Asked:
    """With what was said before of the sheets of this location."""
    mappings = [one.mapping for one in remembered_mappings(tx, declared.site.code)]
    agreed = {
        one.headings: {Column(column): heading for column, heading in one.columns.items()}
        for one in mappings
    }
    known = replace(asked.known, location=declared.site.code, agreed=agreed)
    return replace(asked, known=known, manners={one.headings: _manner(one) for one in mappings})


def _manner(mapping: HeadingMapping) -> Manner:
    mark, order = mapping.decimal_mark, mapping.date_order
    return Manner(
        decimal=DecimalMark(mark) if mark else None, dates=DateOrder(order) if order else None
    )


def _remembered(text: TextSheet, asked: Asked) -> list[str]:
    """What holds of this sheet only because it was said of another one."""
    if not text.heading.row:
        return []
    before = asked.before(text.heading)
    is_agreed = not asked.known.said and bool(asked.known.of(text.heading.words))
    return in_words(
        {one.value: heading for one, heading in text.headings.items()} if is_agreed else {},
        decimal=None if asked.decimal else before.decimal,
        dates=None if asked.dates else before.dates,
    )


def _require_target(path: Path, text: TextSheet, how: HowToRead) -> None:
    """Before anything is worked out, since nothing is ever written over."""
    target = how.annotated
    if target is None:
        return
    from reconcile.reading.annotated import copy_suffix  # it loads what writes workbooks, as above

    if target.exists():
        raise Rejected([f"--annotated {target} is there already; name another file"])
    if target.suffix.lower() != copy_suffix(path, text).lower():
        raise Rejected(
            [f"--annotated {target}: the copy of {path.name} ends with {copy_suffix(path, text)}"]
        )


def _mapping(text: TextSheet, asked: Asked) -> HeadingMapping | None:
    words, manner = text.heading.words, text.manner
    is_agreed = bool(asked.known.of(words))
    if not text.heading.row or not (is_agreed or manner.decimal or manner.dates):
        return None
    columns = {column.value: plain(heading) for column, heading in text.headings.items()}
    return HeadingMapping(
        headings=heading_set(words),
        columns=columns if is_agreed else {},
        told=bool(asked.known.said or asked.decimal or asked.dates),
        decimal_mark=manner.decimal or "",
        date_order=manner.dates or "",
    )


_TAKE_BACK: Final = "`stockbook count headings` lists that, and `headings-gone` takes it back"
