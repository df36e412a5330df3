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

    answer = desk.json(group, "export", "--output", path)

    assert answer == {"written": 2, "output": str(path)}
    jsonschema.validate(answer, schema_of(SCHEMAS[f"{group}-export"]))
    told = desk.run(group, "export", "--output", path).out
    assert told == f"2 rows written to {path}\n"
    assert path.read_text(encoding="utf-8") == desk.run(group, "export").out


@pytest.mark.parametrize("group", ["items", "movements"])
def test_without_a_file_the_csv_is_the_answer(desk: Desk, group: str) -> None:
    """So there is no JSON beside it, and that is said."""
    desk.opened()

    assert "--json needs --output FILE" in desk.refused(group, "export")
