"""The truth: what was where, who moved it, and what may be offered of it.

Knows no HTTP, CSV, schedule or page. Read state, decide with a pure function, write.

Values (pure):
    instants.py     datetimes at the edges, microseconds UTC inside
    values.py       places and movements
    sites.py        locations as the configuration names them
    snapshots.py    an order as a storefront says it is
    channels.py     listings, stock keys, pushes and their answers
    numbers.py      how many of a thing, as a person says it
    errors.py       what can go wrong, by what to do next
Rules (pure):
    statements.py   what a storefront's statements add to what was believed
    restated.py     what it says anew of goods that were believed to have left
    planner.py      from posted and wanted to the transfers that are missing; rulings
    levels.py       how many units a channel may show, and why
    push.py, push_answer.py, push_state.py   the push rule: what to do, what an answer means,
                    what is kept of a stock key
    counts.py       physical counts;  count_blocks.py what was found, packed
    late_news.py    facts learnt after a count was posted;  on_hand.py what facts change of it
Storage:
    tables/         the schema;  migrations/ its history
    triggers.py     what protects facts
    database.py     transactions;  engines.py what the two engines need;  names.py known ids
    store.py        the one way in for movements;  movement_rows.py, packing_rows.py their rows
    bulk.py         many rows as the driver takes them fastest
    items.py, barcodes.py, recipes.py, locations.py, listings.py
    channel_state.py, leases.py, incidents.py
    open_incidents.py   what needs a person now
    order_rows.py, batch.py   orders as rows, a page of them at a time
    cutover.py      what is in an opening stock already;  takings.py what is there to be taken
Use:
    stock_keys.py   stock keys as rows;  level_reads.py the facts of the level rule, in bulk
    catalogue.py    listings that are new, or gone
    disputes.py     stock keys whose listings are linked to different items
    resolution.py   what a listing means in items
    booking.py      a page of orders into the book;  verdict.py which snapshot is the newer
    unreadable.py   orders that could not be understood
    parked.py, vanished.py, rulings.py   lines that waited, orders that are gone, people's words
    balances.py, history.py   what was where, and why
    shelf.py, countable.py   what a count is compared with, and which items it may name
    cause_reads.py   what the book knows that may explain why a count differs
    count_mappings.py   which headings of count sheets mean what, by people's word
    joined.py       many rows as a few long texts
    count_files.py  of which files a count is made;  count_counters.py who counted what
    count_tags.py, count_lots.py   single things that it counted; states and lots that it found
    bins.py         where items were found;  named_items.py what they are called
    plan_reads.py   what planning a count asks
    count_comparisons.py   what large counts differed by when they were uploaded
    count_rows.py   counts as rows;  count_posting.py into the book and out of it
    count_reports.py   what a report tells beside the lines of a count;  count_measures.py of many
    count_decisions.py   what people decided about counts;  open_goods.py what explains a surplus
    posted_counts.py, late_posting.py, count_rulings.py   late news while posting, and people's word
    explaining.py   why a number was written
    unknown.py      what to say of a SKU that no item has
    check.py        the ledger proved against itself
"""
