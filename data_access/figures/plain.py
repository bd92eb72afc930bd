"""A shown figure as plain values: the same for a browser and for a script."""

import math
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

import numpy as np

from data_access.answers.core import Table, Trend
from data_access.figures.digits import few_digits, table_with_few_digits
from data_access.figures.record import ShownFigure


def plain_figure(shown: ShownFigure) -> dict[str, Any]:
    """Return the words, verdict, table, reference and answer of a shown figure.

    A cell without a number is the reason in words; a month is its first day. A field
    that an answer keeps out of its text, as whole pseudonyms, is left out.
    """
    caption, table = shown.report.caption, shown.report.table
    answer = {
        field.name: plain(getattr(shown.report, field.name))
        for field in fields(shown.report)  # type: ignore[arg-type]  # a dataclass
        if field.repr and field.name not in ("caption", "table")
    }
    if shown.few_digits:
        table, answer = table_with_few_digits(table), few_digits(answer)
    return {
        "figure": shown.figure.name,
        "headline": caption.headline,
        "subtitle": caption.subtitle,
        "summary": caption.summary,
        "definition": caption.definition,
        "verdict": verdict(shown.report),
        "reference": {"id": shown.reference.id, **asdict(shown.reference)},
        "table": plain_table(table),
        "answer": answer,
    }


def plain_table(table: Table) -> dict[str, Any]:
    """Return a table's caption, columns and rows."""
    return {
        "caption": table.caption,
        "columns": [asdict(column) for column in table.columns],
        "rows": [[plain(cell) for cell in row] for row in table.rows],
    }


def verdict(report: object) -> str | None:
    """Return what may be concluded, None if the figure judges nothing."""
    trend = getattr(report, "trend", None)
    if isinstance(trend, Trend):
        return trend.verdict.sentence
    word = getattr(report, "verdict", None)
    return None if word is None else str(word)


def plain(value: Any) -> Any:
    """Return a value as JSON can write it; what is no number, such as NaN, is None."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name)) for field in fields(value)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return value
