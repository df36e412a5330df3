"""Physical counts in the ledger: kept as they were uploaded, decided about, posted, and reversed.

Rules (pure):
    facts.py        lines, their decisions and statuses;  blocks.py what was found, packed
    late_news.py    what facts learnt after a count was posted mean to it
    on_hand.py      what a fact changes of on hand, and of its parts
What a count is compared with:
    shelf.py        levels of now and what changed since, of a whole location
    countable.py    which item a text on a sheet names
    plan_reads.py   what planning a count asks;  bins.py where items were found
    adjusted.py     what other counts of these weeks adjusted
    open_goods.py   what would explain a surplus;  cause_reads.py what else may explain a difference
What is kept of counts:
    rows.py         counts as rows;  files.py of which files they are
    counters.py     who counted which items;  lots.py by state and lot;  tags.py single things
    damage_found.py damage that a count found, and that is learnt of once more
    classes.py      of which class A, B or C its items were
    comparisons.py  what a count differed by when it was uploaded
    mappings.py     which headings of sheets mean what, by people's word
    decisions.py    what people decided;  people.py who is who
    posting.py      into the book and out of it
    posted.py, late_posting.py   late news while posting
    learnt.py     which of it waits for people;  rulings.py their word on it
    ruled_later.py  when the facts are booked that were ruled to be later
    reports.py      what a report tells beside the lines;  measures.py of many counts
"""
