"""A file of any kind into the lines of a count, or into every problem that it has.

sheet.py      the way in: a file into lines by item, or its problems
annotated.py  a copy of it with its problems;  marked_workbook.py that copy as XLSX
Files:
    files.py      a file as a sheet: its delimiter, its heading row, its limits
    encodings.py  which letters its bytes are;  formulas.py text that is no formula
    blocks.py     its rows, some at a time;  records.py those of a text file, and what is no row
    misshapen.py  what to say of what is none
    workbooks.py, old_workbooks.py   XLSX and XLS as rows of text
    workbook_parts.py   what an XLSX would unpack to, before it is;  shared_texts.py its texts
    worksheet_scan.py   its cells that say more than their values;  styles.py which are percentages
    book_sheets.py      a workbook as a sheet;  appearance.py what of it is merged or hidden
Columns:
    headings.py   which column a heading means;  heading_words.py the words that people use
    unheaded.py   what to say where none makes a count;  looks.py what columns look like
    layouts.py    where the cells stand, and what the uploader says of that
    texts.py      columns as their different texts, and those as bytes
    numbers.py    how a column writes its quantities;  cells.py what one cell must hold
    no_values.py  what to say of a cell that holds no value
Rows:
    naming.py     the item of each, by SKU, barcode or tag;  unnamed.py what to say where none is
    names.py      which items the cells of a column name
    scanned.py    what is no plain barcode: labels, tags, cases
    packs.py      for how many units a code stands;  units.py how many each row counts
    counted_at.py when each was counted;  dates.py how a column writes its dates
    month_names.py   the months in five languages
    states.py     the words for the states of goods
    remarks.py    what is said of a row beside how many: state, lot, who counted
    labelled.py   lots and expiry dates that labels say;  elsewhere.py other locations
    lines.py      rows as numbers, and one line an item
    found.py      what was found, by item and by bin
"""
