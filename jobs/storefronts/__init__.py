"""Storefronts: connected, taken over, pulled from and written to.

installed.py  the connectors of all packages;  connectors.py what is told of them
channels.py   from the configuration to connectors;  twins.py two that may be one shop
same_shop.py  which shop a channel is, kept;  told_by.py the settings that say it
channel_locations.py   a channel's own locations beside those that are mapped
offers.py     what of ours a channel is offered, and where its numbers stand
adopt.py, channel_opening.py   taking over a channel: its links, its opening stock
catalogue.py  its listings, read whole
work.py       one channel being worked, under its lease;  holder.py who holds that
sync.py       one cycle: pull.py orders in, push.py quantities out
push_answers.py   what became of them;  brake.py when to stop and ask
failing.py    what goes wrong for longer than a cycle;  shadow.py what would be pushed
switches.py, listings.py   what may be written where, and what is;  explain.py why
"""
