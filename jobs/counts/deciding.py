"""`count approve`, `recount`, `confirm`: what people say of a count before it is posted.

A word is history: it is followed by another one and never changed.
"""

import logging
from collections.abc import Collection, Sequence
from typing import Final

from jobs.counts.answers import CountAnswer
from jobs.counts.desk import Desk, answer_of, lines_of_count
from ledger.counts.countable import countable_ids
from ledger.counts.damage_found import forget_damage
from ledger.counts.decisions import (
    confirmations,
    hands_in,
    save_confirmation,
    save_decisions,
    words_on_lines,
)
from ledger.counts.facts import WAITING, Confirmation, Decided, Decision, Variance
from ledger.counts.files import require_open
from ledger.counts.posted import lines_counted
from ledger.counts.rows import StoredCount, load_count, save_approval
from ledger.database import Reading, Writing
from ledger.errors import Rejected
from ledger.numbers import counted
from reconcile.absurd import absurdities
from reconcile.duties import confirming_problem, duty_problem
from reconcile.figures import figures_of

_log: Final = logging.getLogger("stockbook.counts")


def approve_count(
    desk: Desk, count_id: int, skus: Collection[str] = (), *, reason_code: str = ""
) -> CountAnswer:
    """Accept these lines, or all that wait; the first configured reason where none is said.

    Raises Rejected for SKUs that do not differ, for an unknown reason, and for lines that this
    person may not approve.
    """
    reason_code = _known_reason(desk, reason_code)
    with desk.database.writing() as tx:
        count = open_count(tx, count_id)
        chosen = _chosen(tx, desk, count, skus)
        lines = chosen if skus else [one for one in chosen if one.status in WAITING]
        _require_duties(tx, desk, count, lines)
        _decide(tx, desk, count_id, _decisions(lines, Decided.ACCEPTED, reason_code))
        if not skus:
            save_approval(tx, count_id, actor=desk.actor)
        return answer_of(tx, desk, count_id)


def recount_lines(desk: Desk, count_id: int, skus: Collection[str]) -> CountAnswer:
    """Leave these lines out: somebody else counts them again. Raises Rejected for unknown ones."""
    with desk.database.writing() as tx:
        count = open_count(tx, count_id)
        lines = _chosen(tx, desk, count, skus)
        _decide(tx, desk, count_id, _decisions(lines, Decided.RECOUNT))
        forget_damage(tx, count_id, actor=desk.actor, skus=[one.sku for one in lines])
        return answer_of(tx, desk, count_id)


def confirm_count(desk: Desk, count_id: int, *, differing: int, units: int) -> CountAnswer:
    """Say that an absurd count is true.

    Raises Rejected unless its figures are these, and for who may not say it.
    """
    with desk.database.writing() as tx:
        count = open_count(tx, count_id)
        hands = hands_in(tx, count).everyone
        if problem := confirming_problem(actor=desk.actor, hands=hands, rules=desk.rules):
            raise Rejected([problem])
        figures = figures_of(tx, count, lines_of_count(tx, desk, count))
        doubts = absurdities(figures, desk.brake)
        if not doubts:
            raise Rejected([f"nothing about count {count_id} is absurd; there is nothing to say"])
        if (differing, units) != (figures.differing, figures.units):
            raise Rejected(
                [
                    f"count {count_id} does not differ in {counted(differing, 'line')} by "
                    f"{units:+d} units in sum, but in {figures.differing} by {figures.units:+d}",
                    *doubts,
                ]
            )
        said = Confirmation(differing=differing, units=units, doubts="; ".join(doubts))
        save_confirmation(tx, count_id, said, actor=desk.actor)
        _log.info("%s confirmed count %d: %s", desk.actor, count_id, said.doubts)
        return answer_of(tx, desk, count_id)


def _known_reason(desk: Desk, reason_code: str) -> str:
    if reason_code and reason_code not in desk.reasons:
        raise Rejected(
            [f"reason {reason_code!r} is not under counts.reasons; it has "
             f"{', '.join(desk.reasons)}"]
        )  # fmt: skip
    return reason_code or desk.reasons[0]


def open_count(tx: Reading, count_id: int) -> StoredCount:
    count = load_count(tx, count_id)
    require_open(tx, count)
    return count


def decided_before(tx: Reading, before: StoredCount) -> list[str]:
    """What people said of a count that goes on under a new number, where its figures are others."""
    lines = len(words_on_lines(tx, before.id))
    said = [counted(lines, "decided line")] if lines else []
    said += ["a confirmation"] if confirmations(tx, before.id) else []
    if not said:
        return []
    return [f"{' and '.join(said)} of count {before.id} must be decided again, under this number"]


def _chosen(
    tx: Reading, desk: Desk, count: StoredCount, skus: Collection[str]
) -> Sequence[Variance]:
    """Of the lines that differ those of these SKUs, or all."""
    lines = lines_of_count(tx, desk, count)
    unknown = set(skus) - {one.sku for one in lines}
    if unknown:
        raise Rejected(_nothing_to_decide(tx, count, sorted(unknown)))
    return [one for one in lines if not skus or one.sku in skus]


def _nothing_to_decide(tx: Reading, count: StoredCount, skus: Sequence[str]) -> list[str]:
    items = countable_ids(tx, skus)
    found = {one.item for one in lines_counted(tx, count.id, items.values())}
    return [
        f"{sku} was found by count {count.id} as expected, so there is nothing to decide"
        if items.get(sku) in found
        else f"{sku} is on no line of count {count.id}; see `stockbook count show {count.id} --all`"
        for sku in skus
    ]


def _require_duties(tx: Reading, desk: Desk, count: StoredCount, lines: Sequence[Variance]) -> None:
    hands = hands_in(tx, count)
    words = words_on_lines(tx, count.id)
    found = (
        duty_problem(
            one,
            words.get(one.line, ()),
            actor=desk.actor,
            counters=hands.of(one.item),
            rules=desk.rules,
        )
        for one in lines
    )
    problems = [problem for problem in found if problem]
    if problems:
        others = "approve the other lines by their SKUs" if len(problems) < len(lines) else ""
        raise Rejected([*problems, *([others] if others else [])])


def _decisions(
    lines: Sequence[Variance], decided: Decided, reason_code: str = ""
) -> list[Decision]:
    return [
        Decision(line=one.line, decided=decided, difference=one.difference, reason_code=reason_code)
        for one in lines
    ]


def _decide(tx: Writing, desk: Desk, count_id: int, decisions: Sequence[Decision]) -> None:
    save_decisions(tx, count_id, decisions, actor=desk.actor)
    kinds = {one.decided.value for one in decisions}
    _log.info("%s: %d lines of count %d %s", desk.actor, len(decisions), count_id, ", ".join(kinds))
