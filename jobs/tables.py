"""Tables for people: plain columns, numbers to the right; readable in a pipe as well."""

from collections.abc import Iterable, Sequence

import click


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """One line a row under the column names; None is shown as nothing."""
    cells = [["" if value is None else str(value) for value in row] for row in rows]
    right = [all(_number(row[i]) for row in cells) and bool(cells) for i in range(len(columns))]
    widths = [max(len(row[i]) for row in [list(columns), *cells]) for i in range(len(columns))]
    for row in [list(columns), *cells]:
        aligned = (
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(row, widths, right, strict=True)
        )
        click.echo("  ".join(aligned).rstrip())


def _number(text: str) -> bool:
    return text.removeprefix("-").isdigit() or not text
