"""`stockbook count plan`."""

from collections.abc import Callable
from typing import Any, Final

import click

from jobs.app import App, pass_app
from jobs.counts.plan import LIMIT, PlanAnswer, Selection, count_plan
from jobs.goods.move_command import location_of
from jobs.options import NUMBER, UNITS, at_location, json_option
from jobs.tables import print_table
from reconcile.plan_rules import CLASSES, USUAL, ClassBy, Reason

SHOWN_MAX: Final = 100
"""Items that a person reads on a terminal."""

_REASON: Final = click.Choice([one.value for one in USUAL])
_OPTIONS: Final = (
    at_location,
    click.option("--reason", "reasons", multiple=True, type=_REASON,
                 help="Only for this reason; may be given several times."),
    click.option("--class", "classes", multiple=True, type=click.Choice(CLASSES),
                 help="Only this class, by what moved; may be given several times."),
    click.option("--class-by", type=click.Choice([one.value for one in ClassBy]),
                 help="What makes a class, for this once: see count_plan.class_by."),
    click.option("--bin", "bins", metavar="BIN", multiple=True,
                 help="Only what lies in this bin; may be given several times."),
    click.option("--category", metavar="CATEGORY", help="Only the items of this category."),
    click.option("--supplier", metavar="SUPPLIER", help="Only the items of this supplier."),
    click.option("--sample", type=NUMBER, default=0,
                 help="So many by chance; with --reason, beside those."),
    click.option("--seed", help="The same sample again; without it, each day has its own."),
    click.option("--limit", type=UNITS,
                 help=f"So many items at most, the most urgent ones, and the sample; without it "
                 f"{LIMIT}, or all of a bin, class, category or supplier, or of --reason recount."),
)  # fmt: skip


def selection_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What is to be counted, for every command that asks it."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def selection_of(app: App, *, reasons: tuple[str, ...], **said: Any) -> Selection:
    """From what the options say."""
    location = location_of(app, said.pop("location"))
    class_by = said.pop("class_by")
    return Selection(
        location=location,
        reasons=tuple(map(Reason, reasons)),
        class_by=class_by and ClassBy(class_by),
        **said,
    )


@click.command("plan")
@selection_options
@json_option
@pass_app
def plan(app: App, /, **said: Any) -> None:
    """Which items to count, why and by when; without options what is due or looks wrong.

    Items are classed A, B and C by what moved (count_plan in the configuration). With --bin,
    --category, --supplier or --class and neither --reason nor --sample: all of those.
    """
    answer = count_plan(app.database, selection_of(app, **said), app.config.count_plan.rules())
    app.answer(answer, lambda: _show(answer))


def _show(answer: PlanAnswer) -> None:
    columns = ("sku", "class", "bins", "counted", "due", "reasons")
    print_table(
        columns,
        [
            (
                one.sku,
                one.abc_class,
                " ".join(one.bins),
                one.counted_at and one.counted_at.date(),
                one.due_at.date(),
                ", ".join(one.reasons),
            )
            for one in answer.items[:SHOWN_MAX]
        ],
    )
    more = len(answer.items) - SHOWN_MAX
    if more > 0:
        click.echo(f"and {more} more: `stockbook count sheet FILE` writes them all, or --json")
    drawn = f"; sample --seed {answer.seed}" if answer.seed else ""
    click.echo(f"{len(answer.items)} of {answer.selected} items at {answer.location}{drawn}")
