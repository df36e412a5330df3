"""`receive`, `ship`, `transfer`, `adjust`, `damage`: each is a pair of places."""

import pytest

from tests.jobs.shop_desk import Desk


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        (["receive", "A-1", 5], {"available": 15}),
        (["receive", "A-1", 5, "--ordered"], {"available": 10, "incoming": 5}),
        (["receive", "A-1", 5, "--sent-back"], {"available": 5}),
        (["ship", "A-1", 2], {"available": 8}),
        (["adjust", "A-1", 3, "--fewer", "--reason", "theft"], {"available": 7}),
        (["adjust", "A-1", 3, "--more", "--reason", "found"], {"available": 13}),
        (["damage", "A-1", 4], {"available": 6, "damaged": 4, "on_hand": 10}),
    ],
)
def test_each_way_changes_just_its_places(
    desk: Desk, words: list[object], changed: dict[str, int]
) -> None:
    """Ten lie at main; the command moves them as its name says."""
    desk.opened()

    desk.json(*words, "--location", "main")

    assert {name: desk.level("A-1")[name] for name in changed} == changed
    assert desk.json("check") == {"ok": True, "problems": []}


def test_goods_that_were_ordered_arrive_or_are_cancelled(desk: Desk) -> None:
    """Of five ordered, three come and two never will."""
    desk.opened()
    main = ("--location", "main")

    desk.json("receive", "A-1", 5, "--ordered", *main)
    desk.json("receive", "A-1", 3, "--arrived", *main)
    desk.json("receive", "A-1", 2, "--cancelled", *main)

    assert desk.level("A-1")["available"] == 13
    assert desk.level("A-1")["incoming"] == 0


def test_damaged_goods_are_repaired_or_written_off(desk: Desk) -> None:
    """Of four damaged, one is repaired and three are gone for good."""
    desk.opened()
    main = ("--location", "main")

    desk.json("damage", "A-1", 4, *main)
    desk.json("damage", "A-1", 1, "--repaired", *main)
    desk.json("damage", "A-1", 3, "--written-off", *main)

    assert (desk.level("A-1")["available"], desk.level("A-1")["on_hand"]) == (7, 7)


def test_a_transfer_is_on_its_way_until_it_arrives(desk: Desk) -> None:
    """Six leave main; at the annex four arrive, one is lost, one turns back."""
    desk.opened()
    sent = ("--location", "main", "--to", "annex")

    desk.json("transfer", "A-1", 6, "--departed", *sent)
    assert desk.level("A-1", "annex")["in_transit"] == 6
    desk.json("transfer", "A-1", 4, "--arrived", *sent)
    desk.json("transfer", "A-1", 1, "--lost", *sent)
    desk.json("transfer", "A-1", 1, "--turned-back", *sent)

    assert desk.level("A-1", "annex")["available"] == 4
    assert desk.level("A-1", "annex")["in_transit"] == 0
    assert desk.level("A-1")["available"] == 5


def test_a_file_is_booked_once_and_says_so_when_it_comes_again(desk: Desk) -> None:
    """The same note twice is one delivery; the same goods next week have a name of their own."""
    desk.opened()
    path = desk.write(
        "note.csv", "sku,quantity,at\nA-1,5,2026-11-02T10:00\n00123,1,2026-11-02T10:00\n"
    )

    words = ("receive", "--file", path, "--location", "main")
    first = desk.json(*words)
    second = desk.run(*words, "--json")

    assert (first["posted"], first["known"], first["notes"]) == (2, 0, [])
    assert (second.status, second.json["posted"], second.json["known"]) == (1, 0, 2)
    assert "run it again with a name for this time: --key NAME" in second.json["notes"][0]
    assert "--key NAME" in desk.run(*words).out
    assert desk.level("A-1")["available"] == 15
    assert desk.json(*words, "--key", "week-2")["posted"] == 2
    assert desk.json(*words, "--key", "week-2")["known"] == 2
    assert desk.level("A-1")["available"] == 20


def test_a_bad_file_is_refused_whole_with_every_problem(desk: Desk) -> None:
    """Good rows are not booked beside bad ones."""
    desk.opened()
    path = desk.write("note.csv", "sku,quantity\nA-1,5\nA-1,1e3\nA-1,0.5\nA-1,3,4\n")

    said = desk.refused("receive", "--file", path, "--location", "main")

    assert len(said.splitlines()) == 3
    assert desk.level("A-1")["available"] == 10


def test_a_list_of_what_was_ordered_serves_again_when_it_arrives(desk: Desk) -> None:
    """The same file in another way is another fact; in the same way it is the same."""
    desk.opened()
    path = desk.write("order.csv", "sku,quantity\nA-1,5\n")
    main = ("--file", path, "--location", "main")

    desk.json("receive", "--ordered", *main)
    desk.json("receive", "--arrived", *main)

    assert desk.run("receive", "--arrived", *main, "--json").json["known"] == 1
    assert desk.level("A-1")["available"] == 15
    assert desk.level("A-1")["incoming"] == 0


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


def test_an_instant_on_the_command_line_is_in_the_zone_of_its_location(desk: Desk) -> None:
    """As in a file and in a count; one that names its offset is as it says."""
    desk.opened()
    desk.json("receive", "A-1", 1, "--location", "annex", "--at", "2026-11-02T10:00")
    desk.json("receive", "A-1", 1, "--location", "annex", "--at", "2026-11-02T10:00Z")

    told = [one["occurred_at"] for one in desk.json("history", "A-1")["movements"]]

    assert told[-2:] == ["2026-11-02T09:00:00+00:00", "2026-11-02T10:00:00+00:00"]


def test_what_came_before_the_opening_is_in_it(desk: Desk) -> None:
    """By hand or by file it is refused, naming the opening; what is only ordered may be older."""
    desk.opened()
    main = ("--location", "main", "--at", "2026-10-20T10:00")
    path = desk.write("n.csv", "sku,quantity,at\nA-1,5,2026-10-20T10:00\nA-1,5,2026-11-02T10:00\n")

    said = desk.refused("receive", "A-1", 5, *main)
    assert said.startswith(
        "2026-10-20T09:00:00+00:00 lies before main came into the book, 2026-11-01T08:00:00+00:00"
    )
    for words in (["ship"], ["damage"], ["transfer", "--to", "annex"]):
        assert "came into the book" in desk.refused(*words, "A-1", 1, *main)
    said = desk.refused("receive", "--file", path, "--location", "main")
    assert said.startswith("n.csv, row 2: 2026-10-20T09:00")
    assert len(said.splitlines()) == 1

    desk.json("receive", "A-1", 5, "--ordered", *main)
    assert (desk.level("A-1")["available"], desk.level("A-1")["incoming"]) == (10, 5)


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


def test_a_kit_without_a_stock_is_shipped_by_its_components(desk: Desk) -> None:
    """It is never oversold; what was booked of it before it became one may be taken out."""
    desk.opened()
    desk.json("receive", "00123", 1, "--location", "main")
    desk.json("items", "recipe", "00123", "A-1=2", "--assembly", "components")

    said = desk.refused("ship", "00123", 7, "--location", "main")

    assert said.startswith("00123 is a kit that is never stocked itself; book its components")
    desk.json("adjust", "00123", 6, "--fewer", "--reason", "unpacked", "--location", "main")
    assert desk.level("00123")["on_hand"] == 0


def test_selling_more_than_there_is_happened_and_is_told(desk: Desk) -> None:
    """It is booked, the answer says that the item is oversold, and so does the exit status."""
    desk.opened()

    answered = desk.run("ship", "A-1", 1000, "--location", "main", "--json")

    assert (answered.status, answered.json["posted"]) == (1, 1)
    assert answered.json["notes"][0].startswith(
        "A-1 is oversold at main now: available is -990; receive, transfer or count"
    )
    assert desk.level("A-1")["available"] == -990
    assert "oversold at main" in desk.run("ship", "A-1", 1, "--location", "main").out


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


def test_one_movement_is_told_as_one(desk: Desk) -> None:
    """And two as two."""
    desk.opened()

    assert desk.run("receive", "A-1", 1, "--location", "main").out == "1 movement booked\n"
    sent = ("--location", "main", "--to", "annex")
    assert desk.run("transfer", "A-1", 1, *sent).out == "2 movements booked\n"
