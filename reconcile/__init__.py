"""Physical counts against the ledger; they come with the next version."""
