"""Sheets written as texts and carried to the desk, all for one location and one instant."""

from typing import Any

from tests.jobs.shop_desk import Desk

AT = ("--location", "main", "--counted-at", "2026-11-12T12:00")
SHEET = "SKU,Counted,Bin\nA-1,8,x\n00123,5,\n"


def upload(desk: Desk, text: str | bytes = SHEET, *more: str, name: str = "count.csv") -> Any:
    answered = desk.run("count", "upload", desk.write(name, text), *AT, *more, "--json")
    assert answered.status in {0, 1}, answered
    return answered.json


def refused(desk: Desk, text: str | bytes, *more: str) -> list[dict[str, Any]]:
    """The problems of a sheet of which nothing must be kept."""
    options = more or AT
    answered = desk.run("count", "upload", desk.write("bad.csv", text), *options, "--json")
    assert answered.status == 2, answered
    assert answered.json["count"] is None
    assert set(answered.json["error"]) == {"what", "which", "next"}
    assert desk.json("count", "list")["counts"] == []
    problems: list[dict[str, Any]] = answered.json["problems"]
    return problems


def variances(answer: Any) -> list[tuple[str, int, int, int, str]]:
    keys = ("sku", "expected", "counted", "difference", "status")
    return [tuple(one[key] for key in keys) for one in answer["variances"]]
