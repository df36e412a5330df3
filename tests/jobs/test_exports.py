"""`items export` and `movements export`: a CSV, and what is told of it."""

import jsonschema
import pytest

from jobs.answers import SCHEMAS, schema_of
from tests.jobs.shop_desk import Desk


@pytest.mark.parametrize("group", ["items", "movements"])
def test_an_export_to_a_file_tells_how_many_rows_it_has(desk: Desk, group: str) -> None:
    """To a person, and in JSON."""
    desk.opened()
    path = desk.folder / "out.csv"

    answer = desk.json(group, "export", path)

    assert answer == {"written": 2, "output": str(path)}
    jsonschema.validate(answer, schema_of(SCHEMAS[f"{group}-export"]))
    told = desk.run(group, "export", path).out
    assert told == f"2 rows written to {path}\n"
    assert path.read_text(encoding="utf-8") == desk.run(group, "export").out


@pytest.mark.parametrize("group", ["items", "movements"])
def test_without_a_file_the_csv_is_the_answer(desk: Desk, group: str) -> None:
    """So there is no JSON beside it, and that is said."""
    desk.opened()

    assert "--json needs a file to write to" in desk.refused(group, "export")


def test_a_count_is_exported_exactly_and_reported_safely(desk: Desk) -> None:
    """A program finds the SKU as it is; a spreadsheet finds no formula."""
    desk.opened('sku,quantity\n"=1+1",10\n')
    sheet = desk.write("sheet.csv", 'sku,quantity\n"=1+1",10\n')
    desk.run("count", "upload", sheet, "--location", "main", "--counted-at", "2026-11-12T12:00")
    exact, safe = desk.folder / "exact.csv", desk.folder / "safe.csv"

    for path, command in ((exact, "export"), (safe, "report")):
        answer = desk.json("count", command, 1, path)

        assert answer == {"written": 1, "output": str(path)}
        jsonschema.validate(answer, schema_of(SCHEMAS[f"count-{command}"]))
        assert "needs a file to write to" in desk.refused("count", command, 1)
        assert desk.run("count", command, 1, path).out == f"1 row written to {path}\n"
        assert path.read_text(encoding="utf-8") == desk.run("count", command, 1).out
    assert ",=1+1,2026-11-12T12:00:00+00:00,10,10,0,matched," in exact.read_text(encoding="utf-8")
    assert "'=1+1" in safe.read_text(encoding="utf-8")
    assert ",=" not in safe.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["export", "report"])
def test_of_an_unknown_count_no_file_is_written(desk: Desk, command: str) -> None:
    """One with nothing but headings would be taken for a count without lines."""
    desk.opened()
    path = desk.folder / "out.csv"

    assert "count 7 is unknown" in desk.refused("count", command, 7, path)
    assert not path.exists()
    assert desk.run("count", command, 7).out == ""
