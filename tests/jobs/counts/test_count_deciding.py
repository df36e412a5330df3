"""Who accepts what: reasons, recounts by another person, two people for what is worth much."""

import pytest

from tests.jobs.count_desk import CountDesk, reason_of, statuses
from tests.jobs.shop_desk import Desk

LATER = "2026-11-12T15:00"


@pytest.fixture
def desk_of_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> CountDesk:
    """Ten A-1 of 50 each, five 00123 without a cost, at main since the first of November."""
    desk.opened()
    desk.json("items", "create", "A-1", "--unit-cost", "50", "--category", "lamps")
    return CountDesk(desk, monkeypatch)


def test_a_reason_is_kept_with_the_decision(desk_of_many: CountDesk) -> None:
    """The configured ones, the first of them where nobody says one."""
    desk_of_many.upload("ann", {"A-1": 8, "00123": 4})

    desk_of_many.run("bob", "approve", 1, "A-1", "--reason", "theft")
    answer = desk_of_many.run("bob", "approve", 1)

    assert {one["sku"]: one["reason_code"] for one in answer["variances"]} == {
        "A-1": "theft",
        "00123": "unexplained",
    }
    said = desk_of_many.refused("bob", "approve", 1, "A-1", "--reason", "gremlins")
    assert "'gremlins' is not under counts.reasons; it has unexplained, " in said


def test_a_difference_says_what_it_is_worth(desk_of_many: CountDesk) -> None:
    """As far as anybody knows."""
    answer = desk_of_many.upload("ann", {"A-1": 8, "00123": 4})

    assert {one["sku"]: one["value"] for one in answer["variances"]} == {
        "A-1": "-100",
        "00123": None,
    }


def test_a_tolerance_by_value_and_by_category(desk_of_many: CountDesk) -> None:
    """One lamp may be missing; what has no cost never passes by its value."""
    desk_of_many.configure(
        "{tolerance_value: 1.50, tolerance_by_category: {lamps: {units: 1, value: 60}}}"
    )

    answer = desk_of_many.upload("ann", {"A-1": 9, "00123": 4})

    assert statuses(answer) == {"A-1": "within_tolerance", "00123": "needs_approval"}
    assert "it has no unit cost" in reason_of(answer, "00123")


def test_what_is_worth_much_takes_two_people_who_did_not_count_it(
    desk_of_many: CountDesk,
) -> None:
    """Refused by name; nothing of a refused approval is kept."""
    desk_of_many.configure("{second_person_above: 99.99}")
    desk_of_many.upload("ann", {"A-1": 8})

    assert "ann counted it" in desk_of_many.refused("ann", "approve", 1)
    assert statuses(desk_of_many.run("bob", "approve", 1)) == {"A-1": "needs_approval"}
    assert "bob approved it already" in desk_of_many.refused("bob", "approve", 1, "A-1")
    assert "bob approved it, and another person must" in desk_of_many.refused("eve", "post", 1)
    answer = desk_of_many.run("eve", "approve", 1)

    assert (statuses(answer), answer["status"]) == ({"A-1": "accepted"}, "approved")
    desk_of_many.run("ann", "post", 1)
    assert desk_of_many.desk.level("A-1")["on_hand"] == 8


def test_below_that_value_one_person_is_enough(desk_of_many: CountDesk) -> None:
    """Also the one who counted; and the others of a refused approval can be approved alone."""
    desk_of_many.configure("{second_person_above: 50}")
    desk_of_many.desk.json("items", "create", "00123", "--unit-cost", "1")
    desk_of_many.upload("ann", {"A-1": 8, "00123": 4})

    assert "approve the other lines by their SKUs" in desk_of_many.refused("ann", "approve", 1)
    answer = desk_of_many.run("ann", "approve", 1, "00123")

    assert statuses(answer) == {"A-1": "needs_approval", "00123": "accepted"}


def test_a_recount_that_differs_alike_settles_the_line(desk_of_many: CountDesk) -> None:
    """The figures differ by what was sold in between; the variances are the same."""
    desk_of_many.upload("ann", {"A-1": 8, "00123": 5})
    desk_of_many.run("bob", "recount", 1, "A-1")
    desk_of_many.desk.json("ship", "A-1", 3, "--location", "main", "--at", "2026-11-12T13:00")

    answer = desk_of_many.upload("eve", {"A-1": 5}, "--recount-of", 1, at=LATER)

    assert (answer["recount_of"], statuses(answer)) == (1, {"A-1": "agreed"})
    assert answer["variances"][0]["first_difference"] == -2
    for count in (1, 2):
        desk_of_many.run("eve", "post", count)
    assert desk_of_many.desk.level("A-1")["on_hand"] == 5
    assert desk_of_many.desk.json("check")["ok"]


def test_the_first_variance_is_compared_as_the_book_knows_it_now(
    desk_of_many: CountDesk,
) -> None:
    """A sale from before both counts, learnt between them, changes both variances alike."""
    desk_of_many.upload("ann", {"A-1": 7})
    desk_of_many.run("ann", "recount", 1, "A-1")
    desk_of_many.desk.json("ship", "A-1", 2, "--location", "main", "--at", "2026-11-11T13:00")

    answer = desk_of_many.upload("eve", {"A-1": 7}, "--recount-of", 1, at=LATER)

    assert statuses(answer) == {"A-1": "agreed"}
    assert answer["variances"][0]["first_difference"] == -1


@pytest.mark.parametrize("found", [10, 6])
def test_a_recount_that_differs_otherwise_waits(desk_of_many: CountDesk, found: int) -> None:
    """Also when it is just what the book says: one of the two people is wrong."""
    desk_of_many.upload("ann", {"A-1": 8})
    desk_of_many.run("bob", "recount", 1, "A-1")

    answer = desk_of_many.upload("eve", {"A-1": found}, "--recount-of", 1, at=LATER)

    assert statuses(answer) == {"A-1": "needs_approval"}
    assert "the first count differed by -2, this one by" in reason_of(answer, "A-1")
    assert statuses(desk_of_many.run("bob", "approve", 2)) == {"A-1": "accepted"}
    desk_of_many.run("bob", "post", 2)
    assert desk_of_many.desk.level("A-1")["on_hand"] == found


def test_agreement_of_two_counts_leaves_one_approval_of_two(desk_of_many: CountDesk) -> None:
    """And neither of those who counted may give it."""
    desk_of_many.configure("{second_person_above: 99}")
    desk_of_many.upload("ann", {"A-1": 8})
    desk_of_many.run("bob", "recount", 1, "A-1")
    answer = desk_of_many.upload("eve", {"A-1": 8}, "--recount-of", 1, at=LATER)

    assert "the two counts agree, and it is worth more" in reason_of(answer, "A-1")
    for counter in ("ann", "eve"):
        assert f"{counter} counted it" in desk_of_many.refused(counter, "approve", 2)
    assert statuses(desk_of_many.run("bob", "approve", 2)) == {"A-1": "accepted"}


def test_who_counted_is_who_the_office_says(desk_of_many: CountDesk) -> None:
    """One clerk uploads all sheets: their counters may not approve, nor count the same again."""
    desk_of_many.configure("{second_person_above: 99.99}")
    desk_of_many.upload("ann", {"A-1": 8}, "--counted-by", "carl")
    for hand in ("ann", "carl"):
        assert f"{hand} counted it" in desk_of_many.refused(hand, "approve", 1)
    desk_of_many.run("bob", "recount", 1, "A-1")
    place = ("--location", "main", "--counted-at", LATER, "--recount-of", 1)
    sheet = desk_of_many.desk.write("again.csv", "SKU,Qty\nA-1,8\n")

    same = desk_of_many.refused("ann", "upload", sheet, *place, "--counted-by", "carl")
    assert "carl counted count 1 already" in same
    answer = desk_of_many.run("ann", "upload", sheet, *place, "--counted-by", "dora")

    assert "the two counts agree, and it is worth more" in reason_of(answer, "A-1")
    for hand in ("ann", "carl", "dora"):
        assert f"{hand} counted it" in desk_of_many.refused(hand, "approve", 2)


def test_a_recount_is_another_persons_later_sheet_of_lines_sent_back(
    desk_of_many: CountDesk,
) -> None:
    """Everything that it is not is said, and then nothing of the sheet is kept."""
    desk_of_many.upload("ann", {"A-1": 8})
    place = ("--location", "main", "--recount-of", 1, "--counted-at")
    sheet = desk_of_many.desk.write("again.csv", "SKU,Qty,Bin\nA-1,8,x\n")

    assert "no line of count 1 is to be counted again" in desk_of_many.refused(
        "eve", "upload", sheet, *place, LATER
    )
    desk_of_many.run("bob", "recount", 1, "A-1")
    said = desk_of_many.refused("ann", "upload", sheet, *place, "2026-11-12T11:00")
    assert "ann counted count 1 already; let another person count it again" in said
    assert "this sheet was true before count 1" in said
    first = desk_of_many.desk.folder / "sheet-1.csv"
    said = desk_of_many.refused("eve", "upload", first, *place, "2026-11-12T12:00")
    assert "this very sheet is count 1" in said
    assert len(desk_of_many.desk.json("count", "list")["counts"]) == 1


def test_the_same_recount_again_is_the_same_count(desk_of_many: CountDesk) -> None:
    """It may also have been uploaded plainly before somebody said what it is."""
    desk_of_many.upload("ann", {"A-1": 8})
    desk_of_many.run("bob", "recount", 1, "A-1")
    desk_of_many.upload("eve", {"A-1": 8}, at=LATER)

    for _ in range(2):
        answer = desk_of_many.upload("eve", {"A-1": 8}, "--recount-of", 1, at=LATER)
        assert (answer["count"], answer["recount_of"]) == (2, 1)


def test_a_decided_line_can_be_decided_anew_and_all_words_stay(desk_of_many: CountDesk) -> None:
    """Accepted, sent back, accepted for another reason: the newest word holds."""
    desk_of_many.upload("ann", {"A-1": 8})
    desk_of_many.run("bob", "approve", 1, "--reason", "damaged")
    assert statuses(desk_of_many.run("bob", "recount", 1, "A-1")) == {"A-1": "recount"}

    answer = desk_of_many.run("eve", "approve", 1, "A-1", "--reason", "theft")

    assert statuses(answer) == {"A-1": "accepted"}
    assert answer["variances"][0]["reason_code"] == "theft"
