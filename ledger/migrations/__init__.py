"""The schema's history: each version is small, runs in one transaction, and is never edited.

env.py: connects Alembic to our own engine.
upgrade.py: brings a database to the head, makes the triggers again and verifies them.
versions: the migrations.
"""
