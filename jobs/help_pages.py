"""How commands describe themselves: in whole sentences, however narrow the terminal is."""

import importlib
from collections.abc import Mapping
from typing import Any, Final

import click

SENTENCE_MAX: Final = 200
"""Letters; click would cut a sentence to what fits into one line, and with it its point."""


LIST: Final = "list"


class Group(click.Group):
    """Commands under one name, each with its first sentence; with options alone it lists.

    ``elsewhere``: the modules of those that are only imported when they are called, with the names
    that they have there.
    """

    def __init__(
        self, *args: Any, elsewhere: Mapping[str, tuple[str, str]] | None = None, **said: Any
    ) -> None:
        super().__init__(*args, **said)
        self._elsewhere = elsewhere or {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return sorted({*self.commands, *self._elsewhere})

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in self.commands and cmd_name in self._elsewhere:
            module, name = self._elsewhere[cmd_name]
            self.add_command(getattr(importlib.import_module(module), name), cmd_name)
        return self.commands.get(cmd_name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asks_for_help = not {*args}.isdisjoint(ctx.help_option_names)
        names_none = bool(args) and args[0].startswith("-")
        if LIST in self.commands and names_none and not asks_for_help:
            args = [LIST, *args]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, command.get_short_help_str(SENTENCE_MAX))
                    for name in self.list_commands(ctx)
                    if (command := self.get_command(ctx, name))
                ]
            )
