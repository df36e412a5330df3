"""The Online Retail data set as a real shop, for `bench/online_retail.py`.

``files``
    The monthly files, read into invoices.
``plan``
    What they mean for a shop and its shelves; the rules, told once.
``shopfront``, ``office``
    The shop's own side, played into the WooCommerce fake; our side, through the jobs.
``replay``
    The hours of each day: shoppers, staff, the scheduler, the count, in their order.
``arithmetic``, ``proof``
    What must be, straight from the files and with nothing of ours; compared with what is.
"""
