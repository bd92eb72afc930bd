"""Answers for tests of what is seen, with every hard case: long names, gaps, signals of
each kind, provisional months, limits on trial, suppressed and missing numbers."""

import math
from dataclasses import replace
from datetime import date

from components.figures.event_path import PathPoint
from components.figures.expected_observed import ExpectedObserved
from data_access.answers.core import (
    Caption,
    Card,
    Column,
    Compared,
    FilterOptions,
    FunnelLimits,
    Mark,
    Option,
    Reference,
    Table,
    Trend,
)

LONG = "The Old Vicarage and Riverside Medical Group (Upper Wensleydale branch)"
MONTHS = tuple(date(2023 + (m + 10) // 12, (m + 10) % 12 + 1, 1) for m in range(36))
REFERENCE = Reference("gallery", "pcn=U1", "board", "0007", "smi_all_six v2", "0.1.0")


def sample_trend(*, target: float | None = 60.0) -> Trend:
    """Make a trend with a rebase, signals of each kind, two gaps and late months."""
    values: list[float | None] = [
        48 + 4 * math.sin(m * 1.7) + (9 if m >= 24 else 0) for m in range(36)
    ]
    marks: list[Mark | None] = [None] * 36
    values[7], marks[7] = None, Mark.SUPPRESSED
    values[19], marks[19] = None, Mark.NO_DATA
    values[12], values[30] = 61.5, 66.9
    label, rule = ["common_cause"] * 36, [""] * 36
    label[12], rule[12] = "improvement", "limits"
    label[15], rule[15] = "concern", "two_of_three"
    label[30], rule[30] = "improvement", "shift"
    label[31], rule[31] = "neutral_high", "trend"
    mean = [48.0] * 24 + [57.0] * 12
    return Trend(
        unit="percent",
        months=MONTHS,
        values=tuple(values),
        marks=tuple(marks),
        mean=tuple(mean),
        lower=tuple(m - 10 for m in mean),
        upper=tuple(m + 10 for m in mean),
        label=tuple(label),
        rule=tuple(rule),
        provisional=tuple(m >= 34 for m in range(36)),
        variation="improvement_high",
        assurance="hit_or_miss",
        trial=False,
        target=target,
    )


def trial_trend() -> Trend:
    """Make a trend of eight months: trial limits, no icon, no target."""
    whole = sample_trend(target=None)
    cut = {
        name: getattr(whole, name)[:8]
        for name in (
            "months",
            "values",
            "marks",
            "mean",
            "lower",
            "upper",
            "label",
            "rule",
            "provisional",
        )
    }
    return replace(
        whole, **cut, unit="per_1000", trial=True, variation=None, assurance=None
    )


def sample_places() -> tuple[Compared, ...]:
    """Make practices: long name, flags of each kind, one suppressed, one missing."""
    return (
        Compared("A1", LONG, 71.2, 66.0, 76.1, 312, None, "high_95"),
        Compared("A2", "Riverside Surgery", 64.0, 60.2, 67.7, 640, None),
        Compared("A3", "High Street Practice", 58.4, 51.1, 65.4, 180, None),
        Compared(
            "A4", "Dr Okafor and Partners", 41.0, 35.5, 46.7, 290, None, "low_998"
        ),
        Compared("A5", "Station Road", None, None, None, None, Mark.SUPPRESSED),
        Compared("A6", "Hillside Health Centre", None, None, None, 150, Mark.NO_DATA),
    )


def sample_limits() -> FunnelLimits:
    """Make 95% and 99.8% limits around 58%."""
    sizes = tuple(float(n) for n in range(40, 721, 20))

    def around(z: float) -> tuple[float, ...]:
        return tuple(58 + z * 100 * math.sqrt(0.58 * 0.42 / n) for n in sizes)

    return FunnelLimits(
        sizes, 58.0, around(-1.96), around(1.96), around(-3.09), around(3.09)
    )


def sample_table() -> Table:
    """Make a table with each kind of cell."""
    return Table(
        "People on the SMI register with all six checks, by practice",
        (
            Column("Practice"),
            Column("Month", "month"),
            Column("On register", "count"),
            Column("Uptake", "percent"),
            Column("Contacts per 1,000", "rate"),
            Column("Cost", "gbp"),
        ),
        (
            (LONG, date(2026, 10, 1), 1310, 71.2, 7.44, 29135.0),
            (
                "Station Road",
                date(2026, 10, 1),
                Mark.SUPPRESSED,
                Mark.SUPPRESSED,
                0.0,
                0,
            ),
            ("Hillside", date(2026, 9, 1), 150, Mark.NO_DATA, Mark.NO_DATA, -1250.0),
        ),
    )


def sample_cards() -> tuple[Card, ...]:
    """Make cards: an exception, common cause, suppressed, missing and on trial."""
    trend = sample_trend()
    base = Card(
        indicator="smi_all_six",
        name="SMI physical health check: all six elements",
        theme="Health checks",
        value=66.9,
        lower=61.2,
        upper=72.1,
        mark=None,
        month=date(2026, 10, 1),
        provisional=False,
        sentence="Uptake rose above its upper limit in May and has stayed there.",
        exception=True,
        direction="increase",
        trend=trend,
    )
    quiet = replace(
        trend, variation="common_cause", assurance="pass", label=("",) * 36, unit="days"
    )
    return (
        base,
        replace(
            base,
            name="Did not attend",
            value=12.5,
            direction="decrease",
            sentence="More first contacts were missed than chance explains.",
            trend=replace(trend, variation="concern_high", assurance="fail"),
        ),
        replace(
            base,
            name="Time to first contact (median, people still waiting counted)",
            value=12.0,
            lower=10.0,
            upper=15.0,
            exception=False,
            provisional=True,
            sentence="No sign of change.",
            trend=quiet,
        ),
        replace(
            base,
            name="Contacts per 1,000 on the caseload",
            value=1234.5,
            lower=None,
            upper=None,
            exception=False,
            sentence="Too few months to tell signal from noise.",
            trend=trial_trend(),
        ),
        replace(
            base,
            name="Learning disability checks",
            value=None,
            lower=None,
            upper=None,
            mark=Mark.SUPPRESSED,
            exception=False,
            sentence="Fewer than 8 people: not shown.",
            trend=replace(
                trend,
                values=(None,) * 36,
                marks=(Mark.SUPPRESSED,) * 36,
                mean=(None,) * 36,
                lower=(None,) * 36,
                upper=(None,) * 36,
                variation=None,
                assurance=None,
                target=None,
            ),
        ),
        replace(
            base,
            name="Coordinators in post",
            value=3.6,
            lower=None,
            upper=None,
            exception=False,
            direction="neutral",
            sentence="One vacancy since August.",
            trend=replace(trend, variation="neutral_low", assurance=None, unit="count"),
        ),
    )


def sample_path() -> tuple[PathPoint, ...]:
    """Make a path with a peak before starting and one month that cannot be given."""
    points = []
    for month in range(-12, 13):
        ratio = 1 + 0.9 * math.exp(-abs(month + 1) / 2) if month < 0 else 0.93
        missing = month in (0, 9)
        points.append(
            PathPoint(
                month,
                None if missing else ratio,
                None if missing else ratio - 0.22,
                None if missing else ratio + 0.25,
            )
        )
    return tuple(points)


def sample_expected() -> ExpectedObserved:
    """Make twelve months of observed under expected, the last two provisional."""
    expected = tuple(6 + 1.5 * math.cos(m / 2) for m in range(12))
    observed: list[float | None] = [
        e - 0.9 + 0.8 * (m % 3) for m, e in enumerate(expected)
    ]
    observed[4] = None
    return ExpectedObserved(
        "count",
        MONTHS[24:],
        tuple(observed),
        expected,
        tuple(e - 1.4 for e in expected),
        tuple(e + 1.6 for e in expected),
        tuple(m >= 10 for m in range(12)),
    )


def sample_caption(name: str) -> Caption:
    """Make the words for one figure of the gallery."""
    return Caption(
        headline=f"Uptake rose after the hub opened in November 2025 ({name})",
        subtitle="SMI checks, all six elements, Riverside PCN, Nov 2023 to Oct 2026",
        summary="Uptake varied around 48% until October 2025 and around 57% since.",
        definition="smi_all_six",
        reference=REFERENCE,
    )


def sample_options() -> FilterOptions:
    """Make the choices of the filter bar."""
    return FilterOptions(
        months=(Option("2026-10", "October 2026"), Option("2026-09", "September 2026")),
        pcns=(Option("U1", "Riverside PCN"), Option("U2", "Hillside PCN")),
        practices=(Option("A1", LONG), Option("A2", "Riverside Surgery")),
        cohorts=(
            Option("all", "Everyone on the caseload"),
            Option("frailty_severe", "Severe frailty"),
        ),
        month="2026-10",
        pcn="U1",
    )
