"""Ids that a process remembers: only what is committed, and not without end."""

from ledger.names import NAMES_KEPT_MAX, Names


def test_names_forget_what_was_never_committed() -> None:
    """And keep what was known before."""
    known = Names()
    known.add([("A", 1)])
    own = Names(known)
    own.add([("B", 2)])
    own.forget()

    assert (own.get("A"), own.get("B")) == (1, None)


def test_names_do_not_grow_without_end() -> None:
    """Beyond the limit they begin anew."""
    names = Names()
    names.add((str(number), number) for number in range(NAMES_KEPT_MAX + 1))
    names.add([("A", 1)])

    assert (names.get("A"), names.get("0")) == (1, None)
