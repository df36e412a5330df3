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
    require_answer(app, output)
    if output is None:
        write(sys.stdout)
        return
    with new_text_file(output) as file:
        written = write(file)
    answer_written(app, output, written)


def require_answer(app: App, output: Path | None) -> None:
    """Standard output holds one thing: the CSV, or what is said of a file."""
    if output is None and app.as_json:
        raise click.UsageError("--json needs a file to write to: without one the CSV is the answer")


def answer_written(app: App, output: Path, written: int) -> None:
    answer = ExportAnswer(written=written, output=str(output))
    app.answer(answer, lambda: click.echo(f"{counted(written, 'row')} written to {output}"))
