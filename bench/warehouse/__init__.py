"""A warehouse in which people make mistakes, for `bench/causes.py`.

``goods``
    What is stocked: products with variants, codes of several suppliers, cases, bins, quantities.
``days``
    What happened before and around the count, as the book learnt it and as it was in truth.
``counters``
    People walk along the bins and write a sheet, with the slips of eyes, fingers and scanners.
``office``
    The same into a real book, and a count of it, through the jobs.

Nothing here imports a rule that is measured: mistakes are made by what people do, and only their
names are compared.
"""
