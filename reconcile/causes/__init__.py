"""Why a line of a count differs: the likely causes that the data supports, ranked.

facts.py        values: a line and what is known around it; a cause
read.py         the facts of all lines that differ, read from the book once
other_counts.py the facts that other counts of those days tell
chance.py       how surprising a difference is, given how the other lines differ
likeness.py     which items may be taken for each other
ground.py       what every rule stands on, and what a rule is
mistaken.py     one item counted or booked as another, a row slipped
packs.py        cases and units
digits.py       slips of the pen and of the fingers
uncounted.py    a shelf or a sheet missed, or counted twice
unbooked.py     receipts, transfers and returns that are there already
orders.py       orders that left untold; packed, damaged and inspected goods elsewhere
timing.py       movements near the instant
elsewhere.py    lines and goods of another location
words.py        instants as evidence tells them
mends.py        the command that would mend it
weigh.py        the causes of all lines weighed against each other and against chance
rank.py         every rule asked, and its causes ranked

The rules are pure: they see values only, and each file is one family of them. Odds come from three
things: how common such a mistake is (a constant beside its rule), how well it fits this line, and
how rarely lines differ by just so much without any cause (chance.py). The bench of the same name
measures what they find among mistakes that people make by ways of their own.
"""
