"""Nothing that we write is worked out by a spreadsheet, and nothing is lost by that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.reading.formulas import armed, disarmed
from reconcile.reading.texts import texts_of

TEXT = st.text(st.sampled_from("=+-@'x1. \t＝"), max_size=6)  # noqa: RUF001  # full width on purpose


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", " =1", "'=1", "＝1"]  # noqa: RUF001
)  # fmt: skip
def test_what_a_spreadsheet_would_work_out_is_text(text: str) -> None:
    """An apostrophe stands before it."""
    assert disarmed(text) == f"'{text}"


@pytest.mark.parametrize("text", ["A-1", "7", "-5", "+49 30", "-1.000,5", "'quoted'", "", "#N/A"])
def test_other_text_stays_as_it_is(text: str) -> None:
    """Numbers too, whatever their sign."""
    assert disarmed(text) == text


@given(st.lists(TEXT))
def test_what_was_disarmed_is_armed_again(texts: list[str]) -> None:
    """Whatever stood in the cells, apostrophes of their own included."""
    assert list(armed(texts_of(map(disarmed, texts)))) == texts


@given(TEXT)
def test_nothing_disarmed_begins_like_a_formula(text: str) -> None:
    """Unless it is a number."""
    begins = disarmed(text).strip()[:1]

    assert begins not in tuple("=@＝") or not begins  # noqa: RUF001
    if begins in tuple("+-"):
        assert text.strip()[1:2].isdigit()
