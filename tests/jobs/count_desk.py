"""Sheets carried to the desk by different people, who then say something of them."""

from typing import Any

import pytest

from tests.jobs.shop_desk import Desk

AT = "2026-11-12T12:00"


class CountDesk:
    """``desk`` with several people at it; each command is run as the one who is named."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk = desk
        self._monkeypatch = monkeypatch
        self._sheets = 0

    def configure(self, counts: str) -> None:
        """Add these settings of counts, as YAML on one line."""
        config = (self.desk.folder / "config.yaml").read_text(encoding="utf-8")
        self.desk.write("config.yaml", f"{config}\ncounts: {counts}\n")

    def upload(self, who: str, found: dict[str, int], *more: object, at: str = AT) -> Any:
        """The answer to a sheet of what this person found."""
        self._sheets += 1
        rows = "".join(f"{sku},{units}\n" for sku, units in found.items())
        path = self.desk.write(f"sheet-{self._sheets}.csv", f"SKU,Qty\n{rows}")
        return self.run(who, "upload", path, "--location", "main", "--counted-at", at, *more)

    def run(self, who: str, *words: object) -> Any:
        """What a command of `count` answers to this person."""
        self._be(who)
        answered = self.desk.run("count", *words, "--json")
        assert answered.status in {0, 1}, answered
        return answered.json

    def refused(self, who: str, *words: object) -> str:
        self._be(who)
        return self.desk.refused("count", *words)

    def _be(self, who: str) -> None:
        """The command line takes a person's name from the machine that they work at."""
        self._monkeypatch.setenv("LOGNAME", who)


def statuses(answer: Any) -> dict[str, str]:
    """Of the lines that differ, by SKU."""
    return {one["sku"]: one["status"] for one in answer["variances"]}


def reason_of(answer: Any, sku: str) -> str:
    """Why a line waits."""
    return next(str(one["reason"]) for one in answer["variances"] if one["sku"] == sku)
