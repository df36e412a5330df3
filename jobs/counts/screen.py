"""How the commands of `count` come by their desk, and how a count looks to a person."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

import click

from jobs.app import App
from jobs.commands.count_reading import show_remarks
from jobs.counts.answers import CountAnswer, VarianceEntry, every_entry
from jobs.counts.desk import Desk, Step, answer_of, classes_told
from jobs.counts.listing import CountEntry
from jobs.counts.scope import BINS_NAMED_MAX, complete_for
from jobs.progress import counting, told
from jobs.tables import print_table
from ledger.counts.facts import WAITING, CountStatus, LineStatus
from ledger.counts.open_goods import Origin
from ledger.counts.rows import load_count
from ledger.counts.rulings import When
from ledger.numbers import counted
from ledger.told import rule_command

WRONG_INPUT: Final = 2
SHOWN_MAX: Final = 100
"""Lines that a person reads on a terminal; `count report` and `--json` have them all."""


def desk_of(app: App, step: Step = lambda _: None) -> Desk:
    settings = app.config.counts
    return Desk(
        database=app.database,
        actor=app.actor,
        rules=settings.rules(),
        class_rules=app.config.count_plan.rules(),
        brake=settings.as_brake(),
        reasons=settings.reasons,
        step=step,
    )


def tell(app: App, answer: CountAnswer) -> None:
    """Print a count; a refused sheet ends with 2, one that somebody should look at with 1."""
    _note_problems(app, answer)
    app.answer(answer, lambda: _show(answer, answer.variances, of=len(answer.variances)))
    if answer.problems:
        click.get_current_context().exit(WRONG_INPUT)


def tell_every_line(app: App, answer: CountAnswer) -> None:
    """As `tell`, with the lines that are as expected, which are read while they are printed."""
    if answer.count is None:
        tell(app, answer)
        return
    with app.database.reading() as tx, counting("Count: lines") as progress:
        desk = desk_of(app)
        now = answer_of(tx, desk, answer.count)
        now = replace(now, not_used=answer.not_used, notes=answer.notes)
        classes = classes_told(tx, desk, load_count(tx, answer.count))
        lines = told(every_entry(tx, now, classes), progress)
        _note_problems(app, now)
        if app.as_json:
            app.answer_at_length(replace(now, variances=[]), "variances", lines)
        else:
            is_complete = load_count(tx, answer.count).sheet.complete
            unlisted = sum(one.row is None for one in now.variances) if is_complete else 0
            _show(now, [*islice(lines, SHOWN_MAX)], of=now.lines + unlisted)


def _note_problems(app: App, answer: CountAnswer) -> None:
    waiting = any(one.status in _LOOK_AT for one in answer.variances)
    app.problems |= waiting or bool(answer.doubts or answer.misplaced)


def _show(answer: CountAnswer, lines: Sequence[VarianceEntry], *, of: int) -> None:
    """``lines``: the first ones of so many that were asked for."""
    if answer.problems:
        _show_refused(answer)
        return
    show_remarks(answer)
    shown = lines[:SHOWN_MAX]
    _show_lines(shown)
    if of > SHOWN_MAX:
        click.echo(f"and {of - SHOWN_MAX} more: `stockbook count report {answer.count} FILE.xlsx`")
    for line in shown:
        _show_line(answer.count or 0, line)
    _show_misplaced(answer)
    if len(answer.files) > 1:
        click.echo("joined: " + ", ".join(f"{one.file} ({one.counted_by})" for one in answer.files))
    _show_standing(answer)
    _show_next(answer)


def _show_refused(answer: CountAnswer) -> None:
    shown = answer.problems[:SHOWN_MAX]
    print_table(("row", "column", "problem"), [[one.row, one.column, one.problem] for one in shown])
    if more := len(answer.problems) - len(shown):
        where = "that copy" if answer.annotated else "`--json`"
        click.echo(f"and {counted(more, 'problem')} more, which {where} tells too", err=True)
    click.echo("nothing was kept of the sheet; mend all of this and upload it again", err=True)
    show_remarks(answer)


def _show_lines(shown: Sequence[VarianceEntry]) -> None:
    """With their classes, where the count is judged by them."""
    columns = {name: name for name in _COLUMNS}
    if any(one.abc_class for one in shown):
        columns = {"sku": "sku", "abc_class": "class"} | columns
    rows = [[getattr(one, name) for name in columns] for one in shown]
    print_table([*columns.values()], rows, nothing="every line is as expected")


def _show_line(count: int, line: VarianceEntry) -> None:
    """What would explain it, and what became known of it later, each with its command."""
    if line.counted_again_in:
        click.echo(f"{line.sku}: counted again in count {line.counted_again_in}")
    for offer in line.offers:
        expected = f"{offer.units} of {offer.open} {_ORIGINS[Origin(offer.origin)]}"
        click.echo(f"{line.sku}: {expected} would explain it: `{offer.command}`")
    for fact in line.learnt:
        what = f"{fact.units:+d} on {fact.occurred_at.isoformat()}, {fact.fact}"
        click.echo(f"{line.sku}: learnt later: {what}; if it was after: `{fact.command}`")
    if line.status == LineStatus.REOPENED:
        before = rule_command(count, line.sku, When.BEFORE)
        click.echo(f"{line.sku}: if all that is left was before the count: `{before}`")


def _show_misplaced(answer: CountAnswer) -> None:
    for found in answer.misplaced[:SHOWN_MAX]:
        units = f"{found.counted} {found.state} were counted, the book has {found.expected}"
        settle = f": `{found.command}`" if found.command else ""
        click.echo(f"{found.sku}: {units}{settle}")


def _show_standing(answer: CountAnswer) -> None:
    """The count as a whole; what stops it stands before."""
    if any(one.status in WAITING and one.difference for one in answer.variances):
        click.echo(f"why lines may differ: `stockbook count causes {answer.count}`")
    for doubt in answer.doubts:
        click.echo(f"stop: {doubt}")
    differing = sum(one.difference != 0 for one in answer.variances)
    scope = complete_for(answer.scope, bins_max=BINS_NAMED_MAX)
    click.echo(
        f"count {answer.count} of {answer.location}{f', complete for {scope}' if scope else ''}: "
        f"{counted(answer.lines, 'line')}, "
        f"{differing} {'differs' if differing == 1 else 'differ'}; {standing(answer)}"
    )


def standing(count: CountAnswer | CountEntry) -> str:
    """A count that goes on under another number was not taken back by anybody."""
    return f"goes on as {count.goes_on_as}" if count.goes_on_as else count.status


def _show_next(answer: CountAnswer) -> None:
    """What a person does now with a count that is not in the book yet."""
    if answer.status not in {CountStatus.OPEN, CountStatus.APPROVED}:
        return
    statuses = {one.status for one in answer.variances}
    if any(
        one.status == LineStatus.RECOUNT and not one.counted_again_in for one in answer.variances
    ):
        click.echo(
            f"what is to be counted again, on a blank sheet: `stockbook count sheet FILE "
            f"--location {answer.location} --reason recount`"
        )
        click.echo(
            f"once somebody else counted again: `stockbook count upload FILE --location "
            f"{answer.location} --counted-at T --recount-of {answer.count}`"
        )
    if not statuses.isdisjoint(WAITING):
        click.echo(
            f"next: `stockbook count approve {answer.count} SKU...` accepts lines, "
            f"`stockbook count recount {answer.count} SKU...` has them counted again"
        )
    elif not answer.doubts:
        click.echo(f"next: `stockbook count post {answer.count}`")


_ORIGINS: Final = {
    Origin.INCOMING: "ordered from a supplier",
    Origin.IN_TRANSIT: "on their way from another location",
    Origin.RETURN: "that buyers may send back",
}
_COLUMNS: Final = ("sku", "expected", "counted", "difference", "status", "reason")
_LOOK_AT: Final = (*WAITING, LineStatus.REOPENED)
