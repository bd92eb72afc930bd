"""Every table that can be downloaded, by the name in its link."""

from collections.abc import Iterator, Mapping
from typing import Any

from components.downloads import TableSource
from data_access.answers.core import IndicatorReport, Table
from data_access.catalogue.groups import DIMENSION_WORDS
from data_access.catalogue.indicators import INDICATORS
from data_access.door import Question
from data_access.errors import CareImpactError
from data_access.questions.impact.impact_balance import impact_balance
from data_access.questions.impact.impact_check_cost import impact_check_cost
from data_access.questions.impact.impact_groups import impact_groups
from data_access.questions.impact.impact_months import impact_months
from data_access.questions.impact.impact_outcomes import impact_outcomes
from data_access.questions.impact.impact_path import impact_path
from data_access.questions.impact.impact_pcns import impact_pcns
from data_access.questions.impact.impact_sensitivity import impact_sensitivity
from data_access.questions.impact.impact_value import impact_value
from data_access.questions.indicators.indicator import indicator
from data_access.questions.indicators.practice_grid import practice_grid
from data_access.selection import Selection
from pages._ask import ask
from pages._caseload_tables import caseload_tables
from pages._cohort_tables import cohort_tables
from pages._england_tables import england_tables
from pages._equity_tables import equity_tables
from pages._health_check_tables import health_check_tables
from pages._outcome_tables import outcome_tables
from pages._pcn_tables import pcn_tables
from pages._referral_tables import referral_tables
from pages._start_tables import start_tables
from pages._table_of import NOTHING, table_of
from pages._value_tables import value_tables


def _of_indicator(id_: str, part: str) -> TableSource:
    def table(selection: Selection) -> tuple[str, Table]:
        report: IndicatorReport = ask(indicator, selection, indicator_id=id_)
        parts = (
            ("trend", report.over_time),
            ("practices", report.practices),
            ("practice-trends", report.practice_trends),
            *report.groups,
        )
        compared = dict(parts).get(part)
        if compared is None:
            raise CareImpactError(NOTHING)
        return compared.caption.reference.id, compared.table

    return table


# Reports with one table, by the name in the link.
_REPORTS: Mapping[str, Question[..., Any]] = {
    "impact/months": impact_months,
    "impact/balance": impact_balance,
    "impact/path": impact_path,
    "impact/sensitivity": impact_sensitivity,
    "impact/outcomes": impact_outcomes,
    "impact/pcns": impact_pcns,
    "impact/value": impact_value,
    "impact/check-cost": impact_check_cost,
}


def _practice_grid(selection: Selection) -> tuple[str, Table]:
    grid = ask(practice_grid, selection)
    if grid is None:
        raise CareImpactError(NOTHING)
    return grid.caption.reference.id, grid.table


def _sources() -> Iterator[tuple[str, TableSource]]:
    for record in INDICATORS:
        for part in ("trend", "practices", "practice-trends", *DIMENSION_WORDS):
            yield f"indicator/{record.id}/{part}", _of_indicator(record.id, part)
    for slice_ in ("cohort", "practice", "route"):
        yield f"impact/groups/{slice_}", table_of(impact_groups, slice_=slice_)
    for name, question in _REPORTS.items():
        yield name, table_of(question)
    yield "month/practices", _practice_grid
    yield from referral_tables()
    yield from cohort_tables()
    yield from health_check_tables()
    yield from caseload_tables()
    yield from england_tables()
    yield from equity_tables()
    yield from outcome_tables()
    yield from pcn_tables()
    yield from value_tables()
    yield from start_tables()


TABLES: Mapping[str, TableSource] = dict(_sources())
