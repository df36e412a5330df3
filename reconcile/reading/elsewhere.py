"""Rows that name another location than the one that is counted."""

import numpy as np

from ledger.counts.facts import Problem
from ledger.database import Reading
from ledger.locations import locations
from ledger.sites import Site
from reconcile.reading.blocks import Block
from reconcile.reading.headings import Column
from reconcile.reading.layouts import PROBLEMS_MAX, TextSheet


class Elsewhere:
    """Rows that name another location of ours; what is none of them may be a bin."""

    def __init__(self, tx: Reading, text: TextSheet, site: Site) -> None:
        self.problems: list[Problem] = []
        self._heading = text.headings.get(Column.LOCATION)
        self._code = site.code
        self._others = {code for code in locations(tx) if code != site.code}

    def add(self, block: Block) -> None:
        if Column.LOCATION not in block.cells:
            return
        codes, texts = block.cells[Column.LOCATION].coded()
        others = [code for code, text in enumerate(texts) if text in self._others]
        for place in np.flatnonzero(np.isin(codes, others))[:PROBLEMS_MAX] if others else ():
            self.problems.append(
                Problem(
                    row=int(block.row[place]),
                    column=self._heading,
                    problem=f"{texts[codes[place]]} is another location; a count is of one, here "
                    f"{self._code}: split it",
                )
            )
