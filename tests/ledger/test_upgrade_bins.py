"""Counts that were taken before their files were kept say of which file they were made."""

from ledger.migrations.upgrade import upgrade
from tests.ledger.databases import ask, engine_of, write

_FILLED = (
    "INSERT INTO location (id, code, kind, time_zone) VALUES (1, 'main', 'own', 'UTC')",
    "INSERT INTO stock_count (id, location_id, file_name, digest, counted_from, counted_at, "
    "complete, lines, uploaded_at, uploaded_by, approved_by, posted_by, reversed_by) "
    "VALUES (7, 1, 'sheet.csv', 'd', 0, 0, 0, 4, 0, 'ann', '', '', '')",
)


def test_an_old_count_is_one_file_of_its_uploader(empty_url: str) -> None:
    """Nobody said anything else then."""
    with engine_of(empty_url) as engine:
        upgrade(engine, revision="0006")
        for statement in _FILLED:
            write(engine, statement)

        upgrade(engine)

        kept = "SELECT count_id, number, first_count, file_name, digest, counted_by FROM count_file"
        assert ask(engine, kept) == [(7, 1, 7, "sheet.csv", "d", "ann")]
