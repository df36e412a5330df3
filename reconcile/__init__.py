"""Physical counts against the ledger: what people found beside what the book says.

reading/      a file of any kind into the lines of a count, or into its problems
barcodes/     what the codes on goods say: GTINs, labels, tags, and what damages them
causes/       why lines differ: likely causes, and the command that would mend each

arrays.py     plain arrays and numpy's
join.py       several sheets as one count
bins.py       in which bins an item lies, and which of them a count left out
whole_bins.py what a sheet that is complete for bins did not find in them
shelf.py      what the book says of a location, as arrays
beside.py     lines beside the book as of their instants, as columns
kept.py       the same, from what was kept of it at the upload
compare.py    what becomes of each of them
misplaced.py  goods in another state than the book has them
decide.py     which differences pass by themselves, and why others wait
classes.py    which class A, B or C the items of a count are judged by
surplus.py    which expected goods would explain a surplus;  arrivals.py the command that books them
duties.py     who may not say a word on which line
absurd.py     when a count as a whole waits;  figures.py what of it is looked at for that
measures.py   how right the book was, and what got lost
plan.py       which items to count, why and by when;  plan_facts.py what that looks at;
              plan_rules.py what people say of it

numpy and pandas live here. Nothing here knows a connector, a channel or a page.
"""
