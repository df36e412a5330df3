"""Laws of the level rule that hold whatever the numbers are."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.pushing.levels import Component, ItemStock, LevelFacts, LevelRule, Word, level
from ledger.pushing.shares import fitted
from ledger.said import Assembly

rules = st.builds(
    LevelRule,
    buffer=st.integers(0, 9),
    share=st.fractions(0, 1, max_denominator=20),
    cap=st.none() | st.integers(9, 30),
    minimum_shown=st.integers(0, 9),
)
stocks = st.builds(
    ItemStock,
    available=st.dictionaries(st.sampled_from(["annex", "main", "outlet"]), st.integers(-9, 40)),
    parked=st.integers(0, 5),
)
components = st.builds(
    Component, sku=st.sampled_from(["cup", "pot"]), quantity=st.integers(1, 4), stock=stocks
)
all_facts = st.builds(
    LevelFacts,
    stock=stocks,
    assembly=st.sampled_from(Assembly),
    components=st.lists(components, min_size=1, max_size=3).map(tuple),
    rule=rules,
    factor=st.integers(1, 7),
    per_location=st.just(value=True),
    paused=st.booleans(),
)


@given(all_facts)
def test_never_below_zero_and_the_parts_sum_to_the_total(facts: LevelFacts) -> None:
    """And no part is below zero either."""
    found = level(facts)

    assert found.quantity >= 0
    assert all(units >= 0 for _, units in found.parts)
    assert sum(units for _, units in found.parts) == (found.quantity if found.parts else 0)


@given(
    st.dictionaries(st.sampled_from(["annex", "main", "outlet"]), st.integers(0, 40), min_size=1),
    st.integers(-9, 150),
)
def test_parts_of_another_total_sum_to_it(parts: dict[str, int], total: int) -> None:
    """Each changes no further than it must, and none falls below zero before all are empty."""
    before = tuple(parts.items())
    found = dict(fitted(before, total))

    assert found.keys() == parts.keys()
    assert sum(found.values()) == total
    assert total < 0 or min(found.values()) >= 0
    change = [found[at] - units for at, units in parts.items()]
    assert all(one >= 0 for one in change) or all(one <= 0 for one in change)


@given(all_facts)
def test_the_reasons_add_up_to_the_number_shown(facts: LevelFacts) -> None:
    """Each begins where the one before it ended."""
    found = level(facts)

    assert sum(reason.effect for reason in found.reasons) == found.quantity
    assert not found.reasons or found.reasons[-1].units == found.quantity


@given(stocks, rules, st.integers(1, 7))
def test_never_more_than_is_there_less_what_is_held_back(
    items: ItemStock, rule: LevelRule, factor: int
) -> None:
    """Buffer, share and cap each hold, in base units."""
    units = level(LevelFacts(stock=items, rule=rule, factor=factor)).quantity * factor

    assert units <= max(0, items.net() - rule.buffer) * rule.share
    assert rule.cap is None or units <= rule.cap


@given(all_facts, st.sampled_from(["annex", "main", "outlet"]), st.integers(0, 9))
def test_more_goods_never_show_less(facts: LevelFacts, location: str, more: int) -> None:
    """Of the item itself and of each component."""
    richer = LevelFacts(
        stock=_more(facts.stock, location, more),
        assembly=facts.assembly,
        components=tuple(
            Component(sku=one.sku, quantity=one.quantity, stock=_more(one.stock, location, more))
            for one in facts.components
        ),
        rule=facts.rule,
        factor=facts.factor,
        paused=facts.paused,
    )

    assert level(richer).quantity >= level(facts).quantity


@given(all_facts)
def test_kits_never_need_more_of_a_component_than_is_there(facts: LevelFacts) -> None:
    """Netted over the locations and less what is parked."""
    found = level(facts)

    if facts.assembly is Assembly.COMPONENTS and found.quantity:
        kits = found.quantity * facts.factor
        assert all(one.quantity * kits <= one.stock.net() for one in facts.components)


@given(all_facts)
def test_each_word_is_said_once_but_for_the_locations(facts: LevelFacts) -> None:
    """A reason that came twice would be a rule applied twice."""
    words = [reason.word for reason in level(facts).reasons]
    steps = [word for word in words if word not in {Word.AVAILABLE, Word.KITS}]

    assert len(steps) == len(set(steps))


def _more(items: ItemStock, location: str, more: int) -> ItemStock:
    available = {**items.available, location: items.available.get(location, 0) + more}
    return ItemStock(available=available, parked=items.parked)
