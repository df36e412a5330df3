"""Sheets carried to the desk, and what is answered to them."""

from pathlib import Path
from typing import Any

import openpyxl

from tests.jobs.shop_desk import Desk

AT = ("--location", "main", "--counted-at", "2026-11-12T12:00")


def upload(desk: Desk, path: Path, *more: object) -> Any:
    answered = desk.run("count", "upload", path, *AT, *more, "--json")
    assert answered.status in {0, 1}, answered
    return answered.json


def refused(desk: Desk, path: Path, *more: object) -> Any:
    answered = desk.run("count", "upload", path, *AT, *more, "--json")
    assert answered.status == 2, answered
    return answered.json


def differing(answer: Any) -> list[tuple[str, int]]:
    return [(one["sku"], one["counted"]) for one in answer["variances"]]


def text_of(answer: Any) -> str:
    return "; ".join(one["problem"] for one in answer["problems"])


def rows_of(path: Path) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]
