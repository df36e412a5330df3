"""Who may not say a word on which line: counting and approving are two people's work. Pure."""

from collections.abc import Collection, Sequence

from ledger.counts.facts import Decision, Variance
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
    if not rules.takes_two(line.difference, line.unit_cost):
        return None
    what = f"{line.sku}: the difference of {line.difference:+d} takes two people to accept"
    if actor in counters:
        return f"{what}, and {actor} counted it; let somebody else approve it"
    if actor in approvers(words, line.difference):
        return f"{what}, and {actor} approved it already; let somebody else be the second"
    return None
