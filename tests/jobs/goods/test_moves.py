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


def test_one_movement_is_told_as_one(desk: Desk) -> None:
    """And two as two."""
    desk.opened()

    assert desk.run("receive", "A-1", 1, "--location", "main").out == "1 movement booked\n"
    sent = ("--location", "main", "--to", "annex")
    assert desk.run("transfer", "A-1", 1, *sent).out == "2 movements booked\n"
