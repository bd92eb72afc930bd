"""How does one indicator move, and how do practices and groups compare?"""

from data_access.answers import (
    Caption,
    Column,
    Definition,
    IndicatorReport,
    Mark,
    Table,
    Trend,
)
from data_access.door import Asking
from data_access.errors import CareImpactError
from data_access.indicators.catalogue import BY_ID
from data_access.indicators.cohorts import cohort_name
from data_access.indicators.groups import DIMENSION_WORDS
from data_access.indicators.record import Indicator
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.comparison import compare_groups, compare_practices
from data_access.questions.place import Place, find_place
from data_access.questions.practice_trends import practice_trends
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

_KINDS = {"note": "note", "rebase": "new limits from here"}

_DIRECTIONS = {
    "increase": "higher is better",
    "decrease": "lower is better",
    "neutral": "neither way is better in itself",
}


def indicator(
    asking: Asking, indicator_id: str, notes: tuple[ChartNote, ...] = ()
) -> IndicatorReport:
    """Report one indicator's trend, practices, groups and definition.

    A rebase among ``notes`` starts new limits at its month.

    Raises CareImpactError for an indicator the catalogue does not hold.
    """
    found = BY_ID.get(indicator_id)
    if found is None:
        raise CareImpactError(
            "There is no indicator of that name; choose one from the month's page."
        )
    with asking.evidence.connect() as connection:
        place = find_place(asking, connection)
        rows = indicator_rows(
            connection,
            indicators=[found.id],
            pcn=place.pcn,
            practices=None,
            cohort=place.cohort,
            last=place.month,
        )
        by_group = {
            dimension: indicator_rows(
                connection,
                indicators=[found.id],
                pcn=place.pcn,
                practices=(place.practice,),
                cohort=place.cohort,
                dimension=dimension,
                first=place.month,
                last=place.month,
            )
            for dimension in DIMENSION_WORDS
        }
    exact = asking.viewer.exact_for(place.practice_codes)
    mine = rows[rows["practice_code"] == place.practice]
    series = series_of(found, mine, place, exact=exact)
    rebased = tuple(note.month for note in notes if note.kind == "rebase")
    trend = trend_of(found, series, place, rebased=rebased)
    practices = compare_practices(found, rows, place, asking)
    made_from = reference(asking, f"indicator/{found.id}", found.definition)
    return IndicatorReport(
        name=found.name,
        unit=found.unit,
        definition=definition_of(found),
        caption=Caption(
            headline=_headline(found, series, trend),
            subtitle=_subtitle(found, place, series),
            summary=_summary(found, series, trend),
            definition=found.id,
            reference=made_from,
        ),
        trend=trend,
        notes=tuple(
            f"{month(note.month)}, {_KINDS[note.kind]}: {note.text} ({note.author})"
            for note in notes
        ),
        trend_table=_trend_table(found, series, trend),
        practices=practices,
        practice_trends=practice_trends(found, rows, place, asking),
        groups=tuple(
            (dimension, compare_groups(found, held, dimension, place, asking))
            for dimension, held in by_group.items()
            if not held.empty
        ),
        missing="" if trend else _missing(found, place),
    )


def definition_of(found: Indicator) -> Definition:
    """Write a definition out for readers."""
    target = ""
    if found.target is not None:
        target = f"{number(found.target, found.unit)} ({found.target_source})"
    return Definition(
        id=found.id,
        version=found.version,
        name=found.name,
        numerator=found.numerator,
        denominator=found.denominator,
        exclusions=found.exclusions,
        window=found.window,
        direction=_DIRECTIONS[found.improvement],
        target=target or "none set",
        source=found.source,
        valid_from=found.valid_from,
        caveat=found.caveat,
    )


def _headline(found: Indicator, series: Series, trend: Trend | None) -> str:
    if trend is None:
        return f"{found.name}: not enough data to show a trend"
    shown = series.shown[-1]
    if shown.value is None:
        words = (shown.mark or Mark.NO_DATA).value.lower()
        return f"{found.name}: {words} in {month(series.months[-1])}"
    verdict = {
        "common_cause": "no more than usual variation",
        "improvement_high": "improving, more than chance",
        "improvement_low": "improving, more than chance",
        "concern_high": "getting worse, more than chance",
        "concern_low": "getting worse, more than chance",
        "neutral_high": "higher than before, more than chance",
        "neutral_low": "lower than before, more than chance",
    }.get(trend.variation or "", "too few months to tell")
    value = number(shown.value, found.unit)
    if trend.provisional[-1]:
        return (
            f"{found.name}: {value} in {month(series.months[-1])}, provisional; "
            f"{verdict} to {month(series.judged or series.months[-1])}"
        )
    return f"{found.name}: {value} in {month(series.months[-1])}, {verdict}"


def _subtitle(found: Indicator, place: Place, series: Series) -> str:
    unit = {
        "percent": "per cent",
        "per_1000": "per 1,000 registered people a month",
        "per_100": "per 100 people on the caseload",
        "count": "people",
    }.get(found.unit, "ratio")
    if found.id.startswith("referrals_") and found.unit == "count":
        unit = "referrals"
    period = span(series.months[0], series.months[-1]) if series.months else ""
    parts = [f"{found.name} ({unit})", place.name, cohort_name(place.cohort), period]
    return ", ".join(part for part in parts if part)


def _summary(found: Indicator, series: Series, trend: Trend | None) -> str:
    if trend is None:
        return "There is no trend to describe."
    usual = [value for value in (trend.lower[-1], trend.upper[-1]) if value is not None]
    parts = [variation_sentence(trend, series.judged), assurance_sentence(trend)]
    if trend.mean[-1] is not None and len(usual) == 2:
        low, high = (max(usual[0], 0.0), usual[1])
        parts.insert(
            0,
            f"The monthly average is {number(trend.mean[-1], found.unit)}; months "
            f"usually lie between {number(low, found.unit)} and "
            f"{number(high, found.unit)}.",
        )
    if found.rolling:
        parts.append(
            "Neighbouring months share most of their window, so a change is believed "
            "only where the figure also differs from a year before."
        )
    provisional = [
        day for day, late in zip(trend.months, trend.provisional, strict=True) if late
    ]
    if provisional:
        parts.append(
            f"{listed([month(day) for day in provisional])}: provisional, because "
            "admissions and attendances arrive late."
        )
    return " ".join(part for part in parts if part)


def _trend_table(found: Indicator, series: Series, trend: Trend | None) -> Table:
    columns = (
        Column("Month", "month"),
        Column("Value", "percent" if found.unit == "percent" else "rate"),
        Column("Average", "rate"),
        Column("Lower limit", "rate"),
        Column("Upper limit", "rate"),
        Column("Reading"),
        Column("Status"),
    )
    if trend is None:
        return Table(found.name, columns, ())
    reading = {
        "common_cause": "usual variation",
        "improvement": "improvement",
        "concern": "concern",
        "neutral_high": "higher",
        "neutral_low": "lower",
        "": "not judged",
    }
    rows = tuple(
        (
            trend.months[i],
            trend.values[i] if trend.values[i] is not None else trend.marks[i],
            _or_none(trend.mean[i]),
            _or_none(trend.lower[i]),
            _or_none(trend.upper[i]),
            reading[trend.label[i]],
            "provisional" if trend.provisional[i] else "final",
        )
        for i in range(len(trend.months))
    )
    return Table(f"{found.name} by month", columns, rows)  # type: ignore[arg-type]


def _or_none(value: float | None) -> float | Mark:
    return Mark.NO_DATA if value is None else value


def _missing(found: Indicator, place: Place) -> str:
    files = listed([f"{need}.csv" for need in found.needs])
    return (
        f"{found.name} cannot be shown for {place.name}: it needs {files}, with at "
        f"least {max(found.lookback_months, 2)} months of history."
    )
