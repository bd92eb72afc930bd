"""How does one indicator move, month by month, at one place?"""

from data_access.answers import (
    Caption,
    Column,
    ColumnKind,
    Mark,
    Table,
    Trend,
    TrendReport,
)
from data_access.door import Asking
from data_access.errors import CareImpactError
from data_access.indicators.catalogue import BY_ID
from data_access.indicators.cohorts import cohort_name
from data_access.indicators.record import Indicator
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.place import Place, find_place
from data_access.questions.reference import reference
from data_access.questions.series import Series, series_of, trend_of
from data_access.state.notes import ChartNote
from data_access.words import (
    assurance_sentence,
    listed,
    month,
    number,
    span,
    variation_sentence,
)

_VERDICTS = {
    "common_cause": "no more than usual variation",
    "improvement_high": "improving, more than chance",
    "improvement_low": "improving, more than chance",
    "concern_high": "getting worse, more than chance",
    "concern_low": "getting worse, more than chance",
    "neutral_high": "higher than before, more than chance",
    "neutral_low": "lower than before, more than chance",
}
_READINGS = {
    "common_cause": "usual variation",
    "improvement": "improvement",
    "concern": "concern",
    "neutral_high": "higher",
    "neutral_low": "lower",
}


def indicator_trend(
    asking: Asking, indicator_id: str, notes: tuple[ChartNote, ...] = ()
) -> TrendReport:
    """Report the control chart of one indicator, and nothing else of it.

    A rebase among ``notes`` starts new limits at its month.

    Raises CareImpactError where there are too few months, naming the files to load.
    """
    found = BY_ID[indicator_id]
    with asking.evidence.connect() as connection:
        place = find_place(asking, connection)
        rows = indicator_rows(
            connection,
            indicators=[found.id],
            pcn=place.pcn,
            practices=(place.practice,),
            cohort=place.cohort,
            last=place.month,
        )
    series = series_of(
        found, rows, place, exact=asking.viewer.exact_for(place.practice_codes)
    )
    rebased = tuple(note.month for note in notes if note.kind == "rebase")
    trend = trend_of(found, series, place, rebased=rebased)
    if trend is None:
        raise CareImpactError(missing(found, place))
    return TrendReport(
        caption=Caption(
            headline=_headline(found, series, trend),
            subtitle=", ".join(
                (
                    found.name,
                    place.name,
                    cohort_name(place.cohort),
                    span(trend.months[0], trend.months[-1]),
                )
            ),
            summary=_summary(found, series, trend),
            definition=found.id,
            reference=reference(asking, f"trend/{found.id}", found.definition),
        ),
        trend=trend,
        table=_table(found, trend),
    )


def missing(found: Indicator, place: Place) -> str:
    """Say in a sentence which files would fill an indicator."""
    files = listed([f"{need}.csv" for need in found.needs])
    return (
        f"{found.name} cannot be shown for {place.name}: it needs {files}, with at "
        f"least {max(found.lookback_months, 2)} months of history."
    )


def _headline(found: Indicator, series: Series, trend: Trend) -> str:
    last = series.months[-1]
    shown = series.shown[-1]
    if shown.value is None:
        words = (shown.mark or Mark.NO_DATA).value.lower()
        return f"{found.name}: {words} in {month(last)}"
    verdict = _VERDICTS.get(trend.variation or "", "too few months to tell")
    value = number(shown.value, found.unit)
    if trend.provisional[-1]:
        verdict = f"provisional; {verdict} to {month(series.judged or last)}"
    return f"{found.name}: {value} in {month(last)}, {verdict}"


def _summary(found: Indicator, series: Series, trend: Trend) -> str:
    parts = []
    low, high, mean = trend.lower[-1], trend.upper[-1], trend.mean[-1]
    if low is not None and high is not None and mean is not None:
        parts.append(
            f"The monthly average is {number(mean, found.unit)}; months usually lie "
            f"between {number(max(low, 0.0), found.unit)} and "
            f"{number(high, found.unit)}."
        )
    parts += [variation_sentence(trend, series.judged), assurance_sentence(trend)]
    if found.rolling:
        parts.append(
            "Neighbouring months share most of their window, so a change is believed "
            "only where the figure also differs from a year before."
        )
    return " ".join(part for part in parts if part)


def _table(found: Indicator, trend: Trend) -> Table:
    kind: ColumnKind = "percent" if found.unit == "percent" else "rate"
    columns = (
        Column("Month", "month"),
        Column("Value", kind),
        Column("Average", kind),
        Column("Lower limit", kind),
        Column("Upper limit", kind),
        Column("Reading"),
        Column("Status"),
    )

    def cell(value: float | None, why: Mark | None = None) -> float | Mark:
        return (why or Mark.NO_DATA) if value is None else value

    rows = tuple(
        (
            day,
            cell(trend.values[i], trend.marks[i]),
            cell(trend.mean[i]),
            cell(trend.lower[i]),
            cell(trend.upper[i]),
            _READINGS.get(trend.label[i], "not judged"),
            "provisional" if trend.provisional[i] else "final",
        )
        for i, day in enumerate(trend.months)
    )
    return Table(f"{found.name} by month", columns, rows)
