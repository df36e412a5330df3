"""Physical counts against the ledger: what people found beside what the book says.

headings.py   which column a heading means, in the words that people use
files.py      a file as text: its encoding, its delimiter, its heading row, its limits
arrays.py    plain arrays and numpy's
cells.py      what one cell must hold, and what to say of one that does not
sheet.py      a file into lines by item, or every problem of it
shelf.py      what the book says of a location, as arrays
compare.py    lines beside the book as of their instants
decide.py     which differences pass by themselves, and why others wait
causes/       why lines differ: likely causes, and the command that would mend each

pandas lives here. Nothing here knows a connector, a channel or a page.
"""
