"""Quantities as people write them: judged by the whole column, asked about where it is silent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import QUANTITY_MAX
from reconcile.reading.numbers import DecimalMark, quantity_reader

COMMA, POINT = DecimalMark.COMMA, DecimalMark.POINT


def read(*texts: str, said: DecimalMark | None = None) -> list[int | str]:
    """Each cell of a column: its quantity, or what is said of it."""
    reader = quantity_reader(texts, said)
    found: list[int | str] = []
    for text in texts:
        try:
            found.append(reader(text))
        except ValueError as error:
            found.append(str(error))
    return found


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["7", "0", "00012"], [7, 0, 12]),
        (["7.0", "1200"], [7, 1200]),
        (["7,0", "1.234"], [7, 1234]),
        (["7.0", "1,234"], [7, 1234]),
        (["1.234,00", "1.234"], [1234, 1234]),
        (["1,234.00", "1,234"], [1234, 1234]),
        (["1.234.567", "1.234"], [1234567, 1234]),
        (["1,234,567", "1,234"], [1234567, 1234]),
        (["1 234", "1\u00a0234", "1\u202f234 567", "1'234", "1\u2019234"],
         [1234, 1234, "", 1234, 1234]),
        (["1000.000"], [1000]),
        (["12 pcs", "3 Stück", "1 Stk.", "5ea", "2 pièces"], [12, 3, 1, 5, 2]),
        (["7,0", "7.0"], [7, 7]),
    ],
)  # fmt: skip
def test_a_column_is_read_by_its_own_marks(texts: list[str], expected: list[int | str]) -> None:
    """One cell that can be read in one way only shows how the others are meant."""
    found = read(*texts)

    assert [one if isinstance(one, int) else "" for one in found] == expected


@pytest.mark.parametrize("text", ["1.234", "1,234", "12.000", "999,999"])
def test_what_can_be_read_in_two_ways_is_asked_about(text: str) -> None:
    """Whole numbers beside it prove nothing."""
    (_, said) = read("5", text)

    assert "--decimal comma" in str(said)
    assert "--decimal point" in str(said)


def test_a_person_says_which_mark_it_is() -> None:
    """Then it is thousands, or a fraction, which is refused."""
    assert read("1.234", "12", said=COMMA) == [1234, 12]
    assert read("1,234", "12", said=POINT) == [1234, 12]
    assert "not a whole number" in str(read("1.234", said=POINT)[0])
    assert read("1.000", said=POINT) == [1]


def test_a_cell_against_what_was_said_is_a_slip() -> None:
    """Whoever says comma does not mean 7.0."""
    (said,) = read("7.0", said=COMMA)

    assert "the decimal mark is a comma, by --decimal" in str(said)


def test_cells_that_contradict_each_other_settle_nothing() -> None:
    """The doubtful one is asked about, with both of them."""
    first, second, said = read("7,0", "7.0", "1.234")

    assert (first, second) == (7, 7)
    assert "'7,0' and '7.0' do not agree" in str(said)


def test_a_fraction_is_refused_and_still_shows_the_mark() -> None:
    """Half a unit is somebody's slip."""
    first, second = read("1.5", "2,000")

    assert "'1.5' is not a whole number" in str(first)
    assert second == 2000


@pytest.mark.parametrize(
    "text",
    ["1e3", "4.5E+2", "four", "inf", "²", "٤²", "\u00ad5", "1.23.456", "1,23", "1 23", "3 boxes",
     "0.123", "0,500", ".5", "5.", "1.234 567", "1" * 19],
)  # fmt: skip
def test_anything_else_is_a_slip(text: str) -> None:
    """Each of them is somebody's, and none is guessed at."""
    assert "is not a whole number of at least 0" in str(read(text)[0])


@pytest.mark.parametrize("text", ["-1", "3-", "(3)", "\u22123", "\u2013 3", "3,5-", "(1.200)"])
def test_a_difference_is_no_count(text: str) -> None:
    """However people and programs write less than nothing."""
    assert "is less than nothing" in str(read(text)[0])


def test_a_text_of_any_length_is_told_at_once() -> None:
    """Though it might be a sum or a percentage to its last letter."""
    assert "is not a whole number" in str(read(f"1{' ' * 100_000}1x")[0])


@pytest.mark.parametrize("text", ["-", "\u2013", "n/a", "NaN", "None", "?"])
def test_signs_for_nothing_are_asked_about(text: str) -> None:
    """They stand for none found, and for not looked."""
    assert "write 0 where none was found, or remove the row" in str(read(text)[0])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("300%", "is a percentage"),
        ("12,5 %", "is a percentage"),
        ("2+3", "is not worked out; write the units that it comes to"),
        ("=3x12", "is not worked out"),
        ("~5", "is an estimate; count it again, or remove the row"),
        ("ca. 50", "is an estimate"),
        ("10+", "is an estimate"),
        ("7?", "is an estimate"),
        ("1O", "has a letter where a digit would be"),
        ("l2", "has a letter where a digit would be"),
        ("2026-03-01", "is a date or a time"),
        ("03:00:00", "is a date or a time"),
        ("#DIV/0!", "is the error #DIV/0!"),
        ("#NOT CALCULATED", "open the file in a spreadsheet, save it"),
    ],
)
def test_what_a_spreadsheet_made_of_a_number_is_told_as_that(text: str, says: str) -> None:
    """With what to do about it."""
    assert says in str(read(text)[0])


@pytest.mark.parametrize(
    "text",
    [
        "\uff11\uff12",
        "\u0661\u0662",
        "12\u200b",
        "\ufeff12",
        "\u200e12\u200f",
        "12\u00a0St\u00fcck",
    ],
)
def test_digits_are_digits_whoever_writes_them(text: str) -> None:
    """Each can be read in one way only; marks of no width come with pasted text."""
    assert read(text) == [12]


def test_a_cell_full_of_digits_is_quoted_in_part() -> None:
    """One word of any length is no reason to say nothing of it."""
    assert f"'{'7' * 60}\u2026' is not" in str(read("7" * 200_000)[0])


def test_an_empty_cell_is_not_zero() -> None:
    """Nobody counted, or nothing was found: only the person knows."""
    assert "write 0 where none was found" in str(read("")[0])


def test_a_number_that_no_shelf_holds_is_another_column() -> None:
    """A barcode, most likely."""
    assert "is it another column?" in str(read(str(QUANTITY_MAX + 1))[0])
    assert read(str(QUANTITY_MAX)) == [QUANTITY_MAX]


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from([".", ",", " ", "'"]),
       st.sampled_from([".", ","]), st.integers(min_value=1, max_value=6))  # fmt: skip
def test_what_is_written_is_what_is_read(
    number: int, thousands: str, decimal: str, decimals: int
) -> None:
    """With grouped thousands and zeros behind the other mark, or it is asked; never another."""
    if thousands == decimal:
        return
    grouped = f"{number:,}".replace(",", thousands)
    texts = [grouped, f"{grouped}{decimal}{'0' * decimals}"]

    for found in read(*texts):
        assert found == number or "--decimal" in str(found)


@given(st.lists(st.sampled_from(["1.234", "1,234", "7,0", "7.0", "5", "1.5", "x", "1.234.567"]),
                max_size=6), st.sampled_from(["1.234", "12,500"]))  # fmt: skip
def test_more_cells_never_change_a_number_only_answer_it(texts: list[str], doubtful: str) -> None:
    """A doubtful cell is one of its two readings, or a question; a certain one is always itself."""
    alone = {text: read(text)[0] for text in texts}
    for text, found in zip(texts, read(*texts), strict=True):
        if isinstance(alone[text], int):
            assert found == alone[text]
    found = read(doubtful, *texts)[0]
    assert isinstance(found, str) or found == int(doubtful.replace(".", "").replace(",", ""))
