"""`count plan`: what is asked for follows from what was sold, counted and decided."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from jobs.answers import SCHEMAS, schema_of
from tests.jobs.shop_desk import Desk

MAIN = ("--location", "main")


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Ten A-1, five 00123 and a hundred C-9 at main since the first of November."""
    desk.opened("sku,quantity\nA-1,10\n00123,5\nC-9,100\n")
    return desk


def upload(desk: Desk, text: str, *more: object, day: int = 12) -> int:
    path = desk.write(f"count-{day}.csv", text)
    answered = desk.run(
        "count", "upload", path, *MAIN, "--counted-at", f"2026-11-{day:02}T12:00", *more, "--json"
    )
    return int(answered.json["count"])


def plan(desk: Desk, *words: object) -> Any:
    answer = desk.json("count", "plan", *MAIN, *words)
    jsonschema.validate(answer, schema_of(SCHEMAS["count-plan"]))
    return answer


def planned(desk: Desk, *words: object) -> dict[str, list[str]]:
    return {one["sku"]: one["reasons"] for one in plan(desk, *words)["items"]}


def test_what_was_never_counted_is_due(opened: Desk) -> None:
    """Since the opening, without a quantity in it: counters may see the plan."""
    answer = plan(opened)

    assert planned(opened) == {"A-1": ["due"], "00123": ["due"], "C-9": ["due"]}
    assert answer["items"][0] == {
        "sku": "00123", "name": None, "category": None, "abc_class": "C", "bins": [],
        "counted_at": None, "due_at": "2026-11-01T08:00:00+00:00", "reasons": ["due"],
    }  # fmt: skip


def test_what_was_counted_is_due_no_more(opened: Desk) -> None:
    """An upload is enough; withdrawn, it never was."""
    count = upload(opened, "SKU,Counted\nA-1,10\n00123,5\n")
    assert planned(opened) == {"C-9": ["due"]}

    opened.json("count", "reverse", count)

    assert len(planned(opened)) == 3


def test_a_posted_complete_sheet_counted_what_it_does_not_name(opened: Desk) -> None:
    """It was seen not to be there."""
    count = upload(opened, "SKU,Counted\nA-1,10\n", "--complete")
    assert set(planned(opened)) == {"00123", "C-9"}

    opened.json("count", "approve", count)
    opened.json("count", "post", count)

    assert planned(opened) == {}


def test_a_complete_category_says_nothing_of_others(opened: Desk) -> None:
    """Its scope is the category."""
    opened.json("items", "import", opened.write("i.csv", "sku,category\n00123,mugs\nA-1,mugs\n"))
    count = upload(opened, "SKU,Counted\nA-1,10\n", "--category", "mugs")
    opened.json("count", "approve", count)
    opened.json("count", "post", count)

    assert planned(opened) == {"C-9": ["due"]}


def test_a_line_to_be_counted_again_comes_first(opened: Desk) -> None:
    """Until somebody has counted it again."""
    count = upload(opened, "SKU,Counted\nA-1,7\n00123,5\nC-9,100\n")
    opened.run("count", "recount", count, "A-1")
    assert planned(opened) == {"A-1": ["recount", "due"]}

    upload(opened, "SKU,Counted\nA-1,10\n", day=13)

    assert planned(opened) == {}


def test_an_oversold_item_is_counted_now(opened: Desk) -> None:
    """Less than nothing lies nowhere."""
    upload(opened, "SKU,Counted\nA-1,10\n00123,5\nC-9,100\n")
    opened.run("ship", "A-1", 12, *MAIN, "--at", "2026-11-13T09:00")
    opened.run("ship", "00123", 4, *MAIN, "--at", "2026-11-13T09:00")

    assert planned(opened) == {"A-1": ["negative"], "00123": ["near_zero"]}
    assert planned(opened, "--reason", "near_zero") == {"00123": ["near_zero"]}


def test_a_bin_or_a_category_is_planned_whole(opened: Desk) -> None:
    """Also what is not due."""
    upload(opened, "SKU,Counted,Bin\nA-1,10,x\n00123,5,x\nC-9,100,y\n")

    assert planned(opened, "--bin", "x") == {"A-1": ["asked"], "00123": ["asked"]}
    assert plan(opened, "--bin", "y")["items"][0]["bins"] == ["y"]
    opened.json("items", "create", "C-9", "--category", "mugs")
    assert planned(opened, "--bin", "x", "--category", "mugs") == {}
    said = opened.refused("count", "plan", *MAIN, "--category", "Mugs")
    assert said == "no item is of category 'Mugs'; see `stockbook items list`"
    assert planned(opened, "--class", "A") == {}
    assert "no count has named a bin 'q'" in opened.refused("count", "plan", *MAIN, "--bin", "q")


def test_a_limit_keeps_the_most_urgent(opened: Desk) -> None:
    """And says how many there are."""
    answer = plan(opened, "--limit", 1)

    assert (len(answer["items"]), answer["selected"]) == (1, 3)
    out = opened.run("count", "plan", *MAIN, "--limit", 1).out
    assert out.splitlines()[-1] == "1 of 3 items at main"


@pytest.fixture
def many(desk: Desk) -> Desk:
    """A hundred and fifty items of one supplier, of each of which ten lie at main."""
    skus = [f"S-{i:03}" for i in range(150)]
    desk.opened("sku,quantity\n" + "".join(f"{sku},10\n" for sku in skus))
    rows = "sku,supplier\n" + "".join(f"{sku},ACME\n" for sku in skus)
    desk.json("items", "import", desk.write("items.csv", rows))
    return desk


def test_what_is_asked_by_name_is_planned_and_printed_whole(many: Desk) -> None:
    """Else a sheet of a hundred of the supplier's items would be uploaded as all of them."""
    assert len(plan(many)["items"]) == 100
    assert len(plan(many, "--supplier", "ACME")["items"]) == 150
    assert len(plan(many, "--class", "C")["items"]) == 150
    assert len(plan(many, "--supplier", "ACME", "--reason", "due")["items"]) == 100
    assert len(plan(many, "--supplier", "ACME", "--limit", 7)["items"]) == 7
    sheet = many.json("count", "sheet", many.folder / "s.csv", *MAIN, "--supplier", "ACME")
    assert (sheet["items"], sheet["selected"]) == (150, 150)
    *_, more, summary = many.run("count", "plan", *MAIN, "--class", "C").out.splitlines()
    assert more.startswith("and 50 more: `stockbook count sheet FILE`")
    assert summary == "150 of 150 items at main"


def test_all_lines_that_were_sent_back_are_on_one_sheet(many: Desk) -> None:
    """Each of them was named by somebody."""
    skus = [f"S-{i:03}" for i in range(120)]
    count = upload(many, "SKU,Counted\n" + "".join(f"{sku},9\n" for sku in skus))
    many.run("count", "recount", count, *skus)

    assert set(planned(many, "--reason", "recount")) == set(skus)


def test_a_sample_is_as_large_as_it_is_asked(many: Desk) -> None:
    """Beside other reasons, too, of which only the most urgent are taken."""
    assert len(plan(many, "--sample", 120)["items"]) == 120
    answer = plan(many, "--reason", "due", "--limit", 20, "--sample", 30)
    drawn = [one for one in answer["items"] if "sample" in one["reasons"]]
    assert len(drawn) == 30
    assert all("due" in one["reasons"] for one in answer["items"][:20])


def test_a_sample_can_be_drawn_again(opened: Desk) -> None:
    """By the seed that the answer tells."""
    answer = plan(opened, "--sample", 2)

    assert plan(opened, "--sample", 2, "--seed", answer["seed"]) == answer
    assert f"sample --seed {answer['seed']}" in opened.run("count", "plan", *MAIN,
                                                           "--sample", 2).out  # fmt: skip


def test_the_days_are_settings(opened: Desk) -> None:
    """A is what sells; it is due after a_days."""
    upload(opened, "SKU,Counted\nA-1,10\n00123,5\nC-9,100\n", day=5)
    opened.run("ship", "C-9", 50, *MAIN, "--at", "2026-11-06T09:00")
    text = (opened.folder / "config.yaml").read_text(encoding="utf-8")
    opened.write("config.yaml", f"{text}\ncount_plan: {{a_days: 1}}\n")

    (one,) = plan(opened)["items"]

    assert (one["sku"], one["abc_class"], one["reasons"]) == ("C-9", "A", ["due"])
    opened.write("config.yaml", f"{text}\ncount_plan: {{a_percent: 99}}\n")
    assert "b_percent" in opened.refused("count", "plan", *MAIN)


def test_a_class_is_by_value_or_by_units(opened: Desk) -> None:
    """As configured, or as is asked this once; also of a sheet."""
    for sku, cost, units in (("A-1", "900", 5), ("C-9", "0.10", 90)):
        opened.json("items", "create", sku, "--unit-cost", cost)
        opened.run("ship", sku, units, *MAIN, "--at", "2026-11-06T09:00")

    assert set(planned(opened, "--class", "A")) == {"A-1"}
    assert set(planned(opened, "--class", "A", "--class-by", "units")) == {"C-9"}
    path = opened.folder / "s.csv"
    opened.json("count", "sheet", path, *MAIN, "--class", "A", "--class-by", "units")
    assert "C-9" in path.read_text(encoding="utf-8")


def test_a_location_that_is_not_open_has_no_plan(desk: Desk) -> None:
    """Nothing in the book could be wrong."""
    desk.initialised()

    assert "not in the book yet" in desk.refused("count", "plan", *MAIN)


def test_services_and_kits_are_never_planned(opened: Desk, tmp_path: Path) -> None:
    """There is nothing to count."""
    rows = "sku,stocked\nC-9,no\n"
    path = opened.write("i.csv", rows)
    answered = opened.run("items", "import", path, "--json")
    assert answered.status == 0, answered

    assert set(planned(opened)) == {"A-1", "00123"}


def test_the_goods_of_a_supplier_are_planned(opened: Desk) -> None:
    """All of them, when nothing else is asked; and printed alike."""
    rows = "sku,supplier\n00123,ACME Ltd\nA-1,ACME Ltd\nC-9,Other\n"
    opened.json("items", "import", opened.write("i.csv", rows))

    assert set(planned(opened, "--supplier", "ACME Ltd")) == {"00123", "A-1"}
    sheet = opened.json("count", "sheet", opened.folder / "s.csv", *MAIN, "--supplier", "ACME Ltd")
    assert sheet["items"] == 2
    said = opened.refused("count", "plan", *MAIN, "--supplier", "ACME")
    assert "no item is of supplier 'ACME'" in said


def test_a_supplier_is_kept_and_taken_along(opened: Desk) -> None:
    """What an export says, an import takes."""
    opened.json("items", "create", "A-1", "--supplier", "ACME Ltd")
    path = opened.folder / "items-out.csv"
    opened.json("items", "export", path)
    taken = opened.write("again.csv", path.read_bytes().replace(b"ACME Ltd", b"Other"))

    assert opened.json("items", "import", taken)["changed"] == 1
    items = opened.json("items", "list")["items"]
    assert {one["sku"]: one["supplier"] for one in items}["A-1"] == "Other"
