"""Counts: sheets of what people found, what becomes of them, and what they tell.

plan.py, plan_settings.py   which items to count;  bins.py where they were found last
sheet.py, sheet_files.py   blank sheets to count with
desk.py       how a count stands, into the book and out of it;  uploading.py from a file to a count
answers.py    what its commands answer with;  listing.py all counts
screen.py     how a count looks to a person;  settings.py what is configured of counts
reading.py    a sheet read as its uploader says, and its annotated copy
headings.py   what is remembered of how to read sheets
join.py       several sheets as one count;  declaring.py what is said of one, said anew
deciding.py   what people say of a count before it is posted;  offers.py surpluses
recounts.py   lines that somebody else counts again;  scope.py what a count is complete for
classes.py    of which class A, B or C its items were
learnt.py     what was learnt of a posted count
causes.py     why lines differ;  states.py goods in another state than the book has them
measures.py   how right the book is;  measures_report.py the same for the auditor
report.py     a count for the auditor;  report_files.py, spreadsheet_text.py reports as files
"""
