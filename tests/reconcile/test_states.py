"""States in the words of five languages, and what a count cannot hold apart."""

import pytest

from reconcile.states import AVAILABLE, PACKED, state_of


@pytest.mark.parametrize(
    "word", ["", "Available", "SELLABLE", "verfügbar", "Disponible", "vendible", "disponibile"]
)  # fmt: skip
def test_free_goods_are_what_a_count_is_of(word: str) -> None:
    """Nothing said is the same."""
    assert state_of(word) == AVAILABLE


@pytest.mark.parametrize("word", ["packed", "Verpackt", "emballé", "embalado", "imballato"])
def test_packed_goods_are_on_hand(word: str) -> None:
    """In any language."""
    assert state_of(word) == PACKED


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("damaged", "--damaged counted"),
        ("CUSTOMER_DAMAGED", "--damaged counted"),
        ("Beschädigt", "--damaged counted"),
        ("endommagé", "--damaged counted"),
        ("dañado", "--damaged counted"),
        ("danneggiato", "--damaged counted"),
        ("inspection", "in inspection"),
        ("Quarantäne", "in inspection"),
        ("quarantaine", "in inspection"),
        ("cuarentena", "in inspection"),
        ("reso", "in inspection"),
        ("sold", "is no state"),
    ],
)
def test_other_states_are_refused_with_what_to_do(word: str, said: str) -> None:
    """A line holds one number an item."""
    with pytest.raises(ValueError, match=said):
        state_of(word)
