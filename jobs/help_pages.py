"""How commands describe themselves: in whole sentences, however narrow the terminal is."""

from typing import Final

import click

SENTENCE_MAX: Final = 200
"""Letters; click would cut a sentence to what fits into one line, and with it its point."""


LIST: Final = "list"


class Group(click.Group):
    """Commands under one name, each with its first sentence; with options alone it lists."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asks_for_help = not {*args}.isdisjoint(ctx.help_option_names)
        names_none = bool(args) and args[0].startswith("-")
        if LIST in self.commands and names_none and not asks_for_help:
            args = [LIST, *args]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, command.get_short_help_str(SENTENCE_MAX))
                    for name, command in sorted(self.commands.items())
                ]
            )
