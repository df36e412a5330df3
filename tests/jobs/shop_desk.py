"""A desk to work at: a folder with a configuration, and the command line called in-process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jobs.cli import run

CONFIG = """
locations:
  main: {time_zone: Europe/London}
  annex: {time_zone: Europe/Berlin}
  fba: {kind: external}
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Desk:
    """Runs commands as a person would, in a folder of their own.

    ``migrated``: a database file with our schema and nothing else in it. ``kept``: books that
    other desks have begun in the same way, by how.
    """

    def __init__(
        self,
        folder: Path,
        capsys: pytest.CaptureFixture[str],
        *,
        migrated: bytes,
        kept: dict[str, bytes],
    ) -> None:
        self.folder = folder
        self._capsys = capsys
        self._migrated = migrated
        self._kept = kept
        self.write("config.yaml", CONFIG)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def run(self, *arguments: object) -> Answered:
        """``stockbook --config … ARGUMENTS``."""
        config = ["--config", str(self.folder / "config.yaml")]
        status = run([*config, *(str(one) for one in arguments)])
        printed = self._capsys.readouterr()
        return Answered(status, printed.out, printed.err)

    def json(self, *arguments: object) -> Any:
        """The answer of a command that must end well."""
        answered = self.run(*arguments, "--json")
        assert answered.status == 0, answered
        return answered.json

    def json_or_differing(self, *arguments: object) -> Any:
        """The answer of a command that may end with something to look at."""
        answered = self.run(*arguments, "--json")
        assert answered.status in {0, 1}, answered
        return answered.json

    def refused(self, *arguments: object, status: int = 2) -> str:
        """What a command says that must end with ``status``, in its JSON error."""
        answered = self.run(*arguments, "--json")
        assert answered.status == status, answered
        error = answered.json["error"]
        assert set(error) == {"what", "which", "next"}
        return str(error["what"])

    def initialised(self) -> None:
        """A book as `init` leaves it: on a copy of the schema, which is faster than making it."""
        self._begun("initialised", self._initialise)

    def opened(self, rows: str = "sku,quantity\nA-1,10\n00123,5\n") -> None:
        """A book with some stock at main since the first of November, and an empty annex."""
        path = self.write("opening.csv", rows)
        self._begun(rows, lambda: self._open(path))

    def _initialise(self) -> None:
        self.write("stockbook.db", self._migrated)
        self.json("init")

    def _open(self, path: Path) -> None:
        at = ("--at", "2026-11-01T08:00")
        self.initialised()
        self.json("opening", path, "--location", "main", *at, "--create-items")
        self.json("opening", "--empty", "--location", "annex", *at)

    def _begun(self, how: str, begin: Callable[[], None]) -> None:
        """Begun once and copied, where nothing but the book is begun: no other shop or database."""
        if (self.folder / "config.yaml").read_text() != CONFIG:
            begin()
            return
        if how not in self._kept:
            begin()
            self._kept[how] = (self.folder / "stockbook.db").read_bytes()
        self.write("stockbook.db", self._kept[how])

    def log(self) -> str:
        """All that stands in the log."""
        return (self.folder / "stockbook.log").read_text()

    def level(self, sku: str, location: str = "main", **view: str) -> dict[str, int]:
        """One item's stock line."""
        options = [word for name, at in view.items() for word in (f"--{name}", at)]
        items = self.json("stock", sku, *options)["items"]
        return next(item for item in items if item["location"] == location)
