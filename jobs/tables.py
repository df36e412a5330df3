"""Tables for people: plain columns, numbers to the right; readable in a pipe as well."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import click

from jobs.counts.spreadsheet_text import visible


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, nothing: str = ""
) -> None:
    """One line a row under the column names; without rows ``nothing`` is said, if given."""
    cells = [[shown(value) for value in row] for row in rows]
    if nothing and not cells:
        click.echo(nothing)
        return
    right = [all(_number(row[i]) for row in cells) and bool(cells) for i in range(len(columns))]
    widths = [max(len(row[i]) for row in [list(columns), *cells]) for i in range(len(columns))]
    for row in [list(columns), *cells]:
        aligned = (
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(row, widths, right, strict=True)
        )
        click.echo("  ".join(aligned).rstrip())


def shown(value: object) -> str:
    """A value as a person reads it, on one line; None is shown as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, datetime) else visible(str(value))


def _number(text: str) -> bool:
    return text.removeprefix("-").isdigit() or not text
