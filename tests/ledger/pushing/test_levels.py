"""The level rule, step by step: what is offered, why, and how it is shared out over locations."""

from fractions import Fraction

import pytest

from ledger.pushing.levels import Component, ItemStock, LevelFacts, LevelRule, level
from ledger.said import Assembly


def stock(parked: int = 0, **available: int) -> ItemStock:
    return ItemStock(available=available, parked=parked)


def test_a_shortage_elsewhere_is_netted() -> None:
    """Five here and three owed there are two."""
    assert level(LevelFacts(stock=stock(main=5, annex=-3))).quantity == 2


def test_parked_units_are_withheld() -> None:
    """An order that is not booked yet will need its goods."""
    assert level(LevelFacts(stock=stock(main=5, parked=2))).quantity == 3


def test_a_share_is_rounded_down_after_the_buffer() -> None:
    """Half of nine less two is three: the buffer comes first, and no half unit is offered."""
    rule = LevelRule(buffer=2, share=Fraction(1, 2))

    assert level(LevelFacts(stock=stock(main=9), rule=rule)).quantity == 3


def test_a_share_is_exact() -> None:
    """Three tenths of ten is three; in floating point it would be a little less."""
    rule = LevelRule(share=Fraction(30, 100))

    assert level(LevelFacts(stock=stock(main=10), rule=rule)).quantity == 3


def test_below_the_minimum_shown_it_shows_nothing() -> None:
    """The last units are kept for the shop counter."""
    rule = LevelRule(minimum_shown=3)

    assert level(LevelFacts(stock=stock(main=3), rule=rule)).quantity == 3
    assert level(LevelFacts(stock=stock(main=2), rule=rule)).quantity == 0


def test_a_cap_limits_what_is_shown() -> None:
    """However much there is."""
    rule = LevelRule(cap=4)

    assert level(LevelFacts(stock=stock(main=100), rule=rule)).quantity == 4


def test_a_six_pack_needs_six() -> None:
    """Thirteen bottles are two six-packs."""
    assert level(LevelFacts(stock=stock(main=13), factor=6)).quantity == 2


def test_a_paused_listing_shows_nothing() -> None:
    """Whatever there is."""
    assert level(LevelFacts(stock=stock(main=13), paused=True)).quantity == 0


def test_every_step_that_changed_something_is_a_reason() -> None:
    """What `explain` prints adds up to the number shown."""
    facts = LevelFacts(
        stock=stock(main=8, annex=-1, parked=1),
        rule=LevelRule(buffer=1, share=Fraction(1, 2), cap=9),
        factor=2,
    )

    assert [reason.text for reason in level(facts).reasons] == [
        "available annex: -1, leaves -1",
        "available main: +8, leaves 7",
        "parked: -1, leaves 6",
        "buffer 1: -1, leaves 5",
        "share 50%: -3, leaves 2",
        "units per listing 2: -1, leaves 1",
    ]


def test_an_odd_share_is_told_as_a_fraction() -> None:
    """A third is no whole percentage."""
    rule = LevelRule(share=Fraction(1, 3))

    assert level(LevelFacts(stock=stock(main=3), rule=rule)).reasons[-1].detail == "1/3"


def test_an_oversold_item_shows_nothing_unless_numbers_below_zero_are_allowed() -> None:
    """Allowed, the shop counts the next units that come back against what it owes."""
    oversold = stock(main=-2, parked=1)

    assert level(LevelFacts(stock=oversold)).quantity == 0
    assert level(LevelFacts(stock=oversold, show_negative=True)).quantity == -3
    assert level(LevelFacts(stock=oversold, show_negative=True, paused=True)).quantity == -3
    assert level(LevelFacts(stock=oversold, show_negative=True, factor=6)).quantity == -1


def test_what_is_kept_back_oversells_nothing() -> None:
    """A buffer of five out of three leaves none to sell; nobody is owed two."""
    facts = LevelFacts(stock=stock(main=3), rule=LevelRule(buffer=5), show_negative=True)

    assert level(facts).quantity == 0


def kit(assembly: Assembly = Assembly.COMPONENTS, own: int = 0, **facts: int) -> LevelFacts:
    """A set of one pot and two cups; cups and pots by location."""
    pots = stock(main=facts.get("pots", 0), annex=facts.get("annex_pots", 0))
    cups = stock(
        main=facts.get("cups", 0), annex=facts.get("annex_cups", 0), parked=facts.get("parked", 0)
    )
    return LevelFacts(
        stock=stock(main=own),
        assembly=assembly,
        components=(
            Component(sku="pot", quantity=1, stock=pots),
            Component(sku="cup", quantity=2, stock=cups),
        ),
    )


def test_a_kit_is_what_its_components_allow_at_each_location() -> None:
    """Pots here and cups there make no set."""
    assert level(kit(pots=3, cups=5)).quantity == 2
    assert level(kit(pots=3, annex_cups=6)).quantity == 0
    assert level(kit(pots=3, cups=5, annex_pots=1, annex_cups=2)).quantity == 3


def test_components_short_elsewhere_are_made_up_from_the_kits() -> None:
    """Six cups here, of which two are owed there, make two sets, not three."""
    assert level(kit(pots=3, cups=6, annex_cups=-2)).quantity == 2


def test_components_short_are_made_up_first_from_goods_that_make_no_kit() -> None:
    """The owed pot comes from the annex, where pots lie without cups."""
    facts = LevelFacts(
        stock=stock(),
        assembly=Assembly.COMPONENTS,
        components=(
            Component(sku="pot", quantity=1, stock=stock(main=2, annex=1, outlet=-1)),
            Component(sku="cup", quantity=2, stock=stock(main=4)),
        ),
    )

    assert level(facts).quantity == 2


def test_parked_components_make_no_kits() -> None:
    """One parked cup breaks a set."""
    assert level(kit(pots=3, cups=6, parked=1)).quantity == 2


def test_a_kit_assembled_beforehand_is_only_what_stands_assembled() -> None:
    """Nobody will assemble one on demand."""
    assert level(kit(Assembly.KEPT, own=1, pots=3, cups=6)).quantity == 1


def test_a_kit_assembled_on_demand_adds_what_its_components_allow() -> None:
    """One stands assembled, three can be made."""
    assert level(kit(Assembly.ON_DEMAND, own=1, pots=3, cups=6)).quantity == 4


def test_kits_promised_before_they_are_assembled_are_netted() -> None:
    """Two sold beyond those assembled must be made out of the three that can be."""
    assert level(kit(Assembly.ON_DEMAND, own=-2, pots=3, cups=6)).quantity == 1


def test_oversold_components_take_no_assembled_kit_away() -> None:
    """The sets that stand assembled are sold as they are."""
    assert level(kit(Assembly.ON_DEMAND, own=2, pots=3, cups=-2)).quantity == 2


def test_a_pure_kit_ignores_stock_of_its_own() -> None:
    """It is never stocked itself."""
    assert level(kit(Assembly.COMPONENTS, own=7, pots=1, cups=2)).quantity == 1


def test_a_kit_whose_components_are_oversold_is_oversold() -> None:
    """Three cups owed are two sets that cannot be, where numbers below zero may be shown."""
    short = kit(pots=3, cups=-3)
    facts = LevelFacts(
        stock=short.stock,
        assembly=short.assembly,
        components=short.components,
        show_negative=True,
    )

    assert level(short).quantity == 0
    assert level(facts).quantity == -2


def parts(**available: int) -> dict[str, int]:
    facts = LevelFacts(stock=stock(**available), rule=LevelRule(buffer=2), per_location=True)
    return dict(level(facts).parts)


def test_the_buffer_comes_from_the_location_with_most() -> None:
    """And then from the next, once they have as much."""
    assert parts(main=10, annex=3) == {"main": 8, "annex": 3}
    assert parts(main=4, annex=3) == {"main": 3, "annex": 2}


def test_a_location_that_owes_shows_nothing_and_costs_the_others() -> None:
    """The goods to fill its orders come from where most lies."""
    assert parts(main=10, annex=-3, outlet=4) == {"main": 5, "annex": 0, "outlet": 4}


def test_a_listing_that_no_location_could_fill_is_sold_where_most_of_it_lies() -> None:
    """The total is netted over locations, so the parts must hold it too."""
    facts = LevelFacts(stock=stock(main=3, annex=4), factor=6, per_location=True)

    assert level(facts).parts == (("annex", 1), ("main", 0))


def test_a_number_below_zero_stands_where_most_is_owed() -> None:
    """The parts sum to it there as well."""
    facts = LevelFacts(stock=stock(main=2, annex=-5), per_location=True, show_negative=True)

    assert level(facts).parts == (("annex", -3), ("main", 0))


def test_without_locations_there_are_no_parts() -> None:
    """An order for an item that lies nowhere oversells it all the same."""
    facts = LevelFacts(stock=stock(parked=1), per_location=True, show_negative=True)

    assert (level(facts).quantity, level(facts).parts) == (-1, ())


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"buffer": -1}, "buffer"),
        ({"share": Fraction(3, 2)}, "share"),
        ({"cap": -1}, "cap"),
        ({"minimum_shown": -1}, "minimum shown"),
        ({"cap": 1, "minimum_shown": 2}, "always show 0"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(wrong: dict[str, int], told: str) -> None:
    """The text names what is wrong."""
    with pytest.raises(ValueError, match=told):
        LevelRule(**wrong)  # type: ignore[arg-type]  # a share is a fraction, the others are whole


def test_facts_that_make_no_sense_are_refused() -> None:
    """A kit without a recipe, a listing of nothing, a component of nothing, a parked surplus."""
    with pytest.raises(ValueError, match="recipe"):
        LevelFacts(stock=stock(), assembly=Assembly.COMPONENTS)
    with pytest.raises(ValueError, match="units per listing"):
        LevelFacts(stock=stock(), factor=0)
    with pytest.raises(ValueError, match="at least 1"):
        Component(sku="pot", quantity=0, stock=stock())
    with pytest.raises(ValueError, match="parked"):
        stock(parked=-1)
