"""Every table that can be downloaded, by the name in its link."""

from collections.abc import Callable, Iterator, Mapping

from data_access.answers import IndicatorReport, Table
from data_access.indicators.catalogue import INDICATORS
from data_access.questions.indicator import indicator
from data_access.selection import Selection
from pages._ask import ask

TableSource = Callable[[Selection], tuple[str, Table]]


def _of_indicator(id_: str, part: str) -> TableSource:
    def table(selection: Selection) -> tuple[str, Table]:
        report: IndicatorReport = ask(indicator, selection, indicator_id=id_)
        held = report.trend_table if part == "trend" else report.practices_table
        return report.caption.reference.id, held

    return table


def _sources() -> Iterator[tuple[str, TableSource]]:
    for record in INDICATORS:
        for part in ("trend", "practices"):
            yield f"indicator/{record.id}/{part}", _of_indicator(record.id, part)


TABLES: Mapping[str, TableSource] = dict(_sources())
