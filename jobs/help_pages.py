"""How commands describe themselves: in whole sentences, however narrow the terminal is."""

from typing import Final

import click

SENTENCE_MAX: Final = 200
"""Letters; click would cut a sentence to what fits into one line, and with it its point."""


class Group(click.Group):
    """Commands under one name, each with its first sentence."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, command.get_short_help_str(SENTENCE_MAX))
                    for name, command in sorted(self.commands.items())
                ]
            )
