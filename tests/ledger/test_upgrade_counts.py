"""Counts that were posted before people's reasons were kept go on as they were."""

from ledger.migrations.upgrade import upgrade
from tests.ledger.databases import ask, engine_of, write

_FILLED = (
    "INSERT INTO location (id, code, kind, time_zone) VALUES (1, 'main', 'own', 'UTC')",
    "INSERT INTO item (id, sku, name, category, pack_size, stocked, assembly, created_at) "
    "VALUES (1, 'A', '', '', 1, 1, 'none', 0)",
    "INSERT INTO stock_count (id, location_id, file_name, digest, counted_from, counted_at, "
    "complete, lines, uploaded_at, uploaded_by, approved_by, posted_by, reversed_by) "
    "VALUES (1, 1, 'f', 'd', 0, 0, 0, 4, 0, 'ann', '', '', '')",
    "INSERT INTO count_decision (sequence, count_id, line, decision, difference, at, actor) "
    "VALUES (1, 1, 1, 'accepted', -2, 0, 'bob')",
    *(
        "INSERT INTO count_line (count_id, line, item_id, counted_at, expected, counted, variance, "
        "ruled, revision, ruled_revision, status, reason) "
        f"VALUES (1, {line}, 1, 0, {expected}, 8, 0, 0, 1, 1, '{status}', '')"
        for line, expected, status in (
            (1, 10, "posted"),
            (2, 9, "posted"),
            (3, 8, "reopened"),
            (4, 7, "recount"),
        )
    ),
)


def test_how_a_line_came_to_be_posted_is_known_after_the_upgrade(empty_url: str) -> None:
    """By a person's word, as small, as expected, or not at all."""
    with engine_of(empty_url) as engine:
        upgrade(engine, revision="0006")
        for statement in _FILLED:
            write(engine, statement)

        upgrade(engine)

        assert ask(engine, "SELECT passed FROM count_line ORDER BY line") == [
            ("accepted",),
            ("within_tolerance",),
            (None,),
            (None,),
        ]
        assert ask(engine, "SELECT reason_code FROM count_decision") == [(None,)]
