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
        (["ship", "A-1", 12], {"available": -2}),
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


def test_a_file_is_booked_once_however_often_it_is_given(desk: Desk) -> None:
    """The same delivery note twice is one delivery."""
    desk.opened()
    path = desk.write(
        "note.csv", "sku,quantity,at\nA-1,5,2026-11-02T10:00\n00123,1,2026-11-02T10:00\n"
    )

    first = desk.json("receive", "--file", path, "--location", "main")
    second = desk.json("receive", "--file", path, "--location", "main")

    assert (first["posted"], second["posted"], second["known"]) == (2, 0, 2)
    assert desk.level("A-1")["available"] == 15


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

    assert desk.json("receive", "--arrived", *main)["known"] == 1
    assert desk.level("A-1")["available"] == 15
    assert desk.level("A-1")["incoming"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["receive", "A-1", 0], "0 is not in the range"),
        (["receive", "A-1", 1.5], "not a valid integer"),
        (["receive", "nope", 1], "SKU 'nope' is unknown"),
        (["adjust", "A-1", 1], "say one of --fewer, --more"),
        (["adjust", "A-1", 1, "--fewer", "--more"], "exclude each other"),
        (["adjust", "A-1", 1, "--fewer"], "say why with --reason"),
        (["transfer", "A-1", 1], "say where to with --to"),
        (["transfer", "A-1", 1, "--to", "main"], "stay at their location"),
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

    assert "say which location" in desk.refused("receive", "A-1", 1)


def test_an_instant_on_the_command_line_is_in_the_zone_of_its_location(desk: Desk) -> None:
    """As in a file and in a count; one that names its offset is as it says."""
    desk.opened()
    desk.json("receive", "A-1", 1, "--location", "annex", "--at", "2026-11-02T10:00")
    desk.json("receive", "A-1", 1, "--location", "annex", "--at", "2026-11-02T10:00Z")

    told = [one["occurred_at"] for one in desk.json("history", "A-1")["movements"]]

    assert told[-2:] == ["2026-11-02T09:00:00+00:00", "2026-11-02T10:00:00+00:00"]
