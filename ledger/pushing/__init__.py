"""What a storefront may show: the level now, and the rule by which it is written.

Rules (pure):
    levels.py       how many units a channel may show, and why;  shares.py its parts by location
    rule.py         the push rule: what to do next with a stock key;  drift.py what it calls drift
    answer.py       what the answer to a write means;  state.py what is kept of a stock key
Rows and use:
    stock_keys.py   stock keys as rows;  guard.py their state as text
    level_reads.py  the facts of the level rule, in bulk
    disputes.py     stock keys whose listings are linked to different items
    explaining.py   why a number was written
"""
