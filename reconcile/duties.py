"""Who may not say a word on a line or a count: counting and approving are two people's. Pure."""

from collections.abc import Collection, Sequence

from ledger.counts.facts import Decision, Variance
from ledger.counts.people import is_among
from reconcile.decide import Rules, approvers


def duty_problem(
    line: Variance,
    words: Sequence[Decision],
    *,
    actor: str,
    counters: Collection[str],
    rules: Rules,
) -> str | None:
    """Why this person cannot approve this line; None when they can.

    Up to the value that one person may accept anybody can. Above it neither may who counted, nor
    who approved the same difference before.
    """
    if not rules.takes_two(line.difference, line.unit_cost, before=line.adjusted_before):
        return None
    what = f"{line.sku}: the difference of {line.difference:+d} takes two people to accept"
    if is_among(actor, counters):
        return f"{what}, and {actor} counted it; let somebody else approve it"
    if is_among(actor, approvers(words, line.difference)):
        return f"{what}, and {actor} approved it already; let somebody else be the second"
    return None


def confirming_problem(*, actor: str, hands: Collection[str], rules: Rules) -> str | None:
    """Why this person cannot say that an absurd count is true; None when they can.

    Where nothing takes two people anybody can.
    """
    if rules.second_person_above is None or not is_among(actor, hands):
        return None
    return f"{actor} counted it; let somebody else look and say that it is true"
