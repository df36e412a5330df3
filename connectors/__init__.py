"""Each storefront translated into ledger words. Nothing here knows the database or a schedule.

protocol.py   what a connector is; nothing to inherit
settings.py   what a connector lets an operator set
undone.py     what is said of writes that an error kept from being done
places.py     which of our locations each of a channel's own is
memory        the reference connector: all three kinds of platform, no network
contract.py   the tests that every connector passes; its author inherits them
  contract_locations.py those of platforms with a number at each location
  contract_network.py   those of every connector that speaks HTTP: what it must bear
  contract_front.py     a fake behind a front, on a clock that stands still, to run them on
http.py       the one door to the network;  errors.py what comes out of it instead of an answer
  auth.py       signatures, and tokens that are renewed
  budget.py     waiting before a platform would throttle;  attempts.py trying again after it failed
  exchange.py   one request and its answer;  transport.py the sockets and their deadline
  answers.py    what an answer means, and what of it may be quoted;  hints.py what to do next
bigcommerce, medusa, shopify, vendure, woocommerce   a platform each, a folder of its own
fakes         stateful storefronts to test against and to try things with
"""
