"""What `receive`, `ship`, `transfer`, `adjust` and `damage` refuse, and in which words."""

import pytest

from tests.jobs.shop_desk import Desk


def test_a_bad_file_is_refused_whole_with_every_problem(desk: Desk) -> None:
    """Good rows are not booked beside bad ones."""
    desk.opened()
    path = desk.write("note.csv", "sku,quantity\nA-1,5\nA-1,1e3\nA-1,0.5\nA-1,3,4\n")

    said = desk.refused("receive", "--file", path, "--location", "main")

    assert len(said.splitlines()) == 3
    assert desk.level("A-1")["available"] == 10


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["receive", "A-1", 0], "0 is too few"),
        (["receive", "A-1", 1.5], "is not a whole number"),
        (["receive", "nope", 1], "SKU 'nope' is unknown"),
        (["adjust", "A-1", 1], "say one of --fewer, --more"),
        (["adjust", "A-1", 1, "--fewer", "--more"], "exclude each other"),
        (["adjust", "A-1", 1, "--fewer"], "say why with --reason"),
        (["transfer", "A-1", 1], "say where to with --to"),
        (["transfer", "A-1", 1, "--to", "main"], "stay at their location"),
        (["transfer", "A-1", 1, "--to", "shelf"], "location 'shelf' is unknown; known are annex"),
        (["transfer", "A-1", 1, "--to", "a shelf"], "location 'a shelf' is unknown"),
        (["receive", "A-1", 10**13], "is not a whole number from 1 to"),
        (["receive", "A-1", 1, "--at", "2999-01-01T10:00"], "lies in the future"),
        (["receive", "A-1", 1, "--at", "0001-01-02T10:00"], "lies before 2000; look at the year"),
        (["receive", "A-1", 1, "--at", "yesterday"], "is no instant"),
        (["receive", "A-1", 1, "--unit-cost", "1.2345678"], "more than six decimal places"),
        (["receive", "--file", "nowhere.csv"], "cannot be read"),
    ],
)
def test_bad_words_are_refused(desk: Desk, words: list[object], said: str) -> None:
    """Each with a sentence that names what is wrong, and nothing is booked."""
    desk.opened()

    assert said in desk.refused(*words, "--location", "main")
    assert desk.level("A-1")["on_hand"] == 10


def test_the_location_must_be_said_when_there_are_several(desk: Desk) -> None:
    """Nothing is guessed."""
    desk.opened()

    assert "say where with --location" in desk.refused("receive", "A-1", 1)


@pytest.mark.parametrize(
    ("before", "words", "said"),
    [
        (
            ["damage", "A-1", 2],
            ["damage", "A-1", 3, "--written-off"],
            "3 of A-1 cannot be taken from main:damaged, where 2 lie",
        ),
        (
            ["receive", "A-1", 3, "--ordered"],
            ["receive", "A-1", 4, "--arrived"],
            "4 of A-1 cannot be taken from main:incoming, where 3 lie",
        ),
        (
            ["transfer", "A-1", 4, "--departed", "--to", "annex"],
            ["transfer", "A-1", 5, "--turned-back", "--to", "annex"],
            "5 of A-1 cannot be taken from annex:in_transit, where 4 lie",
        ),
    ],
)
def test_only_what_is_there_can_be_taken(
    desk: Desk, before: list[object], words: list[object], said: str
) -> None:
    """Damaged goods, and goods on their way, are never fewer than none."""
    desk.opened()
    desk.json(*before, "--location", "main")
    told = desk.json("stock")["items"]

    assert desk.refused(*words, "--location", "main") == said
    assert desk.json("stock")["items"] == told


def test_the_rows_of_a_file_take_one_after_the_other(desk: Desk) -> None:
    """The row that would take what an earlier one took is told, and nothing is booked."""
    desk.opened()
    desk.json("receive", "A-1", 4, "--ordered", "--location", "main")
    path = desk.write("in.csv", "sku,quantity\nA-1,3\n00123,1\nA-1,2\nA-1,1\n")

    said = desk.refused("receive", "--file", path, "--arrived", "--location", "main")

    assert said.splitlines() == [
        "in.csv, row 3: 1 of 00123 cannot be taken from main:incoming, where 0 lie",
        "in.csv, row 4: 2 of A-1 cannot be taken from main:incoming, where 1 lie",
    ]
    assert desk.level("A-1")["incoming"] == 4
    good = desk.write("good.csv", "sku,quantity\nA-1,3\nA-1,1\n")
    desk.json("receive", "--file", good, "--arrived", "--location", "main")
    again = desk.run("receive", "--file", good, "--arrived", "--location", "main", "--json")
    assert (again.status, again.json["known"]) == (1, 2)


def test_every_problem_of_a_file_comes_in_one_round_by_row(desk: Desk) -> None:
    """Cells, codes, unknown items and locations, instants and what is not there."""
    desk.opened()
    desk.json("items", "create", "GIFT", "--not-stocked")
    desk.json("items", "create", "KIT", "--assembly", "components")
    path = desk.write(
        "note.csv",
        "sku,quantity,location,at,unit_cost\n"
        "nope,1e3,,,\n"
        ",5,,,\n"
        "A-1,5,shelf,,x\n"
        "A-1,5,annex,2999-01-01T00:00,\n"
        "GIFT,1,,,\n"
        "KIT,1,,,\n"
        "A-1,1,,soon,\n",
    )

    said = desk.refused("receive", "--file", path, "--location", "main").splitlines()

    assert [line.partition(": ")[::2] for line in said] == [
        ("note.csv, row 2", "quantity: '1e3' is not a whole number above zero"),
        (
            "note.csv, row 2",
            "SKU 'nope' is unknown; create it with `stockbook items create`",
        ),
        ("note.csv, row 3", "SKU '' is empty or has spaces at an end; write it without"),
        ("note.csv, row 4", "unit_cost: 'x' is no amount; write it like 12.50"),
        ("note.csv, row 4", "location 'shelf' is unknown; known are annex, fba, main"),
        ("note.csv, row 5", "2998-12-31T23:00:00+00:00 lies in the future; say when it happened"),
        (
            "note.csv, row 6",
            "GIFT is not stocked, so none of it lies anywhere; say "
            "`stockbook items create GIFT --stocked` if it does",
        ),
        (
            "note.csv, row 7",
            "KIT is a kit that is never stocked itself; book its components, or say "
            "`stockbook items create KIT --assembly kept` if it is assembled beforehand",
        ),
        ("note.csv, row 8", "at: 'soon' is no instant; write 2026-03-01T08:00+00:00"),
    ]
    assert desk.level("A-1")["on_hand"] == 10


def test_every_problem_of_a_transfer_file_is_told(desk: Desk) -> None:
    """Where to, from where, and whether that is another place at all."""
    desk.opened()
    path = desk.write("t.csv", "sku,quantity,to\nA-1,1,\nA-1,1,main\nA-1,1,shelf\nA-1,1,annex\n")

    said = desk.refused("transfer", "--file", path, "--location", "main").splitlines()

    assert said == [
        "t.csv, row 2: say where to with --to, or in the column 'to'",
        "t.csv, row 3: goods that stay at their location are not transferred",
        "t.csv, row 4: location 'shelf' is unknown; known are annex, fba, main",
    ]
