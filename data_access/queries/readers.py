"""Cells of the monthly mart, each as the reader of the connection may see it.

The one place where exact counts leave the store: for a reader outside direct care they
are rounded or left out here, so that no question can compute from what is not shown.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from data_access.catalogue.indicators import BY_ID
from data_access.disclosure.counts import (
    CLUMPING_DIGITS,
    FEWEST_FOR_CLUMPING,
    Counts,
    as_shown,
    to_digits,
)
from data_access.disclosure.rule import (
    Flags,
    Floats,
    allowed_options,
    is_small,
    rounded,
)
from data_access.marts.schema import INDICATOR_MONTH
from data_access.queries.places import cohort_sizes, practices
from data_access.queries.version_cache import cached_per_version
from data_access.selection import ALL, WHOLE_PCN
from data_access.store.evidence import ANYBODY, READER
from data_access.viewer import Viewer


class CellKey(NamedTuple):
    """What decides how a cell is shown."""

    indicator: str
    pcn: str
    practice: str
    cohort: str


def reader_of(connection: Connection) -> Viewer:
    """Return who reads a connection; one that nobody opened sees as a board does."""
    reader: Viewer = connection.get_execution_options().get(READER, ANYBODY)
    return reader


def may_see_exactly(
    connection: Connection, pcns: Sequence[str], codes: Sequence[str]
) -> Flags:
    """Say of each cell whether its reader cares for all of its people.

    ``pcns`` and ``codes`` are the PCN and practice of each; "all" is the whole PCN.
    """
    reader = reader_of(connection)
    places = practices(connection)
    members: dict[str, list[str]] = {}
    for place in places:
        members.setdefault(place.pcn_code, []).append(place.code)
    own = {
        (place.pcn_code, place.code)
        for place in places
        if reader.exact_for((place.code,))
    } | {
        (pcn, WHOLE_PCN)
        for pcn, member_codes in members.items()
        if reader.exact_for(tuple(member_codes))
    }
    if not own:
        return np.zeros(len(codes), dtype=bool)
    return np.array([key in own for key in zip(pcns, codes, strict=True)], dtype=bool)


@cached_per_version
def _clumping(connection: Connection) -> dict[tuple[str, str, str], float]:
    """Return by indicator, PCN and cohort how much people coming back widen a count.

    The sum of squares over the events, of everybody in all months together, to two
    digits: the one figure of squares that readers outside direct care are given.
    Whether there are enough events for one is told by those that are shown.
    """
    table = INDICATOR_MONTH.c
    columns = ("indicator", "pcn_code", "cohort", "numerator", "squares")
    rows = connection.execute(
        select(*(table[name] for name in columns), table.numerator_withheld).where(
            table.practice_code == WHOLE_PCN, table.dimension == ALL
        )
    )
    cells = pd.DataFrame(rows.all(), columns=[*columns, "withheld"])
    events = cells["numerator"].to_numpy(dtype=float)
    withheld = cells["withheld"].eq(True).to_numpy(dtype=bool) | is_small(events)
    cells["shown"] = np.where(withheld, 0.0, rounded(events))
    sums = cells.groupby(["indicator", "pcn_code", "cohort"])[
        ["numerator", "squares", "shown"]
    ].sum()
    known = sums[sums["shown"] >= FEWEST_FOR_CLUMPING]
    ratios = known["squares"] / known["numerator"]
    keys: list[tuple[str, str, str]] = ratios.index.tolist()
    return {
        key: to_digits(ratio, CLUMPING_DIGITS)
        for key, ratio in zip(keys, ratios.tolist(), strict=True)
    }


def _usual_clumping(connection: Connection, cells: Sequence[CellKey]) -> Floats:
    """Return the clumping of each cell: its cohort's, or everyone's; NaN if unknown."""
    by_key = _clumping(connection)
    return np.array(
        [
            by_key.get(
                (cell.indicator, cell.pcn, cell.cohort),
                by_key.get((cell.indicator, cell.pcn, ALL), np.nan),
            )
            for cell in cells
        ],
        dtype=float,
    )


def cells_for_reader(
    connection: Connection, cells: Sequence[CellKey], counts: Counts
) -> tuple[Flags, Counts]:
    """Return which cells may be named to their reader, and the counts of those.

    ``counts`` has an entry a cell; those returned have one for each flagged cell.
    """
    exactly = may_see_exactly(
        connection, [cell.pcn for cell in cells], [cell.practice for cell in cells]
    )
    offered = exactly | _in_offered_cohorts(connection, cells)
    kept = [cell for cell, named in zip(cells, offered, strict=True) if named]
    these = Counts(*(getattr(counts, name)[offered] for name in Counts.__slots__))
    return offered, _as_known(connection, kept, these, exactly[offered])


def _as_known(
    connection: Connection, cells: Sequence[CellKey], counts: Counts, exactly: Flags
) -> Counts:
    """Return counts as their reader may know them; posts are staff, not patients."""
    indicators = [cell.indicator for cell in cells]
    records = {id_: BY_ID[id_] for id_ in set(indicators)}
    about_people = np.array([records[id_].about_people for id_ in indicators], bool)
    over_people = np.array(
        [records[id_].people_denominator for id_ in indicators], bool
    )
    shown = as_shown(counts, over_people, _usual_clumping(connection, cells))
    keep = exactly | ~about_people
    return Counts(
        *(
            np.where(keep, getattr(counts, name), getattr(shown, name))
            for name in Counts.__slots__
        )
    )


def _in_offered_cohorts(connection: Connection, cells: Sequence[CellKey]) -> Flags:
    """Flag the cells of cohorts that may be named outside direct care.

    A cohort of fewer than eight people of a PCN is to a reader outside direct care one
    that nobody has: its name alone would say that somebody here has that condition.
    """
    sizes = {pcn: cohort_sizes(connection, pcn) for pcn in {cell.pcn for cell in cells}}
    named = {
        (pcn, cohort) for pcn in sizes for cohort in (ALL, *allowed_options(sizes[pcn]))
    }
    return np.array([(c.pcn, c.cohort) in named for c in cells], dtype=bool)


def rows_for_reader(connection: Connection, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of the monthly mart as the reader of the connection may know them."""
    keys = ("indicator", "pcn_code", "practice_code", "cohort")
    cells = [CellKey(*key) for key in zip(*(rows[k] for k in keys), strict=True)]
    offered, counts = cells_for_reader(connection, cells, _counts_of(rows))
    return rows[offered].assign(
        **{name: getattr(counts, name) for name in Counts.__slots__}
    )


def _counts_of(rows: pd.DataFrame) -> Counts:
    """Return the counts of a frame's rows; a missing flag withholds nothing."""
    numbers = (
        rows[name].to_numpy(dtype=float)
        for name in ("numerator", "denominator", "squares")
    )
    flags = (
        rows[name].eq(True).to_numpy(dtype=bool)
        for name in ("numerator_withheld", "denominator_withheld")
    )
    return Counts(*numbers, *flags)
