"""The truth: what was where, who moved it, and what may be offered of it.

Knows no HTTP, CSV, schedule or page. Read state, decide with a pure function, write.

orders/     a storefront's orders into movements: the planner, and what it stands on
pushing/    what a storefront may show: the level rule and the push rule
counts/     physical counts, what is decided about them, and late news

Values (pure):
    instants.py     datetimes at the edges, microseconds UTC inside
    values.py       places and movements;  said.py what somebody says of an item
    sites.py        locations as the configuration names them
    snapshots.py    an order as a storefront says it is
    channels.py     listings, stock keys, pushes and their answers
    numbers.py      how many of a thing, as a person says it;  told.py commands, to be pasted
    errors.py       what can go wrong, by what to do next;  unknown.py SKUs that no item has
Storage:
    tables/         the schema;  migrations/ its history
    triggers.py     what protects facts
    database.py     transactions;  engines.py what the two engines need;  names.py known ids
    schema.py       which schema is needed;  clocks.py hosts whose clocks differ
    store.py        the one way in for movements;  movement_rows.py their rows, packing_rows.py
                    those of what is packed;  bulk.py, joined.py many rows at once, in and out
    cutover.py      what is in an opening stock already;  takings.py what is there to be taken
    check.py        the ledger proved against itself
Master data and use:
    items.py, barcodes.py, recipes.py, locations.py;  named_items.py what items are called
    listings.py, channel_state.py, leases.py   channels;  catalogue.py listings new or gone
    balances.py, history.py   what was where, and why
    incidents.py    what a person was told;  open_incidents.py what needs one now
"""
