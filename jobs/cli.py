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
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import click

DONE, PROBLEMS, WRONG_INPUT, COULD_NOT = 0, 1, 2, 3

SECTIONS: Final = {
    "Begin": {
        "demo": "A day of two shops that share one stock, on this machine.",
        "init": "Create or upgrade the database and check the configuration.",
        "connectors": "Which storefronts can be connected, and how.",
        "adopt": "Take over a channel's catalogue and link its listings.",
        "opening": "Book opening stock from a file or a channel.",
        "allow": "Let numbers be written to a channel; also releases the brake.",
    },
    "Storefronts": {
        "sync": "One cycle: orders in, quantities out.",
        "run": "Sync day and night, until it is stopped.",
        "listings": "What is mapped, due, parked, refused; and links.",
        "explain": "Why a channel shows the number that it shows.",
        "pause": "Show 0 on a channel or a listing, or leave the listing alone.",
        "resume": "End a pause: the level is shown again.",
    },
    "Goods": {
        "items": "The item master: list, create, import and export.",
        "stock": "Book stock by SKU, location and state.",
        "history": "The movements of one item.",
        "receive": "Goods came from a supplier.",
        "ship": "Goods left without a storefront's order.",
        "transfer": "Goods go from one location to another.",
        "adjust": "Correct what is available, with a reason.",
        "damage": "Goods were damaged, repaired or written off.",
        "movements": "All movements, out of the book and into it.",
    },
    "People": {
        "count": "Physical counts: what people found, beside the book.",
        "returns": "The inspection list: goods that wait for a decision.",
        "incidents": "What needs a person.",
        "check": "Prove the ledger against itself.",
    },
}
"""In the order in which they are met."""

COMMANDS: Final = {name: text for part in SECTIONS.values() for name, text in part.items()}
"""Each lives in jobs.commands under its name, and says the same of itself (a test compares)."""


_COMPLETE: Final = "_STOCKBOOK_COMPLETE"
"""By which a shell asks what may come next."""

_EPILOG: Final = (
    "Each command explains itself with --help. It exits with 0 when all is done, 1 when there is "
    "something to look at, 2 when the input was wrong and nothing changed, and 3 when it could "
    f'not do its work. For tab completion put eval "$({_COMPLETE}=bash_source stockbook)" into '
    "~/.bashrc (or zsh_source into ~/.zshrc)."
)


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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            near = " or ".join(map(repr, get_close_matches(name, COMMANDS)))
            hint = f"; did you mean {near}?" if near else ""
            raise click.UsageError(f"there is no command {name!r}{hint}", ctx=ctx)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """By name and words alone: to import all commands takes seconds."""
        from click.shell_completion import CompletionItem

        names = [one for one in COMMANDS.items() if one[0].startswith(incomplete)]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [*(CompletionItem(name, help=text) for name, text in names), *options]

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        width = max(map(len, COMMANDS))
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:{width}}", text) for name, text in commands.items()])


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EPILOG,
)
@click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("config.yaml"),
    envvar="STOCKBOOK_CONFIG",
    help="The configuration file.",
    show_default=True,
)
@click.version_option(package_name="stockbook")
@click.pass_context
def cli(ctx: click.Context, config_path: Path) -> None:
    """Keep one stock book for several storefronts."""
    if ctx.invoked_subcommand is None:
        raise click.exceptions.NoArgsIsHelpError(ctx)
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
    if asked := os.environ.get(_COMPLETE):
        from click.shell_completion import shell_complete

        sys.exit(shell_complete(cli, {}, "stockbook", _COMPLETE, asked))
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """Run one command; answers its exit status."""
    folder = Path()
    try:
        with cli.make_context("stockbook", list(arguments)) as ctx:
            folder = ctx.params["config_path"].parent
            cli.invoke(ctx)
            return PROBLEMS if getattr(ctx.obj, "problems", False) else DONE
    except click.exceptions.Exit as done:
        return int(done.exit_code)
    except BrokenPipeError:
        # Whoever read the answer has seen enough (`| head`); Python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001  # nobody gets a traceback
        return _tell(error, arguments, folder)


def _tell(error: BaseException, arguments: Sequence[str], folder: Path) -> int:
    """To a person, or as the one JSON object; answers the exit status."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        # Whoever says nothing does not know yet what there is to say.
        click.echo(error.format_message(), err=True)
        return WRONG_INPUT
    what, next_step, status = _explained(error, folder)
    which = _which(arguments)
    if "--json" in arguments:
        shape = {"error": {"what": what, "which": which, "next": next_step}}
        sys.stdout.write(json.dumps(shape) + "\n")
    else:
        click.echo(f"{which}: {what}\n{next_step}", err=True)
    return status


def _explained(error: BaseException, folder: Path) -> tuple[str, str, int]:
    """What happened, what to do next, and the exit status; the unforeseen goes to the log."""
    if isinstance(error, click.exceptions.Abort | KeyboardInterrupt):
        return "stopped before it was done", "run it again", COULD_NOT
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "stockbook"
        return _misused(error), f"see `{command} --help`", WRONG_INPUT
    from jobs.failures import explain
    from jobs.logs import log_unforeseen

    explained = explain(error)
    if explained:
        return explained
    reference = f"E-{secrets.token_hex(3)}"
    path = log_unforeseen(error, reference, folder)
    return f"unexpected {type(error).__name__}", f"look for {reference} in {path}", COULD_NOT


def _misused(error: click.UsageError) -> str:
    """A wrong value is told under the name of its option or argument."""
    if not isinstance(error, click.BadParameter) or error.param is None:
        return error.format_message()
    options = [one for one in error.param.opts if one.startswith("-")]
    name = options[0] if options else error.param.human_readable_name.strip("[].")
    if isinstance(error, click.MissingParameter):
        return f"{name} is missing"
    return f"{name}: {error.message}"


def _which(arguments: Sequence[str]) -> str:
    """The command that was called, without what was said to it."""
    words = [one for one in arguments if not one.startswith("-")]
    name = next((one for one in words if one in COMMANDS), None)
    if name is None:
        return "stockbook"
    # One that could not even be imported is told as well.
    command = getattr(sys.modules.get(f"jobs.commands.{name}"), "command", None)
    inner = command.commands if isinstance(command, click.Group) else {}
    return " ".join(["stockbook", name, *[one for one in words if one in inner][:1]])


if __name__ == "__main__":
    main()
