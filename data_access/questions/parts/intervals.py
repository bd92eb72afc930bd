"""Figures with their 95% intervals, as a table."""

from collections.abc import Iterable

from data_access.answers.core import Column, ColumnKind, Compared, Table

SHARE = Column("Share", "percent")
Groups = tuple[tuple[str, tuple[Compared, ...]], ...]


def limit_columns(kind: ColumnKind, of: str = "") -> tuple[Column, Column]:
    """Return the columns of an interval's limits; ``of`` says which interval's."""
    lower, upper = (f"{of}: lower", f"{of}: upper") if of else ("Lower", "Upper")
    return Column(f"{lower} 95% limit", kind), Column(f"{upper} 95% limit", kind)


def intervals_table(
    caption: str,
    first: str,
    value: Column,
    items: Iterable[Compared],
    *,
    whole: str = "",
    limits: ColumnKind | None = None,
) -> Table:
    """Return figures as a table, one a row, each with its interval and denominator.

    ``first`` names the items and ``whole`` their denominators, which are left out if it
    is empty. ``limits`` is how limits are written if not as the values are.
    """
    columns = (
        Column(first),
        value,
        *limit_columns(limits or value.kind),
        *((Column(whole, "count"),) if whole else ()),
    )
    rows = ((item.name, *item.cells)[: len(columns)] for item in items)
    return Table(caption, columns, tuple(rows))


def grouped_table(caption: str, first: str, second: str, groups: Groups) -> Table:
    """Return the shares of every group as a table, one item a row, with limits.

    ``first`` names the groups and ``second`` their items.
    """
    columns = (
        Column(first),
        Column(second),
        SHARE,
        *limit_columns("percent"),
        Column("Out of", "count"),
    )
    rows = ((name, item.name, *item.cells) for name, items in groups for item in items)
    return Table(caption, columns, tuple(rows))
