"""Put aside figures that cannot be: a part above its whole, a year's rise eightfold.

The row stays with its other figures. What is put aside is counted and named, so that
somebody can ask the publisher; it is never shown, and never a finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from data_access.ingest.published.sources.reading import Aside, places_of, words
from data_access.ingest.published.sources.tables import FeedTable
from data_access.ingest.published.sources.values import financial_year_end

# A slip of one digit makes a figure ten times itself; with a year's ordinary change
# beside it, eight times that of the year before or more. Among 190,000 practices' lists
# and ICBs' admissions a year apart, none rises so.
RISE = 8
_YEAR = pd.Timedelta(days=365)
_ABOUT = pd.Timedelta(days=100)  # June beside May of the year before, if need be
_BORNE_OUT = 0.5  # of the figure, in the year after or two years before
_ROUNDING = 1e-6  # of sums of weights, which are not added up in one order

Found = Iterator[tuple[int, Aside]]


def put_aside_impossible(
    table: FeedTable, frame: pd.DataFrame
) -> tuple[pd.DataFrame, list[tuple[int, Aside]]]:
    """Return the rows without impossible figures, and those by the place of their file.

    ``frame`` has the table's columns and ``file``, the place of each row's file.
    """
    result = frame.copy()
    aside: list[tuple[int, Aside]] = []
    for part, whole in table.parts.items():
        above = result[part] - result[whole] > _ROUNDING
        reason = f"{words(part)} is above {words(whole)}"
        beside = result[whole]
        aside += _named(table, result, part, above, reason, "of", beside)
        result[part] = result[part].mask(above)
    if table.whole:
        (column,) = table.figures
        for reason, which, how, beside in _above_whole(table, result, column):
            aside += _named(table, result, column, which, reason, how, beside)
            result[column] = result[column].mask(which)
    several = table.period is not None and result[table.period].nunique() > 1
    for column, least in table.yearly.items() if several else ():
        rises, before = _rises(table, result, column, least)
        reason = f"{words(column)} is {RISE} times that of the year before or more"
        aside += _named(table, result, column, rises, reason, "after", before)
        result[column] = result[column].mask(rises)
    return result, aside


def _above_whole(
    table: FeedTable, frame: pd.DataFrame, column: str
) -> Iterator[tuple[str, pd.Series[bool], str, pd.Series[float]]]:
    """Yield the wholes that most of their parts are above, then the parts above one.

    A list of 1 with hundreds in every age band is itself wrong; one band above a list
    of thousands is the band's mistake.
    """
    is_whole = pd.Series(True, index=frame.index)
    for name, value in table.whole.items():
        is_whole &= frame[name] == value
    groups = _keys(frame, [name for name in table.key if name not in table.whole])
    whole = frame[column].where(is_whole).groupby(groups).transform("max")
    above = ~is_whole & (frame[column] > whole)
    known = ~is_whole & frame[column].notna() & whole.notna()
    shares = above.groupby(groups).transform("sum") / known.groupby(groups).transform(
        "sum"
    ).clip(lower=1)
    largest = frame[column].where(above).groupby(groups).transform("max")
    wrong = is_whole & (shares > 0.5)
    yield "most of its parts are above it", wrong, "with a part of", largest
    yield "the part is above the whole", above & ~(shares > 0.5), "of", whole


def _rises(
    table: FeedTable, frame: pd.DataFrame, column: str, least: float
) -> tuple[pd.Series[bool], pd.Series[float]]:
    """Return which figures rise too far in a year, and the figure of the year before.

    One that the year after bears out, or that of two years before, is a true change
    or follows a figure that was too small.
    """
    days = _days(frame[table.period])
    place = [name for name in table.key if name != table.period]
    series = pd.DataFrame(
        {"place": _keys(frame, place), "day": days, "figure": frame[column]}
    )

    def then(years: int) -> pd.Series[float]:
        wanted = series.assign(day=days + years * _YEAR, row=range(len(series)))
        known = series.dropna(subset=["figure"])
        found = pd.merge_asof(
            wanted.sort_values("day"),
            known.sort_values("day"),
            on="day",
            by="place",
            direction="nearest",
            tolerance=_ABOUT,
            suffixes=("", "_then"),
        )
        return found.sort_values("row")["figure_then"].set_axis(frame.index)

    figure, before = frame[column], then(-1)
    borne_out = (then(1) >= _BORNE_OUT * figure) | (then(-2) >= _BORNE_OUT * figure)
    return (before >= least) & (figure >= RISE * before) & ~borne_out, before


def _days(period: pd.Series) -> pd.Series[pd.Timestamp]:
    dates = {
        value: value if isinstance(value, pd.Timestamp) else _year_end(value)
        for value in period.unique()
    }
    return pd.to_datetime(period.map(dates)).astype("datetime64[ns]")


def _year_end(year: str | int) -> date:
    return financial_year_end(year) if isinstance(year, str) else date(year, 12, 31)


def _keys(frame: pd.DataFrame, columns: list[str]) -> pd.Series[int]:
    if not columns:  # a series of one place
        return pd.Series(0, index=frame.index)
    return frame.groupby(columns, dropna=False).ngroup()


def _named(
    table: FeedTable,
    frame: pd.DataFrame,
    column: str,
    which: pd.Series[bool],
    reason: str,
    how: str,
    beside: pd.Series[float],
) -> Found:
    for file, rows in frame[which].groupby("file"):
        given = [
            f"{figure:,.10g} {how} {other:,.10g}"
            for figure, other in zip(rows[column], beside[rows.index], strict=True)
        ]
        found = zip(places_of(rows, table.key), given, strict=True)
        yield int(str(file)), Aside(reason, tuple(found))
