"""Several counters, several files, one count: added up, never twice, and each keeps its name."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.shop_desk import Desk

AT = ("--location", "main", "--counted-at", "2026-11-12T12:00")
FRONT = "SKU,Counted,Bin\nA-1,6,x\n00123,5,z\n"
BACK = "SKU,Counted,Bin\nA-1,4,y\n"


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Ten A-1 and five 00123 at main since the first of November."""
    desk.opened()
    return desk


def files(desk: Desk, *texts: str) -> list[Path]:
    return [desk.write(f"part-{i}.csv", text) for i, text in enumerate(texts, 1)]


def upload(desk: Desk, *words: object) -> Any:
    answered = desk.run("count", "upload", *words, "--json")
    assert answered.status in {0, 1}, answered
    return answered.json


def problems(desk: Desk, *words: object) -> list[str]:
    answered = desk.run("count", "upload", *words, "--json")
    assert answered.status == 2, answered
    return [one["problem"] for one in answered.json["problems"]]


def who(answer: Any) -> list[tuple[str, str, int]]:
    return [(one["file"], one["counted_by"], one["first_count"]) for one in answer["files"]]


def found(desk: Desk, count: int) -> dict[str, int]:
    lines = desk.run("count", "show", count, "--all", "--json").json["variances"]
    return {one["sku"]: one["counted"] for one in lines}


def test_several_files_are_one_count(opened: Desk) -> None:
    """What each found of an item is added up, and each says who counted."""
    answer = upload(
        opened, *files(opened, FRONT, BACK), *AT, "--counted-by", "ann", "--counted-by", "bob"
    )

    assert (answer["count"], answer["lines"], answer["variances"]) == (1, 2, [])
    assert who(answer) == [("part-1.csv", "ann", 1), ("part-2.csv", "bob", 1)]
    (listed,) = opened.json("count", "list")["counts"]
    assert listed["file"] == "part-1.csv, part-2.csv"
    bins = opened.json("count", "bins", "--location", "main")["bins"]
    assert [(one["bin"], one["counted"]) for one in bins] == [("x", 6), ("y", 4), ("z", 5)]


def test_people_read_who_counted_what(opened: Desk) -> None:
    """Below the lines."""
    one, two = files(opened, FRONT, BACK)

    out = opened.run("count", "upload", one, two, *AT, "--counted-by", "ann").out

    assert "joined: part-1.csv (ann), part-2.csv (ann)" in out.splitlines()


def test_the_same_files_are_the_same_count_in_any_order(opened: Desk) -> None:
    """Whoever is not sure may upload them again, and is told that nothing new was kept of it."""
    one, two = files(opened, FRONT, BACK)
    upload(opened, one, two, *AT, "--counted-by", "ann", "--counted-by", "bob")

    again = upload(opened, two, one, *AT, "--counted-by", "zoe")
    assert again["count"] == 1
    (note,) = again["notes"]
    assert note.startswith("count 1 has this already, counted by ann, bob and uploaded by ")


def test_a_file_is_added_to_an_open_count(opened: Desk) -> None:
    """It goes on under a new number, whose first file still knows the old one."""
    one, two = files(opened, FRONT, BACK)
    first = upload(opened, one, *AT, "--counted-by", "ann")
    assert [line["sku"] for line in first["variances"]] == ["A-1"]

    answer = upload(opened, two, *AT[2:], "--add-to", 1, "--counted-by", "bob")

    assert (answer["count"], answer["variances"]) == (2, [])
    assert who(answer) == [("part-1.csv", "ann", 1), ("part-2.csv", "bob", 2)]
    assert found(opened, 2) == {"A-1": 10, "00123": 5}
    assert opened.json("count", "show", 1)["status"] == "reversed"
    assert opened.json("check")["ok"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_file_is_added_once(opened: Desk, number: int) -> None:
    """Said again of the old number or of the new one, it is the same count."""
    one, two = files(opened, FRONT, BACK)
    upload(opened, one, *AT)
    upload(opened, two, *AT, "--add-to", 1)

    again = upload(opened, two, *AT, "--add-to", number)
    assert again["count"] == 2
    assert "count 2 has this already" in again["notes"][0]
    assert len(opened.json("count", "list")["counts"]) == 2


def test_a_file_of_a_joined_count_is_recognised_alone(opened: Desk) -> None:
    """Else its units would be counted in two counts; of another instant it is another one."""
    one, two = files(opened, FRONT, BACK)
    upload(opened, one, two, *AT)

    alone = upload(opened, two, *AT)
    assert (alone["count"], "count 1 has this already" in alone["notes"][0]) == (1, True)
    assert upload(opened, two, *AT, "--damaged", "counted")["count"] == 2
    other = ("--location", "main", "--counted-at", "2026-11-13T12:00")
    assert upload(opened, two, *other)["count"] == 3


def test_what_was_decided_before_a_file_was_added_is_decided_again(opened: Desk) -> None:
    """The figures are others now, and it is told."""
    one, two = files(opened, FRONT, BACK)
    upload(opened, one, *AT)
    opened.json("count", "approve", 1, "A-1")

    answer = upload(opened, two, *AT, "--add-to", 1)

    assert answer["notes"][:2] == [
        "count 1 goes on as count 2",
        "1 decided line of count 1 must be decided again, under this number",
    ]


def test_a_file_that_is_added_without_an_instant_is_told_the_counts_own(opened: Desk) -> None:
    """As the location's clocks showed it, so that it can be said again."""
    one, two = files(opened, FRONT, BACK)
    upload(opened, one, *AT, "--counted-from", "2026-11-12T11:00")

    (problem,) = problems(opened, two, "--add-to", 1)
    assert problem.endswith(
        "or say --counted-at; count 1 was true from 2026-11-12T11:00:00+00:00 "
        "to 2026-11-12T12:00:00+00:00"
    )


def test_a_line_is_told_with_its_file_and_its_row_there(opened: Desk) -> None:
    """In the answer, its every line, the causes and the report; what was added later too."""
    one, two, three = files(
        opened, FRONT, "SKU,Counted,Bin\n\n\nshirt,2,q\nA-1,1,y\n", "SKU,Counted\n\nmug,3\n"
    )
    opened.json("items", "create", "shirt")
    opened.json("items", "create", "mug")
    upload(opened, one, two, *AT)
    number = upload(opened, three, *AT, "--add-to", 1)["count"]

    told = {"A-1": ("part-1.csv", 2), "00123": ("part-1.csv", 3), "shirt": ("part-2.csv", 4),
            "mug": ("part-3.csv", 3)}  # fmt: skip
    for answer in (
        opened.run("count", "show", number, "--all", "--json").json["variances"],
        opened.run("count", "show", number, "--json").json["variances"],
        opened.run("count", "causes", number, "--json").json["lines"],
    ):
        assert answer
        assert all((line["file"], line["row"]) == told[line["sku"]] for line in answer)
    for command in ("report", "export"):
        rows = csv.DictReader(opened.run("count", command, number).out.splitlines())
        assert {line["sku"]: (line["file"], int(line["row"])) for line in rows} == told


def test_a_count_is_open_in_the_list_until_it_is_posted(opened: Desk) -> None:
    """Whether a line waits again only the book of now can tell."""
    (one,) = files(opened, FRONT)
    upload(opened, one, *AT)
    opened.json("count", "approve", 1)

    (listed,) = opened.json("count", "list")["counts"]
    assert listed["status"] == "open"
    opened.json("count", "post", 1)
    (listed,) = opened.json("count", "list")["counts"]
    assert listed["status"] == "posted"


def test_an_old_number_says_under_which_one_it_goes_on(opened: Desk) -> None:
    """Nobody took that count back, and whoever has the old number finds the newest."""
    one, two = files(opened, FRONT, BACK)
    upload(opened, one, *AT)
    upload(opened, two, *AT, "--add-to", 1)
    opened.json("count", "declare", 2, "--damaged", "counted")

    listed = opened.json("count", "list")["counts"]
    assert [(each["count"], each["goes_on_as"]) for each in listed] == [(3, None), (2, 3), (1, 3)]
    assert opened.run("count", "list").out.count("goes on as 3") == 2
    assert opened.run("count", "show", 1).out.splitlines()[-1].endswith("; goes on as 3")
    assert "goes on as count 3; say that number" in opened.refused("count", "approve", 1)
    opened.json("count", "reverse", 3)
    assert opened.run("count", "show", 3).out.splitlines()[-1].endswith("; reversed")


def test_a_bin_that_was_missing_may_be_added(opened: Desk) -> None:
    """Which a partial line asks for."""
    one, two = files(opened, FRONT, BACK)
    upload(opened, one, two, *AT)
    later = opened.write("later.csv", "SKU,Counted,Bin\nA-1,6,x\n")
    partial = upload(opened, later, "--location", "main", "--counted-at", "2026-11-13T12:00")
    assert [line["status"] for line in partial["variances"]] == ["partial"]

    answer = upload(opened, two, "--counted-at", "2026-11-13T12:30", "--add-to", 2)

    assert answer["variances"] == []


def test_the_same_bin_in_two_files_is_a_question(opened: Desk) -> None:
    """Two people may have counted one shelf; nothing is kept, and the row is named."""
    one, two = files(opened, FRONT, "SKU,Counted,Bin\n00123,1,q\nA-1,4,x\n")

    (problem,) = problems(opened, one, two, *AT)
    assert "part-2.csv: this item stands in bin 'x' of part-1.csv too" in problem
    assert opened.json("count", "list")["counts"] == []

    upload(opened, one, *AT)
    (problem,) = problems(opened, two, *AT, "--add-to", 1)
    assert "in bin 'x' of count 1 too" in problem


def test_items_without_bins_are_added_up(opened: Desk) -> None:
    """Each counter has an own part of the shelves; a sheet may have no bins at all."""
    texts = ("SKU,Counted\nA-1,2\n", "SKU,Counted,Bin\nA-1,3,\n", "SKU,Counted,Bin\nA-1,5,\n")

    answer = upload(opened, *files(opened, *texts), *AT)

    assert answer["variances"] == []
    assert found(opened, 1) == {"A-1": 10}
    more = opened.write("more.csv", "SKU,Counted\n00123,5\nA-1,1\n")
    assert found(opened, upload(opened, more, *AT, "--add-to", 1)["count"]) == {
        "A-1": 11, "00123": 5,
    }  # fmt: skip


def test_all_files_tell_their_problems_at_once(opened: Desk) -> None:
    """Each with its name, and nothing is kept of the good ones."""
    wrong = files(opened, "SKU,Counted\nnope,1\n", FRONT, "SKU,Counted\nA-1,many\n")

    told = problems(opened, *wrong, *AT)

    assert [one.split(":")[0] for one in told] == ["part-1.csv", "part-3.csv"]
    copies = sorted(path.name for path in opened.folder.glob("part-*"))
    assert len(copies) == 5
    assert opened.json("count", "list")["counts"] == []


def test_sheets_in_different_formats_are_joined(opened: Desk) -> None:
    """Each is read as it is; what was said of headings holds for all, and notes name their file."""
    one = opened.write("one.csv", "Ding;Fund;Lot\nA-1;6;L1\nA-1;1;L2\n")
    two = opened.write("two.csv", "Ding,Fund\nA-1,3\n")
    said = ("--map", "sku=Ding", "--map", "quantity=Fund")

    answer = upload(opened, one, two, *AT, *said)

    assert answer["variances"] == []
    assert answer["notes"] == [
        "one.csv: lots are added up; the book keeps one number an item, `count report` tells each"
    ]
    again = opened.write("again.csv", "Ding,Fund\nA-1,1\n")
    assert found(opened, upload(opened, again, *AT, "--add-to", 1)["count"]) == {"A-1": 11}


def test_one_file_twice_is_named_once(opened: Desk) -> None:
    """Whether it was copied by mistake nobody can know."""
    one, two = files(opened, FRONT, FRONT)

    assert "part-2.csv says just what " in problems(opened, one, two, *AT)[0]


def test_goods_that_moved_between_two_counters_hold_the_line(opened: Desk) -> None:
    """An item is counted from the first of its rows to the last."""
    opened.json("ship", "A-1", 2, "--at", "2026-11-12T12:15", "--location", "main")
    one, two = files(opened, FRONT, BACK)
    upload(opened, one, *AT)

    answer = upload(opened, two, "--counted-at", "2026-11-12T12:30", "--add-to", 1)

    (line,) = answer["variances"]
    assert (line["sku"], line["status"]) == ("A-1", "uncertain")


def test_a_posted_count_takes_no_file(opened: Desk) -> None:
    """Nor one of which other things were said; the new file stays out."""
    one, two = files(opened, FRONT, BACK)
    upload(opened, one, *AT, "--packed", "counted")
    assert "--packed was said otherwise" in opened.refused(
        "count", "upload", two, *AT, "--add-to", 1, "--packed", "not-counted"
    )
    assert "--location was said otherwise" in opened.refused(
        "count", "upload", two, "--location", "annex", *AT[2:], "--add-to", 1
    )
    opened.json("count", "approve", 1)
    opened.json("count", "post", 1)

    assert "posted already" in opened.refused("count", "upload", two, *AT, "--add-to", 1)
    assert "count 7 is unknown" in opened.refused("count", "upload", two, *AT, "--add-to", 7)


@pytest.mark.parametrize(
    ("names", "why"), [(["a", "b", "c"], "3 --counted-by and 2 files"), (["a\nb"], "control")]
)
def test_who_counted_is_said_once_or_for_each_file(
    opened: Desk, names: list[str], why: str
) -> None:
    """Anything else is a slip."""
    said = [word for name in names for word in ("--counted-by", name)]

    assert why in opened.refused("count", "upload", *files(opened, FRONT, BACK), *AT, *said)


def test_two_hundred_files_are_enough(opened: Desk) -> None:
    """A pattern of the shell may name far more than was meant."""
    (one,) = files(opened, FRONT)

    assert "too many for one count" in opened.refused("count", "upload", *[one] * 201, *AT)
    assert "a file is named twice" in opened.refused("count", "upload", one, one, *AT)
    two = opened.write("two.csv", BACK)
    copy = opened.folder / "copy.csv"
    assert "--annotated names one file" in opened.refused(
        "count", "upload", one, two, *AT, "--annotated", copy
    )


def test_a_single_file_keeps_who_counted_it(opened: Desk) -> None:
    """Its uploader, when nobody says."""
    (one,) = files(opened, FRONT)
    answer = upload(opened, one, *AT)

    (entry,) = who(answer)
    assert entry[0] == "part-1.csv"
    assert entry[1] == opened.json("count", "list")["counts"][0]["uploaded_by"]
