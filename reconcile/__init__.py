"""Physical counts against the ledger: what people found beside what the book says.

headings.py   which column a heading means, in the words that people use
files.py      a file as text: its encoding, its delimiter, its heading row, its limits
arrays.py    plain arrays and numpy's
cells.py      what one cell must hold, and what to say of one that does not
sheet.py      a file into lines by item, or every problem of it
shelf.py      what the book says of a location, as arrays
compare.py    lines beside the book as of their instants
decide.py     which differences pass by themselves, and why others wait
surplus.py    which expected goods would explain a surplus
duties.py     who may not say a word on which line
measures.py   how right the book was, and what got lost
absurd.py     when a count as a whole waits;  figures.py what of it is looked at for that

pandas lives here. Nothing here knows a connector, a channel or a page.
"""
