"""A year of orders in a shop of each platform, for `bench/backfill.py`.

``calendar``
    Which orders there were, what was in them and what became of each.
``held``
    A fake shop that holds just the orders that are asked for, so that it is never large.
``bigcommerce``, ``medusa``, ``shopify``, ``vendure``, ``woocommerce``
    Which orders a request of that platform asks for, and how they were made there.
``desk``
    The real command beside such a shop: its memory, its pace, and what a person sees of it.
"""
