"""What `export` commands have in common: a CSV to a file, or to standard output as the answer."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import click

from jobs.app import App
from jobs.csv_files import new_text_file
from ledger.numbers import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportAnswer:
    """``written``: rows below the heading."""

    written: int
    output: str


def export_csv(app: App, output: Path | None, write: Callable[[IO[str]], int]) -> None:
    """``write`` answers how many rows it wrote."""
    if output is None and app.as_json:
        raise click.UsageError("--json needs --output FILE: without it the CSV is the answer")
    if output is None:
        write(sys.stdout)
        return
    with new_text_file(output) as file:
        written = write(file)
    answer = ExportAnswer(written=written, output=str(output))
    app.answer(answer, lambda: click.echo(f"{counted(written, 'row')} written to {output}"))
