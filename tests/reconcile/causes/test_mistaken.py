"""Two items mistaken for each other, when they were counted or when they were received."""

import pytest

from tests.reconcile.causes.lines import causes, commands, count, kinds, line, micros


@pytest.mark.parametrize(
    ("sku", "other", "facts", "said"),
    [
        ("MUG-101", "MUG-102", {}, "its code is nearly the same"),
        ("MUG-099", "MUG-100", {}, "its code is next to it"),
        ("A-B0-7", "ab07", {}, "its code looks the same"),
        (f"{'Z' * 40}-1", f"{'z' * 40}1", {}, "its code looks the same"),
        ("X1", "YZ9", {"row": 12}, "it is next to it on the sheet"),
        ("X1", "YZ9", {"bins": ("A-07", "C-30")}, "it lies in the same bin"),
        ("X1", "YZ9", {"bins": ("A-08",)}, "it lies in the next bin"),
    ],
)
def test_an_equal_opposite_difference_of_an_item_alike_is_told(
    sku: str, other: str, facts: dict[str, object], said: str
) -> None:
    """With what makes them alike, and the command that counts both again."""
    known = {"row": 13, "bins": ("A-07",)}
    others = {name: value for name, value in known.items() if name in facts}
    first, *_ = causes(line(sku, 150, 13, **facts), line(other, 90, 227, **others))

    assert first.kind == "mistaken_item"
    assert first.evidence == f"{other} differs by just as much the other way (+137), and {said}"
    assert first.command == f"stockbook count recount 7 {sku} {other}"
    assert first.likelihood > 0.9


def test_an_item_alike_in_its_name_is_told_with_it() -> None:
    """A clerk knows mugs, not codes."""
    first, *_ = causes(line("X1", 150, 13, name="Mug blue"), line("YZ9", 90, 227, name="Mug red"))

    assert first.evidence == (
        "YZ9 (Mug red) differs by just as much the other way (+137), and its name differs in one "
        "word"
    )


def test_an_equal_opposite_difference_of_one_unit_is_nothing() -> None:
    """Every count has many of those, even of items that are alike."""
    assert kinds(line("MUG-101", 150, 149), line("MUG-102", 90, 91)) == []


def test_a_large_match_is_told_without_any_likeness() -> None:
    """Hardly a coincidence among a handful of lines, but less sure than one of items alike."""
    alike, *_ = causes(line("MUG-101", 150, 13), line("MUG-102", 90, 227))
    apart, *_ = causes(line("MUG-101", 150, 13), line("BOWL-7", 90, 227))

    assert apart.evidence == "BOWL-7 differs by just as much the other way (+137)"
    assert apart.likelihood < alike.likelihood


def test_a_match_among_thousands_of_lines_says_less() -> None:
    """The more lines differ, the sooner two of them agree by chance."""
    pair = (line("MUG-101", 250, 37), line("BOWL-7", 90, 303))
    many = [
        line(f"N{i}{chr(65 + i % 26)}", 900, 900 + i % 500 - 250, row=9 * i) for i in range(900)
    ]

    assert kinds(*pair) == ["mistaken_item"]
    assert kinds(*pair, *(one for one in many if one.difference)) == []


def test_what_was_received_as_the_one_that_is_missing_was_booked_wrong() -> None:
    """The shelf is right and the book is not, so the count is to be accepted."""
    short = line("MUG-101", 150, 102, received=((micros(days=3), 48), (micros(days=2), 10)))
    first, *_ = causes(short, line("MUG-102", 90, 138))

    assert first.kind == "misbooked_item"
    assert first.evidence.endswith("; 48 were received as MUG-101 on 2026-11-09")
    assert first.command == "stockbook count approve 7 MUG-101 MUG-102"


def test_quantities_on_the_wrong_rows_are_told() -> None:
    """Who slips by a row writes each quantity beside the item above."""
    rows = ((20, "PIN", 61, 208), (21, "CUP", 208, 35), (22, "HAT", 35, 77), (23, "TUB", 77, 61))
    slipped = [line(sku, expected, counted, row=row) for row, sku, expected, counted in rows]
    first, *_ = causes(*slipped)

    assert first.evidence == (
        "208 is what the book expects of CUP on the row below; so it goes on along the rows"
    )
    assert first.command == "stockbook count recount 7 PIN CUP"


def test_of_a_posted_count_no_line_can_be_left_out() -> None:
    """So no command is told that would be refused."""
    found = causes(line("MUG-101", 150, 13), line("MUG-102", 90, 227), of=count(posted=True))

    assert commands(found) == [None]
