"""Operators' pages and the HTTP API; they come with a later version."""
