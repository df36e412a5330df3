"""Each storefront translated into ledger words. Nothing here knows the database or a schedule.

protocol.py   what a connector is; nothing to inherit
settings.py   what a connector lets an operator set
memory.py     the reference connector: all three kinds of platform, no network
contract.py   the tests that every connector passes; its author inherits them
http.py       the one door to the network;  answers.py what an answer means;  errors.py
woocommerce   WooCommerce, a folder of its own
fakes         stateful storefronts to test against and to try things with
"""
