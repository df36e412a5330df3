"""One module a command: what it is called with, and how its answer looks to a person."""
