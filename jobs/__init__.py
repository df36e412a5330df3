"""What happens, in what order: one file a use case, with the shape of its JSON answer.

cli.py        the command line; the composition root, which may import everything
commands/     one module a command: its options, and how its answer looks to a person
app.py        what every command stands on;  options.py, tables.py, progress.py shared by them
help_pages.py how commands describe themselves
failures.py   from an error to what a person reads;  logs.py the log;  answers.py every JSON shape
config.py, config_file.py   the configuration;  sections.py, count_settings.py parts of it
config_sense.py  what contradicts itself in it;  config_words.py what is wrong with a value
csv_files.py, movement_cells.py, recipe_cells.py   files of ours, in and out
barcode_cells.py, barcode_warnings.py   an item's barcodes in a cell, and what is odd about them
init.py, opening.py, stock.py, history.py, check.py
exports.py    what export commands have in common
items.py, item_files.py   the item master, by hand and by file
moves.py, move_files.py   what people say of goods that moved;  move_checks.py what is wrong with it
move_booking.py into the book;  move_command.py how its commands are made
movements.py, movement_export.py   every movement, in and out
installed.py  the connectors of all packages;  connectors.py what is told of them
channels.py   from the configuration to connectors
hands.py the real clock and transport;  holder.py who holds a lease, and whether it lives
work.py       one channel being worked, under its lease
adopt.py, channel_opening.py   taking over a channel: its links, its opening stock
catalogue.py  its listings, read whole
channel_locations.py   its own locations beside those that are mapped
pull.py       orders in;  push.py quantities out;  push_answers.py what became of them
brake.py      when to stop and ask
shadow.py     what would be pushed;  sync.py one cycle;  schedule.py cycles day and night
failing.py    a channel whose cycles fail, told to a person
signals.py    being told to stop
switches.py, listings.py   what may be written where, and what is;  explain.py why
counts.py, count_answers.py, count_screen.py   sheets of what people found, what becomes of them
count_join.py several sheets as one count
count_reading.py   a sheet read as its uploader says, and its annotated copy
count_measures.py how right the book is
count_report.py a count for the auditor;  report_files.py, spreadsheet_text.py reports as files
count_deciding.py   what people say of a count before it is posted;  count_offers.py surpluses;
              count_states.py goods in another state than the book has them
count_causes.py   why lines of them differ
bins.py       where items were found last;  count_plan.py which ones to count;  plan_settings.py
count_sheet.py   blank sheets to count with;  sheet_files.py as files
returns.py, incidents.py   what waits for a person
demo.py       a day of two fake shops, step by step;  demo_stage.py where it is played
demo_shop.py  one shop that stays open, to try things by hand
"""
