"""`count declare`: say anew of an open count whether packed or damaged goods lay in its area.

What people found is never changed, and neither is what was said of it, so the count goes on under a
new number, as one to which a file is added does. Its files are not read again.
"""

import logging
from dataclasses import replace
from typing import Final

from jobs.counts.answers import CountAnswer
from jobs.counts.deciding import decided_before, open_count
from jobs.counts.desk import Desk, answer_of, take_classes
from jobs.counts.join import as_of_count
from jobs.counts.uploading import keep_count
from ledger.counts.facts import CountSheet
from ledger.counts.files import files_of
from ledger.counts.lots import states_found
from ledger.counts.posting import reverse_count
from ledger.counts.rows import StoredCount
from ledger.counts.shelf import PACKED
from ledger.database import Reading
from ledger.errors import Rejected
from ledger.locations import require_location
from ledger.values import State
from reconcile.join import joined_rows, stored_part, with_what_was_found
from reconcile.reading.sheet import Declared, as_count

_log: Final = logging.getLogger("stockbook.counts")


def declare_count(
    desk: Desk, count_id: int, *, packed: bool | None, damaged: bool | None
) -> CountAnswer:
    """None: as it was said. Raises Rejected for a count that is not open, and where its rows name
    such goods themselves.
    """
    desk.step("comparing it with the book")
    with desk.database.writing() as tx:
        before = open_count(tx, count_id)
        sheet = before.sheet
        said = replace(
            sheet,
            packed_counted=sheet.packed_counted if packed is None else packed,
            damaged_counted=sheet.damaged_counted if damaged is None else damaged,
        )
        if said == sheet:
            return answer_of(tx, desk, count_id)
        _require_unnamed(tx, before, said)
        part = stored_part(tx, before)
        declared = as_of_count(Declared(site=require_location(tx, said.location)), said)
        _, found = as_count(joined_rows([part]), declared, digest=said.digest)
        notes = decided_before(tx, before)
        reverse_count(tx, before, actor=desk.actor)
        new = keep_count(
            tx,
            desk,
            said,
            with_what_was_found([part], found),
            files=files_of(tx, count_id),
            mappings=[],
            before=before,
        )
        take_classes(tx, desk, new, before=count_id)
        answer = answer_of(tx, desk, new)
    _log.info("%s declared count %d anew: it is count %d now", desk.actor, count_id, new)
    return replace(answer, notes=[f"count {count_id} goes on as count {new}", *notes])


def _require_unnamed(tx: Reading, before: StoredCount, said: CountSheet) -> None:
    """Who found packed goods has counted them."""
    named = states_found(tx, before.id)
    problems = [
        f"rows of count {before.id} name {state} goods, so such goods were counted"
        for state, counted in (
            (PACKED, said.packed_counted),
            (State.DAMAGED.value, said.damaged_counted),
        )
        if state in named and counted is False
    ]
    if problems:
        raise Rejected(problems)
