"""`opening`: what lay on hand when a location came into the book."""

from tests.jobs.shop_desk import Desk


def test_opening_stock_is_on_hand_from_its_instant(desk: Desk) -> None:
    """Before the opening instant nothing was there; from it on all of it."""
    desk.opened()

    assert desk.level("A-1")["on_hand"] == 10
    assert desk.level("A-1", **{"as-of": "2026-11-01T07:59:59Z"})["on_hand"] == 0


def test_the_instant_is_in_the_zone_of_the_location(desk: Desk) -> None:
    """Eight in the morning in Berlin is seven in UTC."""
    desk.initialised()

    answer = desk.json("opening", "--empty", "--location", "annex", "--at", "2026-11-01T08:00")

    assert answer["opening_at"] == "2026-11-01T07:00:00+00:00"


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    """A repeated opening is known already."""
    desk.opened()

    at = ("--at", "2026-11-01T08:00")
    again = desk.json("opening", desk.folder / "opening.csv", "--location", "main", *at)

    assert again["known"] == 2
    assert desk.level("A-1")["on_hand"] == 10


def test_an_opened_location_is_not_opened_at_another_instant(desk: Desk) -> None:
    """Orders were planned by the first one."""
    desk.opened()

    said = desk.refused("opening", "--empty", "--location", "main", "--at", "2026-11-02T08:00")

    assert "was opened at 2026-11-01T08:00:00+00:00 already" in said


def test_every_bad_row_is_told_and_nothing_is_booked(desk: Desk) -> None:
    """A file with three wrong rows gets three sentences, and the book stays empty."""
    desk.initialised()
    path = desk.write("o.csv", "sku,quantity\nA-1,-1\nA-2,1.5\nA-3,4\nA-3,5\n")

    words = ("--location", "main", "--at", "2026-11-01T08:00", "--create-items")
    said = desk.refused("opening", path, *words)

    assert [line.partition(":")[0] for line in said.splitlines()] == [
        "o.csv, row 2",
        "o.csv, row 3",
        "o.csv, row 5",
    ]
    assert desk.json("stock")["items"] == []


def test_the_doubled_hour_needs_an_offset(desk: Desk) -> None:
    """Half past one on the morning the clocks went back happened twice in London."""
    desk.initialised()

    said = desk.refused("opening", "--empty", "--location", "main", "--at", "2026-10-25T01:30")

    assert "happened twice" in said


def test_a_future_instant_is_refused(desk: Desk) -> None:
    """Nobody has counted tomorrow's stock."""
    desk.initialised()

    said = desk.refused("opening", "--empty", "--location", "main", "--at", "2999-01-01T00:00")

    assert "future" in said


def test_another_firms_stock_is_never_opened(desk: Desk) -> None:
    """An external location is mirrored, not counted."""
    desk.initialised()

    said = desk.refused("opening", "--empty", "--location", "fba", "--at", "2026-11-01T08:00")

    assert "another firm's" in said


def test_every_problem_of_a_file_comes_in_one_round(desk: Desk) -> None:
    """Unknown items, those that lie nowhere, and the instant, beside wrong cells."""
    desk.initialised()
    desk.json("items", "create", "GIFT", "--not-stocked")
    path = desk.write("o.csv", "sku,quantity\nA-1,x\nGIFT,3\nA-2,4\n,1\n")

    said = desk.refused("opening", path, "--location", "main", "--at", "2999-01-01T08:00")

    assert [line.partition(": ")[::2] for line in said.splitlines()] == [
        ("2999-01-01T08:00:00+00:00 lies in the future; say when it happened", ""),
        ("o.csv, row 2", "quantity 'x' is not a whole number of at least 0"),
        ("o.csv, row 2", "SKU 'A-1' is unknown; create it with `stockbook items create`"),
        (
            "o.csv, row 3",
            "GIFT is not stocked, so none of it lies anywhere; say "
            "`stockbook items create GIFT --stocked` if it does",
        ),
        ("o.csv, row 4", "SKU 'A-2' is unknown; create it with `stockbook items create`"),
        ("o.csv, row 5", "SKU '' is empty or has spaces at an end; write it without"),
    ]


def test_goods_that_the_book_has_moved_before_are_not_opened_with(desk: Desk) -> None:
    """They would count twice; those that it never moved are."""
    desk.initialised()
    for sku in ("A-1", "A-2"):
        desk.json("items", "create", sku)
    main = ("--location", "main", "--at")
    desk.json("receive", "A-1", 5, *main, "2026-11-01T08:00")
    desk.json("receive", "A-2", 5, *main, "2026-11-03T08:00")
    path = desk.write("o.csv", "sku,quantity\nA-1,5\nA-2,1\n")

    said = desk.refused("opening", path, *main, "2026-11-02T08:00")

    assert said.startswith("o.csv, row 2: the book has moved A-1 at main before")
    assert len(said.splitlines()) == 1
    desk.json("opening", desk.write("o.csv", "sku,quantity\nA-2,1\n"), *main, "2026-11-02T08:00")
    assert (desk.level("A-1")["on_hand"], desk.level("A-2")["on_hand"]) == (5, 6)
