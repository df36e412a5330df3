"""`stockbook count headings` and `headings-gone`."""

import click

from jobs.app import App, pass_app
from jobs.counts.headings import (
    HeadingsAnswer,
    RememberedHeadings,
    forget_headings,
    in_words,
    read_headings,
)
from jobs.goods.move_command import location_of
from jobs.options import NUMBER, at_location, json_option
from jobs.tables import print_table


@click.command("headings")
@at_location
@json_option
@pass_app
def show_headings(app: App, location: str | None) -> None:
    """How sheets are read that somebody had to explain once, by their headings."""
    answer = read_headings(app.database, location_of(app, location))
    app.answer(answer, lambda: _show(answer))


@click.command("headings-gone")
@click.argument("count", type=NUMBER)
@at_location
@json_option
@pass_app
def headings_gone(app: App, count: int, location: str | None) -> None:
    """Forget what is remembered since COUNT: such sheets are read without it again.

    Counts that were uploaded before stay as they are.
    """
    answer = forget_headings(app.database, location_of(app, location), count, actor=app.actor)
    app.answer(answer, lambda: click.echo(f"forgotten: {_listed(answer)}"))


def _show(answer: HeadingsAnswer) -> None:
    print_table(
        ("count", "headings", "read as", "by", "at"),
        [
            [one.count, ", ".join(one.headings), _said(one), one.by, one.at]
            for one in answer.remembered
        ],
        nothing="no sheet had to be explained so far",
    )


def _listed(answer: HeadingsAnswer) -> str:
    return "; ".join(_said(one) for one in answer.remembered)


def _said(one: RememberedHeadings) -> str:
    return ", ".join(in_words(one.columns, decimal=one.decimal, dates=one.dates))
