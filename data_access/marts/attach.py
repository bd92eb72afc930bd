"""Join details to rows, keeping each key once."""

import ibis
from ibis import ir


def attach(rows: ir.Table, details: ir.Table, keys: list[str]) -> ir.Table:
    """Left join ``details`` to ``rows`` by ``keys``, keeping each key once.

    Ibis keeps the right side's keys under another name, and refuses a second such
    join because those names collide.
    """
    renamed = details.rename({f"known_{key}": key for key in keys})
    on = [rows[key] == renamed[f"known_{key}"] for key in keys]
    columns = [column for column in details.columns if column not in keys]
    return rows.left_join(renamed, on).select(*rows.columns, *columns)


def both_sides(joined: ir.Table, keys: list[str]) -> ir.Table:
    """Keep each key of an outer join once, from whichever side has it."""
    return joined.mutate(
        **{key: ibis.coalesce(joined[key], joined[f"{key}_right"]) for key in keys}
    ).drop(*(f"{key}_right" for key in keys))
