"""The options of `stockbook count upload` that say how a sheet is to be read."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

from jobs.counts.answers import CountAnswer
from jobs.counts.reading import HowToRead
from jobs.options import FILE
from reconcile.reading.dates import DateOrder
from reconcile.reading.encodings import known_encoding
from reconcile.reading.headings import Column, Understanding, make_a_count, plain
from reconcile.reading.layouts import Asked
from reconcile.reading.numbers import DecimalMark


def reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds them; the function gets what they say as ``reading``."""

    @wraps(function)
    def read(*args: Any, **options: Any) -> Any:
        said = {name: options.pop(name) for name in _NAMES}
        return function(*args, **options, reading=_reading(**said))

    for option in reversed(_OPTIONS):
        option(read)
    return read


def show_remarks(answer: CountAnswer) -> None:
    """How a sheet was read, what was passed over of it, and where its annotated copy is."""
    if answer.not_used:
        more = len(answer.not_used) - _HEADINGS_SHOWN_MAX
        others = f" and {more} more" if more > 0 else ""
        shown = ", ".join(answer.not_used[:_HEADINGS_SHOWN_MAX])
        click.echo(f"not used: {shown}{others}", err=True)
    for note in answer.notes:
        click.echo(note, err=True)
    if answer.annotated is not None:
        click.echo(f"a copy with all problems is in {answer.annotated}", err=True)


def _reading(
    *,
    encoding: str | None,
    decimal: str | None,
    dates: str | None,
    worksheet: str | None,
    columns: str | None,
    mapped: tuple[str, ...],
    scans: bool,
    annotated: Path | None,
) -> HowToRead:
    if columns and mapped:
        raise click.UsageError("--columns is for a sheet without headings, --map for one with them")
    said, named = _said(mapped), _columns(columns, scans=scans)
    if scans and (Column.QUANTITY in said or Column.QUANTITY in named):
        raise click.UsageError("--scans is for a list without quantities; leave it or them out")
    asked = Asked(
        encoding=_encoding(encoding),
        worksheet=worksheet,
        decimal=None if decimal is None else DecimalMark(decimal),
        dates=None if dates is None else DateOrder(dates),
        columns=named,
        known=Understanding(said=said, scans=scans),
    )
    return HowToRead(asked=asked, annotated=annotated)


def _encoding(name: str | None) -> str | None:
    try:
        return None if name is None else known_encoding(name)
    except ValueError as error:
        raise click.UsageError(f"--encoding: {error}") from None


def _columns(text: str | None, *, scans: bool) -> tuple[Column | None, ...]:
    """In order; a dash stands for a column that is passed over."""
    if text is None:
        return ()
    names = text.split(",")
    columns = tuple(None if one.strip() == "-" else _column("--columns", one) for one in names)
    known = [one for one in columns if one]
    if len(set(known)) < len(known):
        raise click.UsageError("--columns names a column twice")
    if not make_a_count(known, scans=scans):
        raise click.UsageError(_NO_COUNT_OF_SCANS if scans else _NO_COUNT)
    return columns


def _said(mapped: tuple[str, ...]) -> dict[Column, str]:
    said: dict[Column, str] = {}
    for text in mapped:
        name, _, heading = text.partition("=")
        column = _column("--map", name)
        if not plain(heading):
            raise click.UsageError(f"--map {text}: write COLUMN=HEADING, such as sku=Artikel")
        if column in said:
            raise click.UsageError(f"--map says twice what {column} is")
        said[column] = heading
    return said


def _column(option: str, name: str) -> Column:
    try:
        return Column(plain(name).replace(" ", "_"))
    except ValueError:
        known = ", ".join(one.value for one in Column)
        raise click.UsageError(f"{option}: {name.strip()!r} is none of {known}") from None


_HEADINGS_SHOWN_MAX: Final = 30
"""An export has hundreds of columns that a count does not need."""

_NO_COUNT: Final = (
    "--columns must name quantity, and sku or barcode; or tag; if each row is one scan, say --scans"
)
_NO_COUNT_OF_SCANS: Final = "--columns must name sku or barcode, or tag"

_OPTIONS: Final = (
    click.option("--sheet", "worksheet", metavar="NAME",
                 help="Which worksheet of a workbook, if several fit."),
    click.option("--map", "mapped", multiple=True, metavar="COLUMN=HEADING",
                 help="What a heading means, such as sku=Artikel; remembered for such sheets."),
    click.option("--columns", metavar="COLUMN,...",
                 help="The columns of a sheet without headings, in order; - for one to pass over."),
    click.option("--scans", is_flag=True,
                 help="Each row is one scan: one unit, or one case; there are no quantities."),
    click.option("--decimal", type=click.Choice([one.value for one in DecimalMark]),
                 help="The decimal mark, where the quantities do not show it; remembered, too."),
    click.option("--dates", type=click.Choice([one.value for one in DateOrder]),
                 help="What stands first in 11/12/2026, where no cell shows it; remembered, too."),
    click.option("--encoding", metavar="NAME",
                 help="Of a text file, such as windows-1252 or mac-roman."),
    click.option("--annotated", type=FILE,
                 help="Where the copy of a refused sheet goes; else it is written beside it."),
)  # fmt: skip
_NAMES: Final = (
    "worksheet", "mapped", "columns", "scans", "decimal", "dates", "encoding", "annotated",
)  # fmt: skip
