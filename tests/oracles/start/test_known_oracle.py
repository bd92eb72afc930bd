"""When something can be known, held to what the product then shows.

A demo's files are ended at a month and some months later, and built each time: what was
promised at the first end is what there is at the later ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from fixtures.homes.extract_files import LEAST, small_extract, write_csv
from fixtures.homes.kept import Homes
from fixtures.homes.loaded import load_england
from fixtures.lakes import people_lake
from fixtures.lakes.cut_demo import build_cut, cut, lake_files, practices_of
from sqlalchemy import text

from data_access.answers.core import Mark, Table
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import HEADLINES, INDICATORS
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.care.coverage_count import FILES
from data_access.months import month_end, months_after
from data_access.operations.loading import load_local
from data_access.questions.impact.impact import impact
from data_access.questions.indicators.this_month import this_month
from data_access.questions.parts.time_to_know import (
    Held,
    first_time,
    has_figure,
    is_judged,
)
from data_access.questions.parts.trend import Given, judged_trend
from data_access.questions.start.start_known import HORIZONS, IMPACT, start_known
from data_access.selection import Selection
from data_access.settings import read_settings
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

NOT_YET, FIGURE, JUDGED = "not yet", "a figure", "judged"
END = date(2025, 4, 1)  # of the first extract
UNJUDGED = ("not_judged", "no_data", "too_small")


def rows_of(evidence: Evidence) -> dict[str, tuple]:
    """Give each row by its name, as a board reads it."""
    table: Table = start_known(Context(evidence, Selection(), Viewer())).table
    return {str(row[0]): row[1:] for row in table.rows}


@dataclass(frozen=True)
class Shown:
    """What the product shows of a home: figures, verdicts, months that are mostly 0."""

    figures: frozenset[str]
    judged: frozenset[str]
    rare: frozenset[str]
    estimate: bool


def shown_of(evidence: Evidence) -> Shown:
    codes = practices_of(evidence)
    context = Context(evidence, Selection(), Viewer(Role.PCN_MANAGER, codes))
    with evidence.connect() as connection:
        held = connection.execute(
            text(
                "select distinct indicator from indicator_month where "
                "practice_code = 'all' and cohort = 'all' and dimension = 'all'"
            )
        ).scalars()
        figures = frozenset(held)
    judged, rare = set(), set()
    for card in this_month(context).cards:
        trend = card.trend
        if trend.signs[trend.latest] not in UNJUDGED:
            judged.add(card.indicator)
        values = np.array([value for value in trend.values if value is not None])
        if np.count_nonzero(values) < values.size / 2 + 2:
            rare.add(card.indicator)
    try:
        impact(context)
        estimate = True
    except CareImpactError:
        estimate = False
    return Shown(figures, frozenset(judged), frozenset(rare), estimate)


def load_least(home: Path) -> None:
    """Load what a load cannot do without."""
    extract = {name: rows for name, rows in small_extract().items() if name in LEAST}
    load_local(read_settings(home=home), write_csv(home.parent / "least", extract))


@pytest.fixture(scope="module")
def files(demo_home: Path) -> Mapping[str, Path]:
    return lake_files(demo_home)


def ended(files: Mapping[str, Path], last: date, home: Path) -> Evidence:
    """Build the demo as if all of its files ended with a month."""
    tables: dict[str, pa.Table] = {
        file: cut(files, file, month_end(last), "") for file in FILES if file in files
    }
    return build_cut(files, tables, home)


def test_what_is_promised_is_what_is_shown_then(
    files: Mapping[str, Path], tmp_path: Path
) -> None:
    promised: dict[str, tuple] = {}
    seen = set()
    for place, months in enumerate(HORIZONS):
        if months == 3:
            continue  # as at six months, and a build takes long
        evidence = ended(files, months_after(END, months), tmp_path / f"{months}")
        promised = promised or rows_of(evidence)
        then = shown_of(evidence)
        evidence.close()
        for one in HEADLINES:
            said, there = promised[one.name][place], one.id in then.figures
            assert (said != NOT_YET) is there, (one.id, months)
            judged = one.id in then.judged
            # Earliest months: a caseload that grew has a baseline of its own.
            longer = one.kind == "stock" or one.id in then.rare
            if judged or not longer:
                assert (said == JUDGED) is judged, (one.id, months)
            seen.add((said, judged))
        assert (promised[IMPACT][place] != NOT_YET) is then.estimate, months
    assert seen >= {(NOT_YET, False), (FIGURE, False), (JUDGED, True)}


# --- by trying -------------------------------------------------------------------


def first_judged(indicator: Indicator) -> int:
    """Give series of more and more months to the judge; return the first it takes."""
    for length in range(1, 60):
        days = tuple(months_after(date(2020, 1, 1), k) for k in range(length))
        # Of a window that is not whole there is no value.
        whole = np.arange(length) >= max(indicator.lookback_months, 1) - 1
        values = np.where(whole, 50.0 + np.arange(length) % 5, np.nan)
        given = Given(
            months=days,
            shown=tuple(v if w else None for v, w in zip(values, whole, strict=True)),
            marks=tuple(None if w else Mark.NO_DATA for w in whole),
            provisional=(False,) * length,
            judged=values,
            people=np.full(length, 1000.0),
        )
        if judged_trend(indicator, given).signs[-1] not in UNJUDGED:
            return length
    raise AssertionError(indicator.id)


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.id)
def test_an_indicator_is_judged_when_the_judge_first_does(indicator: Indicator) -> None:
    months = first_judged(indicator)
    nothing = Held({}, 0, 0)
    assert first_time(partial(is_judged, indicator, nothing)) == months
    assert months > first_time(partial(has_figure, indicator, nothing)) > 0
    late = Held({}, 0, 2)
    assert first_time(partial(is_judged, indicator, late)) == months + 2
    # A month less, and all that was sent is not enough; with it, it is known now.
    ab = frozenset("ab")
    held = {-back: ab for back in range(months)}
    assert is_judged(indicator, Held(held, 0, 0), 0)
    assert not is_judged(indicator, Held(held, -1, 1), 0)
    # Months of other practices than the last are not judged.
    held[0] = frozenset("a")
    assert not is_judged(indicator, Held(held, 0, 0), 0)


# --- what is loaded --------------------------------------------------------------


def test_the_least_files_say_what_is_missing_for_the_rest(homes: Homes) -> None:
    rows = rows_of(Evidence(homes.home("least", load_least)))
    for one in HEADLINES:
        *_, missing, late = rows[one.name]
        lacking = [file for file in one.needs if file not in LEAST]
        assert missing.startswith(", ".join(f"{file}.csv" for file in lacking))
        assert ("2 months" in late) is bool(
            {"admissions", "attendances"} & {*one.needs}
        )
        assert (rows[one.name][0] == NOT_YET) >= bool(lacking)
    assert rows[IMPACT][-2] == "caseload.csv"


def test_with_published_files_alone_everything_is_still_to_be_sent(
    homes: Homes,
) -> None:
    evidence = Evidence(homes.home("england", load_england))
    report = start_known(Context(evidence, Selection(), Viewer()))
    assert {row[1] for row in report.table.rows} == {NOT_YET}
    # A year before, the month of starting, and one after it: none is there.
    assert report.caption.headline.endswith("in 14 months")
    missing = {file for row in report.table.rows for file in str(row[-2]).split(", ")}
    needed = {need for one in HEADLINES for need in one.needs}
    needed |= {"practices", "patients", "admissions", "caseload"}
    assert missing == {f"{file}.csv" for file in needed}


def test_where_nobody_can_be_compared_yet_no_estimate_is_promised_for_now(
    homes: Homes,
) -> None:
    evidence = Evidence(homes.home("bare", people_lake.make_bare_home))
    context = Context(evidence, Selection(pcn="N1"), Viewer())
    report = start_known(context)
    assert report.table.rows[0][0] == IMPACT
    assert report.table.rows[0][1] == NOT_YET
    assert "now" not in report.caption.headline
    with pytest.raises(CareImpactError):
        impact(context)
