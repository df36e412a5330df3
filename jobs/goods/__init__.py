"""Items and goods, as people tell of them: by hand, or by a file that is taken whole or refused.

stock.py, history.py   what lies where, and how it came to
items.py, item_files.py   the item master, by hand and by file
barcode_cells.py, barcode_warnings.py   an item's barcodes in a cell, and what is odd about them
recipe_cells.py   what a kit consists of, in a cell
opening.py    what lay on hand when a location came into the book
moves.py, move_files.py   what people say of goods that moved;  move_checks.py what is wrong with it
move_booking.py into the book;  move_command.py how its commands are made
movements.py, movement_export.py, movement_cells.py   every movement, in and out
returns.py    goods that came back and wait for a person
"""
