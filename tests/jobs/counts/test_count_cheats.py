"""What a lazy or dishonest counter might try, so that one pair of eyes is enough after all."""

import pytest

from tests.jobs.count_desk import CountDesk, reason_of, statuses
from tests.jobs.shop_desk import Desk

LATER = "2026-11-12T15:00"


@pytest.fixture
def hall(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> CountDesk:
    """Ten A-1 of 50 each, five 00123 of 1, at main; more than 99.99 takes two people."""
    desk.opened()
    desk.json("items", "create", "A-1", "--unit-cost", "50")
    desk.json("items", "create", "00123", "--unit-cost", "1")
    hall = CountDesk(desk, monkeypatch)
    hall.configure("{second_person_above: 99.99}")
    return hall


@pytest.mark.parametrize(
    "written",
    [
        "Ann",
        " ann ",
        "\uff21\uff2e\uff2e",
        "carl, Ann",
        "ann & carl",
        "A\u00adnn",
        "Ann\u200b",
        "ann.",
    ],
)
def test_a_name_in_other_letters_is_no_other_person(hall: CountDesk, written: str) -> None:
    """Nor is somebody another person in a team."""
    hall.upload("office", {"A-1": 8}, "--counted-by", written)

    assert "ann counted it" in hall.refused("ann", "approve", 1)
    hall.run("bob", "recount", 1, "A-1")
    sheet = hall.desk.write("again.csv", "SKU,Qty\nA-1,8\n")
    place = ("--location", "main", "--counted-at", LATER, "--recount-of", 1)
    assert "counted count 1 already" in hall.refused("ann", "upload", sheet, *place)


def test_nobody_has_no_name(hall: CountDesk) -> None:
    """A blank is not a second person."""
    sheet = hall.desk.write("sheet.csv", "SKU,Qty\nA-1,8\n")

    said = hall.refused("ann", "upload", sheet, "--location", "main", "--counted-at", LATER,
                        "--counted-by", "  ")  # fmt: skip

    assert "--counted-by is blank" in said


def test_two_accounts_of_one_name_are_one_approval(hall: CountDesk) -> None:
    """Bob and bob."""
    hall.upload("ann", {"A-1": 8})
    hall.run("bob", "approve", 1)

    assert "Bob approved it already" in hall.refused("Bob", "approve", 1, "A-1")


def test_somebody_elses_sheet_beside_it_does_not_hide_who_uploaded_it(hall: CountDesk) -> None:
    """A count to which a file was added has another uploader, and the first one still."""
    hall.upload("ann", {"A-1": 8}, "--counted-by", "carl")
    sheet = hall.desk.write("more.csv", "SKU,Qty\n00123,5\n")
    hall.run("eve", "upload", sheet, "--add-to", 1, "--counted-at", "2026-11-12T12:00")

    for hand in ("ann", "carl", "eve"):
        assert f"{hand} counted it" in hall.refused(hand, "approve", 2)


def test_declaring_a_count_anew_does_not_hide_who_counted_it(hall: CountDesk) -> None:
    """Nor that it counts another one again."""
    hall.upload("ann", {"A-1": 8})
    hall.run("bob", "recount", 1, "A-1")
    hall.upload("eve", {"A-1": 8}, "--recount-of", 1, at=LATER)

    answer = hall.run("dora", "declare", 2, "--packed", "not-counted")

    assert (answer["count"], answer["recount_of"]) == (3, 1)
    for hand in ("ann", "eve", "dora"):
        assert f"{hand} counted it" in hall.refused(hand, "approve", 3)


def counted_again(hall: CountDesk) -> None:
    """Ann found eight, and eve as well, as count 2."""
    hall.upload("ann", {"A-1": 8})
    hall.run("bob", "recount", 1, "A-1")
    hall.upload("eve", {"A-1": 8}, "--recount-of", 1, at=LATER)


def test_another_file_beside_a_second_count_does_not_hide_who_counted_first(
    hall: CountDesk,
) -> None:
    """Nor that the two agree."""
    counted_again(hall)
    sheet = hall.desk.write("more.csv", "SKU,Qty\n00123,5\n")

    answer = hall.run("ann", "upload", sheet, "--add-to", 2, "--counted-at", LATER)

    assert (answer["count"], answer["recount_of"]) == (3, 1)
    for hand in ("ann", "eve"):
        assert f"{hand} counted it" in hall.refused(hand, "approve", 3, "A-1")


def test_nobody_counts_a_line_again_by_adding_a_file(hall: CountDesk) -> None:
    """It would be the same eyes twice."""
    hall.upload("ann", {"A-1": 8, "00123": 4})
    hall.run("bob", "recount", 1, "A-1", "00123")
    hall.upload("eve", {"A-1": 8}, "--recount-of", 1, at=LATER)
    sheet = hall.desk.write("more.csv", "SKU,Qty\n00123,4\n")

    said = hall.refused("ann", "upload", sheet, "--add-to", 2, "--counted-at", LATER)

    assert "ann (00123) counted count 1 already" in said
    assert hall.run("ann", "show", 2)["status"] != "reversed"


@pytest.mark.parametrize("how", ["declare", "add"])
def test_a_second_count_goes_on_where_the_first_one_was_reversed(hall: CountDesk, how: str) -> None:
    """Declared anew or with another file, and whoever counted first has seen it still."""
    counted_again(hall)
    hall.run("bob", "reverse", 1)
    sheet = hall.desk.write("more.csv", "SKU,Qty\n00123,5\n")

    if how == "declare":
        answer = hall.run("dora", "declare", 2, "--packed", "not-counted")
    else:
        answer = hall.run("dora", "upload", sheet, "--add-to", 2, "--counted-at", LATER)

    assert (answer["count"], answer["recount_of"]) == (3, 1)
    assert "ann counted it" in hall.refused("ann", "approve", 3, "A-1")


def test_a_loss_in_slices_is_added_up(hall: CountDesk) -> None:
    """Two of 50 are more than one person may accept, also as one and one a minute later."""
    hall.upload("ann", {"A-1": 9})
    hall.run("ann", "approve", 1)
    hall.run("ann", "post", 1)

    answer = hall.upload("ann", {"A-1": 8}, at="2026-11-12T12:01")

    assert reason_of(answer, "A-1") == (
        "it is worth more than one person may accept, with the -1 that other counts within 28 days "
        "adjusted"
    )
    assert "takes two people" in hall.refused("ann", "approve", 2)
    hall.run("bob", "approve", 2)
    assert statuses(hall.run("eve", "approve", 2)) == {"A-1": "accepted"}


def test_what_is_found_again_is_no_slice(hall: CountDesk) -> None:
    """A correction is what it is alone."""
    hall.upload("ann", {"A-1": 9})
    hall.run("ann", "approve", 1)
    hall.run("ann", "post", 1)

    answer = hall.upload("ann", {"A-1": 10}, at=LATER)

    assert reason_of(answer, "A-1") == "beyond the tolerance"


def test_slices_of_another_month_are_not_added_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A count a month is another count."""
    desk.initialised()
    path = desk.write("opening.csv", "sku,quantity\nA-1,10\n")
    desk.json("opening", path, "--location", "main", "--at", "2026-09-01T08:00", "--create-items")
    hall = CountDesk(desk, monkeypatch)
    hall.configure("{tolerance_units: 1}")
    hall.upload("ann", {"A-1": 9}, at="2026-09-10T12:00")
    hall.run("ann", "post", 1)

    near = hall.upload("ann", {"A-1": 8}, at="2026-10-08T11:59")
    later = hall.upload("ann", {"A-1": 8}, at="2026-10-08T12:00")

    assert statuses(near) == {"A-1": "needs_approval"}
    assert statuses(later) == {"A-1": "within_tolerance"}


def test_what_two_people_accepted_is_no_slice(hall: CountDesk) -> None:
    """One more missing in the afternoon is one."""
    hall.upload("ann", {"A-1": 8})
    for who in ("bob", "eve"):
        hall.run(who, "approve", 1)
    hall.run("ann", "post", 1)

    answer = hall.upload("ann", {"A-1": 7}, at=LATER)

    assert reason_of(answer, "A-1") == "beyond the tolerance"


def test_small_differences_one_after_the_other_do_not_pass_by_themselves(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody would ever look at the second and the third."""
    desk.opened()
    hall = CountDesk(desk, monkeypatch)
    hall.configure("{tolerance_units: 2}")
    hall.upload("ann", {"A-1": 8})
    hall.run("ann", "post", 1)

    answer = hall.upload("ann", {"A-1": 6}, at=LATER)

    assert statuses(answer) == {"A-1": "needs_approval"}
    assert "with the -2 that other counts within 28 days adjusted" in reason_of(answer, "A-1")


def test_who_counted_does_not_say_that_an_absurd_count_is_true(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty column read as zeros is looked at by somebody else, where anything takes two."""
    rows = "".join(f"S-{number},20\n" for number in range(8))
    desk.opened(f"sku,quantity\n{rows}")
    hall = CountDesk(desk, monkeypatch)
    hall.configure("{second_person_above: 1000}")
    hall.upload("ann", {f"S-{number}": 0 for number in range(8)})
    figures = ("--differing", 8, "--units", -160)

    assert "ann counted it; let somebody else" in hall.refused("ann", "confirm", 1, *figures)
    assert hall.run("bob", "confirm", 1, *figures)["doubts"] == []
