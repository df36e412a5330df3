"""`stockbook count`."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

from jobs.app import App, pass_app
from jobs.commands.count_asking import asked_person, may_ask
from jobs.commands.count_deciding import COUNTED
from jobs.commands.count_declared import counters_of, declared_of
from jobs.commands.count_reading import reading_options
from jobs.counts.answers import CountAnswer
from jobs.counts.desk import (
    post_to_book,
    rule_late_news,
    show_count,
    show_counts,
    site_of_count,
    take_back,
)
from jobs.counts.join import location_of_count, upload_joined
from jobs.counts.listing import CountList
from jobs.counts.reading import HowToRead, lacking_headings
from jobs.counts.scope import BINS_NAMED_MAX, complete_for
from jobs.counts.screen import desk_of, standing, tell, tell_every_line
from jobs.counts.uploading import upload_count
from jobs.goods.move_command import location_of
from jobs.help_pages import Group
from jobs.options import FILE, NUMBER, at_location, json_option
from jobs.progress import steps
from jobs.tables import print_table
from ledger.counts.rulings import When
from reconcile.reading.sheet import Declared

_ELSEWHERE: Final = {
    "causes": ("jobs.commands.count_causes", "causes"),
    "approve": ("jobs.commands.count_deciding", "approve"),
    "recount": ("jobs.commands.count_deciding", "recount"),
    "confirm": ("jobs.commands.count_deciding", "confirm"),
    "declare": ("jobs.commands.count_deciding", "declare"),
    "export": ("jobs.commands.count_reports", "export"),
    "report": ("jobs.commands.count_reports", "report"),
    "measures": ("jobs.commands.count_reports", "measures"),
    "bins": ("jobs.commands.count_bins", "show_bins"),
    "bin-gone": ("jobs.commands.count_bins", "bin_gone"),
    "headings": ("jobs.commands.count_headings", "show_headings"),
    "headings-gone": ("jobs.commands.count_headings", "headings_gone"),
    "plan": ("jobs.commands.count_plan", "plan"),
    "sheet": ("jobs.commands.count_sheet", "sheet"),
}


@click.group(
    cls=Group,
    short_help="Physical counts: what people found, beside the book.",
    elsewhere=_ELSEWHERE,
)
def command() -> None:
    """Physical counts: a sheet is compared with the book as of the instant it was true.

    The way: `plan` says what to count, `sheet` prints it blank, `upload` takes what was found and
    says what differs, `causes` says why it may; `approve` accepts lines and `recount` has them
    counted again; `post` books the adjustments, and `report` tells the auditor all of it.

    Each answer ends with the next command. Nothing is booked before `post`, and `reverse` takes a
    count out of the book again.
    """


@command.command("upload")
@click.argument("paths", type=FILE, nargs=-1, required=True, metavar="FILE...")
@at_location
@click.option(
    "--counted-by",
    metavar="NAME",
    multiple=True,
    help="Who counted, where no row says it; once for all files, or for each.",
)
@click.option("--add-to", type=NUMBER, metavar="COUNT", help="Add the files to this open count.")
@click.option(
    "--counted-at",
    metavar="INSTANT",
    help="When it was true (in the location's zone), if no column says.",
)
@click.option(
    "--counted-from",
    metavar="INSTANT",
    help="When counting began; goods that moved meanwhile are held.",
)
@click.option("--packed", type=COUNTED, help="Did packed goods lie in the counted area?")
@click.option("--damaged", type=COUNTED, help="Did damaged goods lie in the counted area?")
@click.option("--complete", is_flag=True, help="What the sheet does not name is not there.")
@click.option(
    "--category", metavar="CATEGORY", help="The sheet is complete for the items of this category."
)
@click.option(
    "--supplier", metavar="SUPPLIER", help="The sheet is complete for the items of this supplier."
)
@click.option(
    "--bin",
    "bins",
    metavar="BIN",
    multiple=True,
    help="The sheet is complete for this bin; may be given several times. With --category or "
    "--supplier: for their items in it.",
)
@reading_options
@click.option(
    "--recount-of", metavar="COUNT", type=NUMBER, help="It counts lines of this count again."
)
@click.option("--all", "every_line", is_flag=True, help="Show lines that are as expected too.")
@json_option
@pass_app
def upload(
    app: App,
    /,
    paths: tuple[Path, ...],
    *,
    location: str | None,
    counted_by: tuple[str, ...],
    add_to: int | None,
    reading: HowToRead,
    recount_of: int | None,
    every_line: bool,
    **said: Any,
) -> None:
    """Read a CSV, XLSX or XLS of SKU or barcode and quantity, and compare it with the book.

    Nothing is booked before `count post`. The same file is the same count. Several files are one
    count: what each found of an item is added up, but for the same bin in two of them. A count to
    which a file is added goes on under a new number, and what was decided is decided again.
    """
    if add_to is not None and location is None:
        location = location_of_count(app.database, add_to)
    declared = declared_of(site_of_count(app.database, location_of(app, location)), **said)
    files = list(zip(paths, counters_of(app, counted_by, len(paths)), strict=True))
    uploaded = partial(_uploaded, app, files, declared, add_to=add_to, recount_of=recount_of)
    answer = uploaded(reading)
    if answer.count is None and len(paths) == 1 and may_ask(app):
        lacking = lacking_headings(app.database, paths[0], declared, reading)
        told = lacking and asked_person(paths[0], lacking, reading)
        answer = uploaded(told) if told else answer
    (tell_every_line if every_line else tell)(app, answer)


def _uploaded(
    app: App,
    files: Sequence[tuple[Path, str]],
    declared: Declared,
    reading: HowToRead,
    *,
    add_to: int | None,
    recount_of: int | None,
) -> CountAnswer:
    with steps("Count") as step:
        desk = desk_of(app, step)
        if add_to is None and len(files) == 1:
            path, who = files[0]
            return upload_count(
                desk, path, declared, counted_by=who, reading=reading, recount_of=recount_of
            )
        return upload_joined(
            desk, files, declared, add_to=add_to, recount_of=recount_of, reading=reading
        )


@command.command("show")
@click.argument("count", type=NUMBER)
@click.option("--all", "every_line", is_flag=True, help="Show lines that are as expected too.")
@json_option
@pass_app
def show(app: App, count: int, *, every_line: bool) -> None:
    """One count: how it stands beside the book of now, or as it was posted."""
    with steps("Count") as step:
        answer = show_count(desk_of(app, step), count)
    (tell_every_line if every_line else tell)(app, answer)


@command.command("list")
@json_option
@pass_app
def show_all(app: App) -> None:
    """All counts, the newest first."""
    answer = show_counts(app.database)
    app.answer(answer, lambda: _show_list(answer))


@command.command("post")
@click.argument("count", type=NUMBER)
@json_option
@pass_app
def post(app: App, count: int) -> None:
    """Book the adjustments of a count in which no line waits, all or nothing."""
    with steps("Count") as step:
        answer = post_to_book(desk_of(app, step), count)
    tell(app, answer)


@command.command("reverse")
@click.argument("count", type=NUMBER)
@json_option
@pass_app
def reverse(app: App, count: int) -> None:
    """Take a count out of the book again, or withdraw one that is not posted yet."""
    tell(app, take_back(desk_of(app), count))


@command.command("rule")
@click.argument("count", type=NUMBER)
@click.argument("sku")
@click.argument("when", type=click.Choice([one.value for one in When]))
@click.option(
    "--fact",
    "facts",
    multiple=True,
    metavar="KEY",
    help="With `after`: only this movement; may be given several times. The others go on waiting.",
)
@json_option
@pass_app
def rule(app: App, count: int, sku: str, when: str, facts: tuple[str, ...]) -> None:
    """Settle a reopened line: did what was learnt later happen before or after it was counted?

    `count show` lists what was learnt.
    """
    tell(app, rule_late_news(desk_of(app), count, sku, When(when), only=facts))


_LISTED: Final = ("count", "location", "counted_at", "file", "lines", "complete for", "status",
                  "uploaded_by")  # fmt: skip


def _show_list(answer: CountList) -> None:
    print_table(
        _LISTED,
        [
            [
                one.count,
                one.location,
                one.counted_at,
                one.file,
                one.lines,
                complete_for(one.scope, bins_max=BINS_NAMED_MAX),
                standing(one),
                one.uploaded_by,
            ]
            for one in answer.counts
        ],
        nothing="nothing was counted yet",
    )
