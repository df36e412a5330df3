"""What the lines of a count tell of each other's causes."""

from ledger.counts.cause_reads import Supply
from tests.reconcile.causes.lines import causes, kinds, line, micros


def test_what_has_a_cause_of_its_own_is_no_surprise_as_half_of_a_pair() -> None:
    """A delivery of just so many explains the surplus, so it does not point at the shortage."""
    arrived = (Supply(at=micros(days=2), units=40),)
    short = line("MUG-101", 300, 260)

    pair, *_ = causes(short, line("BOWL-7", 90, 130))
    delivered = kinds(short, line("BOWL-7", 90, 130, incoming=arrived))

    assert pair.kind == "mistaken_item"
    assert delivered == []


def test_a_match_among_many_of_that_size_says_less() -> None:
    """Where several are short of a case of 144, one that has 144 too many is no sign."""
    surplus = line("BOWL-7", 900, 1044)
    short = [line(sku, 900, 756) for sku in ("PAN-3", "CUP-88", "ZX-40", "TUB-5")]

    alone, *_ = causes(surplus, short[0])
    among = causes(surplus, *short)

    assert alone.kind == "mistaken_item"
    assert sum(one.likelihood for one in among) < alone.likelihood


def test_a_mistake_that_is_common_in_this_count_is_likelier_there() -> None:
    """Six fewer may be anything; where a dozen others are just a case short, it is a case."""
    one = line("A", 36, 30, pack_size=6)
    many = [
        line(f"{chr(66 + i)}{i * 7}-{i}", 30 * pack, 29 * pack, pack_size=pack)
        for i, pack in enumerate(range(15, 75, 5))
    ]

    assert kinds(one) == []
    assert kinds(one, *many) == ["cases_missed"]
