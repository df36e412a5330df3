"""What the codes on goods say: pure functions, from a text to a number, a label or a tag.

gtin.py      GTIN-8/12/13/14 and UPC-E: one number in all of its forms, its check digit, its case
columns.py   the same for a whole column at once
gs1.py       GS1 element strings and Digital Links: GTIN, lot, expiry, serial, count
rfid.py      what an RFID reader reads from a tag: SGTIN-96 and SGTIN-198, as hex or URI
scans.py     any such text as what it says of the goods
damaged.py   what a spreadsheet or a hand has made of a code, and which codes it may have been

Nothing here knows the book. The libraries for labels and tags are imported when one is met.
"""
