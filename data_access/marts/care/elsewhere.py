"""Which practices' people seem to go mostly to hospitals whose file is not loaded?

Their rows of the file are whole, month by month, and far fewer than those of the PCN's
other practices. No count leaves this mart, and none of fewer than LEAST_SHOWN people
decides a mark.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from ibis import _, ir

from data_access.catalogue.elsewhere import read_elsewhere
from data_access.disclosure.rule import LEAST_SHOWN
from data_access.marts.care.coverage_rule import COMPLETE
from data_access.stats.far_below import far_below

NAME = "elsewhere"
COLUMNS = {"practice_code": "string", "pcn_code": "string"}

_ADMISSIONS = "admissions"
_KEYS = ("pcn_code", "practice_code", "month", "age_band")


def table(tables: Mapping[str, ir.Table]) -> pd.DataFrame:
    """Return COLUMNS, a row for each practice that is marked.

    ``tables`` has the marts ``person_month`` and ``coverage``.
    """
    found = list(marked(counts(tables)))
    return pd.DataFrame(found, columns=[*COLUMNS])


def counts(tables: Mapping[str, ir.Table]) -> pd.DataFrame:
    """Return days at risk, and people with an emergency admission, by _KEYS.

    Of months of which a practice sent all admissions. Each person counts once, in the
    first such month with one: several of one person are not independent.
    """
    coverage = tables["coverage"]
    whole = coverage.filter(
        (coverage.file == _ADMISSIONS) & (coverage.state == COMPLETE)
    ).select("practice_code", "month")
    people = tables["person_month"].inner_join(whole, ["practice_code", "month"])
    days = people.group_by(*_KEYS).agg(days=_.days_at_risk.sum())
    admitted = (
        people.filter(_.emergency > 0).group_by("person_id").agg(month=_.month.min())
    )
    first = people.inner_join(admitted, ["person_id", "month"])
    events = first.group_by(*_KEYS).agg(people=_.count())
    frame: pd.DataFrame = (
        days.left_join(events, _KEYS)
        .select(*_KEYS, "days", people=_.people.fill_null(0))
        .execute()
    )
    return frame


def marked(found: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Give the code of each practice that is marked, and of its PCN.

    Each is compared with the others in its own whole months, at the same ages.
    """
    rule = read_elsewhere()
    for pcn, of_pcn in found.groupby("pcn_code"):
        practices = sorted(of_pcn["practice_code"].unique())
        days, people = (
            _cube(of_pcn, practices, column) for column in ("days", "people")
        )
        for at, practice in enumerate(practices):
            months = days[at].any(axis=1)
            others = np.arange(len(practices)) != at
            if far_below(
                people[at, months].sum(axis=0),
                days[at, months].sum(axis=0),
                people[others][:, months].sum(axis=(0, 1)),
                days[others][:, months].sum(axis=(0, 1)),
                below=rule.below.value,
                # Bonferroni: of all its practices together, not of each.
                chance=rule.chance.value / len(practices),
                least=LEAST_SHOWN,
            ):
                yield practice, str(pcn)


def _cube(of_pcn: pd.DataFrame, practices: list[str], column: str) -> np.ndarray:
    """Lay a column out by practice, month and age band, zeros where there is none."""
    places = [
        pd.Categorical(of_pcn[name], categories).codes
        for name, categories in (
            ("practice_code", practices),
            ("month", of_pcn["month"].unique()),
            ("age_band", sorted(of_pcn["age_band"].unique())),
        )
    ]
    cube = np.zeros([1 + int(place.max()) for place in places])
    cube[tuple(places)] = of_pcn[column]
    return cube
