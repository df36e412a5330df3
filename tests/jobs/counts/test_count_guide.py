"""The path that docs/counts.md tells, walked with its own commands."""

import re
import shlex
from pathlib import Path

import openpyxl
import pytest

from tests.jobs.shop_desk import Desk

GUIDE = Path(__file__).parents[3] / "docs" / "counts.md"
FOUND = {"MUG-RED": 8, "MUG-BLUE": 40}


def path_told() -> list[list[str]]:
    """Its commands; a line of three dots is a person with a pencil."""
    text = GUIDE.read_text(encoding="utf-8").split("## From the plan to the book")[1]
    block = re.split(r"^```$", text, flags=re.MULTILINE)[1]
    lines = [line for line in block.splitlines() if line.strip()]
    return [[line] if line.startswith("# ...") else shlex.split(line, comments=True)
            for line in lines]  # fmt: skip


def fill_in(path: Path) -> None:
    """What a person types into the blank cells."""
    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    for row in page.iter_rows(min_row=2):
        row[4].value = FOUND[str(row[1].value)]
    book.save(path)


def test_the_path_from_the_plan_to_the_book_can_be_walked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command is accepted, and in the end the book is what two people found."""
    monkeypatch.chdir(desk.folder)
    desk.write("config.yaml", "locations: {main: {time_zone: Europe/London}}\n")
    desk.json("init")
    stock = desk.write("stock.csv", "sku,quantity\nMUG-RED,10\nMUG-BLUE,50\nLAMP,3\n")
    desk.json("opening", stock, "--at", "2026-03-01T08:00", "--create-items")
    for sku in FOUND:
        desk.json("items", "create", sku, "--supplier", "ACME")

    sheet = Path()
    for words in path_told():
        if words[0].startswith("# ..."):
            fill_in(sheet)
            continue
        assert words.pop(0) == "stockbook"
        answered = desk.run(*words)
        assert answered.status in {0, 1}, (words, answered)
        if words[1] == "sheet":
            sheet = desk.folder / words[2]

    assert {sku: desk.level(sku)["on_hand"] for sku in FOUND} == FOUND
    assert (desk.folder / "report.xlsx").exists()
    (second, first) = desk.json("count", "list")["counts"]
    assert (first["status"], second["status"]) == ("posted", "posted")
