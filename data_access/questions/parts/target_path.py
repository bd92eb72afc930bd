"""Counts so far and a forecast to a target, as a table."""

import math
from collections.abc import Mapping
from datetime import date

from data_access.answers.core import Column, Mark, Table
from data_access.answers.targets import TargetPath
from data_access.questions.parts.intervals import limit_columns


def path_table(
    caption: str, path: TargetPath, marks: Mapping[date, Mark] | None = None
) -> Table:
    """Return a path as a table; ``marks`` say why recorded months have no number."""
    columns = (
        Column("Month", "month"),
        Column(path.counted, "count"),
        *limit_columns("count"),
        Column("Status"),
    )
    rows = []
    for i, month in enumerate(path.months):
        forecast = path.middle[i] is not None
        value = path.middle[i] if forecast else path.done[i]
        cells = [value, path.lower[i], path.upper[i]]
        if not forecast:
            cells = [value, value, value]
        why = (marks or {}).get(month, Mark.NO_DATA)
        rows.append(
            (
                month,
                *(
                    why if cell is None else float(math.floor(cell + 0.5))
                    for cell in cells
                ),
                "forecast" if forecast else "recorded",
            )
        )
    return Table(caption, columns, tuple(rows))
