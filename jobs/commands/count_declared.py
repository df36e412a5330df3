"""What `stockbook count upload` says of a sheet as a whole: when, by whom, complete for what."""

from datetime import datetime
from typing import Final

import click

from jobs.app import App
from jobs.commands.count_deciding import as_said
from ledger.instants import instant_from_text
from ledger.sites import Site, zone
from ledger.values import text_problem
from reconcile.reading.cells import BIN_LENGTH_MAX
from reconcile.reading.sheet import Declared

NAME_LENGTH_MAX: Final = 100


def declared_of(
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


def counters_of(app: App, counted_by: tuple[str, ...], files: int) -> tuple[str, ...]:
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
        there = f"or without an offset, as the clocks at {site.code} show it: 2026-03-01T08:00"
        raise click.UsageError(f"{option}: {error}, {there}") from None
