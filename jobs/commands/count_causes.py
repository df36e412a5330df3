"""`stockbook count causes`."""

from typing import Final

import click

from jobs.app import App, pass_app
from jobs.counts.causes import LOOK_AT, CausesAnswer, ExplainedLine, explain_count
from jobs.counts.screen import desk_of
from jobs.options import NUMBER, json_option
from jobs.progress import steps
from ledger.numbers import counted

SHOWN_MAX: Final = 100
"""Lines that a person reads on a terminal; `--json` has them all."""


@click.command("causes")
@click.argument("count", type=NUMBER)
@click.argument("skus", nargs=-1, metavar="[SKU]...")
@json_option
@pass_app
def causes(app: App, count: int, skus: tuple[str, ...]) -> None:
    """Why lines differ: likely causes with their evidence, and the command that would mend each.

    All lines beyond the tolerance, or these. Nothing is changed.
    """
    with steps("Count") as step:
        answer = explain_count(desk_of(app, step), count, skus)
    app.answer(
        answer, lambda: _show(answer), problems=any(one.status in LOOK_AT for one in answer.lines)
    )


def _show(answer: CausesAnswer) -> None:
    told = [one for one in answer.lines if one.causes]
    # What can be mended by a command comes first.
    shown = [*told, *(one for one in answer.lines if not one.causes)]
    for line in shown[:SHOWN_MAX]:
        _show_line(line)
    more = len(shown) - SHOWN_MAX
    if more > 0:
        click.echo(f"and {more} more: `stockbook count causes {answer.count} --json`")
    click.echo(
        f"count {answer.count} of {answer.location}: {counted(len(answer.lines), 'line')} beyond "
        f"the tolerance, {len(told)} for a likely cause"
    )


def _show_line(line: ExplainedLine) -> None:
    click.echo(
        f"{line.sku}: counted {line.counted}, expected {line.expected} ({line.difference:+d})"
    )
    if line.next:
        click.echo("        no likely cause: nothing in the book, the sheet or other counts fits")
        click.echo(f"        {line.next}")
    for cause in line.causes:
        click.echo(f"  {cause.likelihood:4.0%}  {cause.kind}: {cause.evidence}")
        if cause.command:
            click.echo(f"        {cause.command}")
