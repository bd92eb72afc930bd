"""What a load changes is said by month, or by rows added, changed and kept."""

# ruff: noqa: S608  # the SQL is the test's own

import pytest

from data_access.ingest.extract.load_database import load_database
from data_access.ingest.extract.table_changes import change_by_key, change_by_month


def by_month(old: dict[str, int], after: dict[str, int]) -> tuple[str, tuple[str, ...]]:
    """Return the effect where months have so many rows before and after."""
    with load_database() as connection:
        for name, months in (("old", old), ("after", after)):
            connection.execute(f"CREATE TABLE {name} (day DATE, place INTEGER)")
            for month, rows in months.items():
                connection.execute(
                    f"INSERT INTO {name} SELECT CAST(? AS DATE), i FROM range(?) r(i)",
                    [f"{month}-05", rows],
                )
        effect = change_by_month(connection, "events", "day", "day, place")
    return effect.sentence, effect.shrinking


@pytest.mark.parametrize(
    ("old", "after", "sentence", "shrinking"),
    [
        ({}, {"2025-01": 1}, "adds Jan 2025 (1 rows)", ()),
        (
            {},
            {"2024-12": 2, "2025-01": 1, "2025-02": 1, "2025-05": 3},
            "adds Dec 2024 to Feb 2025, May 2025 (7 rows)",
            (),
        ),
        ({"2025-01": 4}, {"2025-01": 4}, "nothing changes (4 rows)", ()),
        (
            {"2025-01": 4, "2025-02": 30},
            {"2025-01": 4, "2025-02": 15, "2025-03": 9},
            "adds Mar 2025 (9 rows); replaces Feb 2025 (30 rows become 15)",
            (),
        ),
        (
            {"2025-01": 20, "2025-02": 19},
            {"2025-01": 9, "2025-02": 1},
            "replaces Jan 2025 to Feb 2025 (39 rows become 10)",
            ("events in Jan 2025 would fall from 20 rows to 9",),
        ),
        (
            {"2025-01": 25},
            {},
            "replaces Jan 2025 (25 rows become 0)",
            ("events in Jan 2025 would fall from 25 rows to 0",),
        ),
    ],
)
def test_months_are_named_and_guarded(
    old: dict[str, int],
    after: dict[str, int],
    sentence: str,
    shrinking: tuple[str, ...],
) -> None:
    assert by_month(old, after) == (f"events: {sentence}", shrinking)


def test_rows_by_key_are_added_changed_kept_or_taken_out() -> None:
    with load_database() as connection:
        for name, rows in {
            "old": "(1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')",
            "new": "(1, 'a'), (2, 'B'), (5, 'e')",
            "after": "(1, 'a'), (2, 'B'), (5, 'e'), (3, 'c')",
        }.items():
            connection.execute(
                f"CREATE TABLE {name} AS SELECT * FROM (VALUES {rows}) t(id, x)"
            )
        effect = change_by_key(connection, "people", "id", "id, x")
    assert effect.sentence == (
        "people: adds 1, changes 1, removes 1 of people who opted out, "
        "keeps 1 that are not in the file"
    )
