"""What every command stands on: the configuration, the ledger, the clock, and how it answers.

Built by the composition root and passed down; a test builds its own with a clock of its own.
"""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from jobs.config import Config, load_config
from jobs.logs import close_log, write_log_to
from ledger.database import Database, open_engine
from ledger.instants import Clock, to_micros, to_text


@dataclass(slots=False)
class App:
    """``actor`` is who the book says did it. ``new_id`` names things that have no id of their own.

    ``as_json``: one JSON object on standard output and nothing else there.
    """

    config_path: Path
    environment: Mapping[str, str]
    clock: Clock
    actor: str
    new_id: Callable[[], str]
    as_json: bool = False
    problems: bool = field(default=False)

    @cached_property
    def config(self) -> Config:
        """For commands that stay in the book. Begins the log."""
        config = load_config(self.config_path, self.environment, check=None)
        write_log_to(Path(config.log_file))
        return config

    @cached_property
    def channel_config(self) -> Config:
        """For commands that speak to channels: their settings are checked too. Begins the log."""
        # The entry points of all packages are searched for commands that need them only.
        from jobs.storefronts.installed import settings_problems

        config = load_config(self.config_path, self.environment, check=settings_problems)
        write_log_to(Path(config.log_file))
        return config

    @cached_property
    def database(self) -> Database:
        engine = open_engine(self.config.database)
        return Database(engine, clock=self.clock, server_clock=True)

    def close(self) -> None:
        """Let go of the database and the log; a later command opens them anew."""
        close_log()
        if "database" in self.__dict__:
            self.database.dispose()

    def answer(self, shape: Any, show: Callable[[], None], *, problems: bool = False) -> None:
        """Print the shape as one JSON object, or let it be shown to a person.

        ``problems``: there is something to look at, so that the exit status becomes 1.
        """
        self.problems = self.problems or problems
        if self.as_json:
            sys.stdout.write(json_of(shape) + "\n")
        else:
            show()

    def answer_at_length(self, shape: Any, name: str, items: Iterable[Any]) -> None:
        """Print the shape as one JSON object; its list ``name``, empty in it, holds these items.

        They are read while they are printed, so that a million do not lie in memory.
        """
        empty = f'"{name}":['
        before, _, after = json_of(shape).partition(empty + "]")
        sys.stdout.write(before + empty)
        left, comma = iter(items), ""
        while some := [*islice(left, _ITEMS_PRINTED)]:
            sys.stdout.write(comma + json_of(some)[1:-1])
            comma = ","
        sys.stdout.write(f"]{after}\n")


_ITEMS_PRINTED: Final = 1_000
"""At a time."""


def json_of(shape: Any) -> str:
    """One line. Instants are told as everywhere else, which is not what msgspec does by itself."""
    tree = msgspec.to_builtins(shape, builtin_types=(datetime,))
    return json.dumps(tree, default=_told, ensure_ascii=False, separators=(",", ":"))


def _told(instant: datetime) -> str:
    return to_text(to_micros(instant))


pass_app = click.make_pass_decorator(App)
