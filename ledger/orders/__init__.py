"""Orders into the ledger: what a storefront says now, beside what is posted, and what is missing.

Rules (pure):
    planner.py      from posted and wanted to the transfers that are missing; rulings
    line_state.py   their words: what is posted and believed of a line, and what is to be moved
    statements.py   what a storefront's statements add to what was believed
    restated.py     what it says anew of goods that were believed to have left
    taken_back.py   at which instant goods that never left are taken back
    verdict.py      which of two snapshots of one order is the newer
Rows and use:
    booking.py      a page of orders into the book, a transaction
    batch.py        its rows, collected while it is planned;  rows.py orders and lines as rows
    resolution.py   what a listing means in items
    unreadable.py   orders that could not be understood
    parked.py       lines that waited until their listing was linked
    vanished.py     orders that are gone;  rulings.py people's word on goods that wait
"""
