"""Physical counts against the ledger: what people found beside what the book says.

headings.py   which column a heading means;  heading_words.py the words that people use
encodings.py  which letters the bytes of a file are;  formulas.py text that is no formula
numbers.py    how a column writes its quantities
layouts.py    where the cells of a sheet stand, and what its uploader says of that
files.py      a file as a sheet: its delimiter, its heading row, its limits
workbook_parts.py   what an XLSX would unpack to, before it is
workbooks.py, old_workbooks.py   XLSX and XLS as rows of text
book_sheets.py      a workbook as a sheet
blocks.py     the rows of a sheet, some at a time
texts.py      many texts as bytes: fingerprints, and columns as their different texts
arrays.py     plain arrays and numpy's
dates.py      how a column writes its dates;  counted_at.py when each row was counted
cells.py      what one cell must hold, and what to say of one that does not
barcodes/     what the codes on goods say: GTINs, labels, tags, and what damages them
names.py      which items the cells of a column name;  packs.py for how many units a code stands
scanned.py    what is no plain barcode: labels, tags, cases
naming.py     the item of each row, by SKU, barcode or tag;  unnamed.py what to say where none is
units.py      how many units each row counts, a tag once
remarks.py    what a sheet says of its rows beside how many;  states.py of their state
lines.py      rows as numbers, and one line an item
found.py      what a sheet found, by item and by bin
sheet.py      a file into lines by item, or every problem of it
annotated.py  a copy of a sheet with its problems;  marked_workbook.py it as XLSX
shelf.py      what the book says of a location, as arrays
join.py       several sheets as one count
bins.py       in which bins an item lies, and which of them a count left out
plan.py       which items to count, why and by when;  plan_facts.py what that looks at;
              plan_rules.py what people say of it
beside.py     lines and what the book says of them, as columns of numbers
kept.py       what differs, from what was kept of it at the upload, brought up to date
compare.py    what becomes of lines beside the book
decide.py     which differences pass by themselves, and why others wait
misplaced.py  goods that were found in another state than the book has them
surplus.py    which expected goods would explain a surplus
duties.py     who may not say a word on which line
measures.py   how right the book was, and what got lost
absurd.py     when a count as a whole waits;  figures.py what of it is looked at for that
causes/       why lines differ: likely causes, and the command that would mend each

numpy and pandas live here. Nothing here knows a connector, a channel or a page.
"""
