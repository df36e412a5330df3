"""What happens, in what order: one file a use case, with the shape of its JSON answer.

goods/        items, and what people say of goods that moved
storefronts/  channels: connected, adopted, pulled from, written to
counts/       sheets of what people found, and what becomes of them

cli.py        the command line; the composition root, which may import everything
commands/     one module a command: its options, and how its answer looks to a person
app.py        what every command stands on;  options.py, tables.py, progress.py, help_pages.py
              shared by them
failures.py   from an error to what a person reads;  logs.py the log;  answers.py every JSON shape
config.py, config_file.py   the configuration;  sections.py what its parts are made from
config_sense.py what contradicts itself in it;  config_words.py how its problems are told
csv_files.py  files of ours, in and out;  column_words.py their headings in five languages
exports.py    what export commands have in common
hands.py      the real clock and transport
init.py       the database and every channel's rights checked;  check.py the ledger proved
schedule.py   cycles day and night;  signals.py being told to stop
incidents.py  what waits for a person
demo.py       a day of two fake shops, step by step;  demo_stage.py where it is played
demo_shop.py  one of them that stays open
"""
