"""`stockbook count`."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from jobs.app import App, pass_app
from jobs.commands.count_deciding import COUNTED, as_said
from jobs.commands.count_reading import reading_options
from jobs.counts.answers import CountList
from jobs.counts.desk import (
    post_to_book,
    rule_late_news,
    show_count,
    show_counts,
    site_of_count,
    take_back,
    upload_count,
)
from jobs.counts.join import location_of_count, upload_joined
from jobs.counts.reading import HowToRead
from jobs.counts.scope import complete_for
from jobs.counts.screen import desk_of, standing, tell, tell_every_line
from jobs.goods.move_command import location_of
from jobs.help_pages import Group
from jobs.options import FILE, NUMBER, at_location, json_option
from jobs.progress import steps
from jobs.tables import print_table
from ledger.counts.rulings import When
from ledger.instants import instant_from_text
from ledger.sites import Site, zone
from ledger.values import text_problem
from reconcile.reading.cells import BIN_LENGTH_MAX
from reconcile.reading.sheet import Declared

NAME_LENGTH_MAX: Final = 100


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
    site = site_of_count(app.database, location_of(app, location))
    declared = _declared(site, **said)
    with steps("Count") as step:
        desk, who = desk_of(app, step), _counters(app, counted_by, len(paths))
        if add_to is None and len(paths) == 1:
            answer = upload_count(
                desk,
                paths[0],
                declared,
                counted_by=who[0],
                reading=reading,
                recount_of=recount_of,
            )
        elif add_to is not None and recount_of is not None:
            raise click.UsageError(
                "--add-to keeps what the count counts again; leave --recount-of out"
            )
        else:
            files = list(zip(paths, who, strict=True))
            answer = upload_joined(
                desk, files, declared, add_to=add_to, recount_of=recount_of, reading=reading
            )
    (tell_every_line if every_line else tell)(app, answer)


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


def _declared(
    site: Site,
    *,
    counted_at: str | None,
    counted_from: str | None,
    packed: str | None,
    damaged: str | None,
    complete: bool,
    category: str | None,
    supplier: str | None,
    bins: tuple[str, ...],
) -> Declared:
    if bins and complete:
        raise click.UsageError("--complete is all of the location and --bin a part; say one")
    for name, text in [("category", category), ("supplier", supplier), *(("bin", b) for b in bins)]:
        if text is not None and not text.strip():
            raise click.UsageError(f"--{name} is blank; say which")
    for code in bins:
        if problem := text_problem("--bin", code, length_max=BIN_LENGTH_MAX):
            raise click.UsageError(problem)
    return Declared(
        site=site,
        counted_at=_instant("--counted-at", counted_at, site),
        counted_from=_instant("--counted-from", counted_from, site),
        packed_counted=as_said(packed),
        damaged_counted=as_said(damaged),
        complete=complete or bool((category or supplier) and not bins),
        category=category,
        supplier=supplier,
        bins=tuple(sorted(set(bins))),
    )


def _counters(app: App, counted_by: tuple[str, ...], files: int) -> tuple[str, ...]:
    """Who counted each file; whoever uploads it when nobody says."""
    who = counted_by or (app.actor,)
    for name in who:
        if not name.strip():
            raise click.UsageError("--counted-by is blank; say who counted")
        if problem := text_problem("--counted-by", name, length_max=NAME_LENGTH_MAX):
            raise click.UsageError(problem)
    if len(who) not in {1, files}:
        raise click.UsageError(f"{len(who)} --counted-by and {files} files; say one, or one a file")
    return who if len(who) == files else who * files


def _instant(option: str, text: str | None, site: Site) -> datetime | None:
    try:
        return None if text is None else instant_from_text(text, zone=zone(site.time_zone))
    except ValueError as error:
        raise click.UsageError(f"{option}: {error}") from None


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
                complete_for(one.scope),
                standing(one),
                one.uploaded_by,
            ]
            for one in answer.counts
        ],
        nothing="nothing was counted yet",
    )
