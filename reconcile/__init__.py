"""Physical counts against the ledger."""
