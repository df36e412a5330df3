"""The command line: what commands there are, and how each ends.

Commands are imported when they are called, so that `stockbook --help` and `stockbook stock` do
not pay for pandas, Alembic or the network.
"""

import getpass
import importlib
import json
import os
import secrets
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

DONE, PROBLEMS, WRONG_INPUT, COULD_NOT = 0, 1, 2, 3

COMMANDS: Final = {
    "init": "Create or upgrade the database and check the configuration.",
    "items": "The item master: list, create, import and export.",
    "opening": "Book opening stock from a file or a channel.",
    "stock": "Book stock by SKU, location and state.",
    "history": "The movements of one item.",
    "receive": "Goods came from a supplier.",
    "ship": "Goods left without a storefront's order.",
    "transfer": "Goods go from one location to another.",
    "adjust": "Correct what is available, with a reason.",
    "damage": "Goods were damaged, repaired or written off.",
    "movements": "All movements, out of the book and into it.",
    "adopt": "Take over a channel's catalogue and link its listings.",
    "allow": "Let numbers be written to a channel; also releases the brake.",
    "pause": "Show 0 on a channel or a listing, or leave the listing alone.",
    "resume": "End a pause: the level is shown again.",
    "sync": "One cycle: orders in, quantities out.",
    "run": "Sync day and night, until it is stopped.",
    "listings": "What is mapped, due, parked, refused; and links.",
    "count": "Physical counts: what people found, beside the book.",
    "explain": "Why a channel shows the number that it shows.",
    "returns": "The inspection list: goods that wait for a decision.",
    "incidents": "What needs a person.",
    "connectors": "Which storefronts can be connected, and how.",
    "check": "Prove the ledger against itself.",
    "demo": "A day of two shops that share one stock, on this machine.",
}
"""Each lives in jobs.commands under its name, and says the same of itself (a test compares)."""


class _Commands(click.Group):
    """Knows every command by name and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"jobs.commands.{cmd_name}").command
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default=Path("config.yaml"),
    envvar="STOCKBOOK_CONFIG",
    help="The configuration file.",
    show_default=True,
)
@click.version_option(package_name="stockbook")
@click.pass_context
def cli(ctx: click.Context, config_path: Path) -> None:
    """Keep one stock book for several storefronts."""
    from jobs.app import App  # imported late: --help needs none of it
    from ledger.instants import utc_now

    ctx.obj = App(
        config_path=config_path,
        environment=os.environ,
        clock=utc_now,
        actor=getpass.getuser(),
        new_id=lambda: uuid.uuid4().hex,
    )
    ctx.call_on_close(ctx.obj.close)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 problems to look at, 2 wrong input, 3 could not."""
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """Run one command; answers its exit status."""
    folder = Path()
    try:
        with cli.make_context("stockbook", arguments) as ctx:
            folder = ctx.params["config_path"].parent
            cli.invoke(ctx)
            return PROBLEMS if getattr(ctx.obj, "problems", False) else DONE
    except click.exceptions.Exit as done:
        return int(done.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _fail("stopped before it was done", "run it again", COULD_NOT, arguments)
    except click.UsageError as error:
        usage = error.ctx.command_path if error.ctx else "stockbook"
        return _fail(error.format_message(), f"see `{usage} --help`", WRONG_INPUT, arguments)
    except BrokenPipeError:
        # Whoever read the answer has seen enough (`| head`); Python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001  # the last door: nobody gets a traceback
        what, next_step, status = _explained(error, folder)
        return _fail(what, next_step, status, arguments)


def _explained(error: Exception, folder: Path) -> tuple[str, str, int]:
    """What happened, what to do next, and the exit status; the unforeseen goes to the log."""
    from jobs.failures import explain
    from jobs.logs import log_unforeseen

    explained = explain(error)
    if explained:
        return explained
    reference = f"E-{secrets.token_hex(3)}"
    path = log_unforeseen(error, reference, folder)
    return f"unexpected {type(error).__name__}", f"look for {reference} in {path}", COULD_NOT


def _fail(what: str, next_step: str, status: int, arguments: Sequence[str]) -> int:
    which = " ".join(["stockbook", *(one for one in arguments if not one.startswith("-"))][:3])
    if "--json" in arguments:
        error = {"what": what, "which": which, "next": next_step}
        sys.stdout.write(json.dumps({"error": error}) + "\n")
    else:
        click.echo(f"{which}: {what}\n{next_step}", err=True)
    return status


if __name__ == "__main__":
    main()
