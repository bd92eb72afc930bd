"""When use goes up: is it what finding unmet need would explain, or is it not?"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from data_access.answers.core import Caption, Cell, Column, Mark, Table
from data_access.answers.impact import RatiosReport
from data_access.door import Context
from data_access.marts.impact.impact_coverage import OUTCOME_FILES
from data_access.marts.impact.impact_design import DIAGNOSES, REFERRALS, ZERO_DAY
from data_access.questions.impact.comparison_checks import judged, quality_checks
from data_access.questions.impact.estimate_shown import estimate_shown
from data_access.questions.impact.left_out import why_left_out
from data_access.questions.impact.matched import Matched, read_matched
from data_access.questions.impact.ratios import ratio_row
from data_access.questions.parts.intervals import limit_columns
from data_access.stats.matching import Estimate
from data_access.stats.trials import estimate_trials
from data_access.stats.verdict import (
    FEWEST_EXPECTED,
    Check,
    Verdict,
    some_failed,
    trusted,
)
from data_access.words.sentences import listed, sentence_case

PLANNED = "elective"
Part = Literal["Unmet need", "Other"]


@dataclass(frozen=True, slots=True)
class _Use:
    """A kind of use that can go up, and why it may not have been recorded."""

    measure: str
    name: str
    part: Part
    load: str = "load a file with it."
    short: str = ""  # on a chart


_USES = (
    _Use(PLANNED, "planned admissions", "Unmet need"),
    _Use(DIAGNOSES, "first diagnoses", "Unmet need", "load a cohorts file."),
    _Use(
        REFERRALS,
        "referrals on",
        "Unmet need",
        "load a referrals file that has those of people who are not on the caseload.",
    ),
    _Use(
        "ambulatory_sensitive",
        "ambulatory-sensitive admissions",
        "Other",
        short="ambulatory-sensitive",
    ),
    _Use(
        ZERO_DAY,
        "zero-day emergency admissions",
        "Other",
        "load admissions with their days of discharge.",
        short="zero-day admissions",
    ),
)
_SUMMARY = (
    "A service that finds unmet need gets people the care that they lacked: a rise in "
    "planned admissions, first diagnoses and referrals on is then what it is for. A "
    "rise in admissions that good care prevents, or that end on the day they begin, is "
    "not. The headline asks for more than one interval beyond 1: of five, one would be "
    "so by chance one time in four."
)
_PLANNED_HIGHER = (
    "Planned admissions are higher, and they are a check of the comparison as well: "
    "unmet need was found, or those who started were never like those they are "
    "compared with, or it is chance. The files cannot tell which."
)
# Of five measures together one in twenty is said to be higher by chance alone.
_CONFIDENCE = 1 - 0.05 / len(_USES)


def impact_rise(context: Context) -> RatiosReport:
    """Report what finding unmet need would raise beside what it would not.

    Each measure is against its own comparison, drawn with its 95% interval, and said to
    be higher only by limits that hold for all of them, where the comparison
    has a verdict to give.
    """
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
        missing = _missing(connection, matched)
    checks = quality_checks(matched)
    held = [use for use in _USES if matched.holds(use.measure)]
    verdicts = {use: _verdict(matched, use, checks) for use in held}
    rows = {use: matched.estimate(use.measure) for use in held}
    return RatiosReport(
        caption=Caption(
            headline=_headline(verdicts, checks),
            subtitle=(
                "Rate ratio in the 12 months after starting, of what finding unmet "
                f"need would raise, and of other use, {matched.place.pcn_name}"
            ),
            summary=" ".join((_SUMMARY, *_planned(rows, checks), *missing)),
            definition="admissions-avoided",
        ),
        rows=tuple(
            ratio_row(f"{use.part}: {use.short or use.name}", estimate)
            for use, estimate in rows.items()
        ),
        table=_table(rows),
    )


def _verdict(matched: Matched, use: _Use, checks: list[Check]) -> Verdict:
    found = estimate_trials(matched.of(use.measure), _CONFIDENCE)
    return judged(estimate_shown(found, exact=matched.exact), checks).verdict


def _planned(rows: dict[_Use, Estimate], checks: list[Check]) -> list[str]:
    """Say what more planned care means where it fails the check of the comparison."""
    failed = any(
        check.name == "negative_controls" and check.passed is False for check in checks
    )
    higher = any(
        use.measure == PLANNED and (estimate.rate_ratio_low or 0) > 1
        for use, estimate in rows.items()
    )
    return [_PLANNED_HIGHER] if failed and higher else []


def _missing(connection: Connection, matched: Matched) -> list[str]:
    return [
        f"{sentence_case(use.name)} cannot be compared: "
        f"{why_left_out(connection, matched, use.measure, use.load)}"
        for use in _USES
        if use.measure in OUTCOME_FILES and not matched.holds(use.measure)
    ]


def _headline(verdicts: dict[_Use, Verdict], checks: list[Check]) -> str:
    if some_failed(checks):
        return "Not a fair comparison, so a rise cannot be read"
    if not trusted(checks):
        return "It cannot be told yet whether any of this use went up"
    higher = [use for use, verdict in verdicts.items() if verdict is Verdict.MORE]
    explained, other = (
        listed([use.name for use in higher if use.part == part])
        for part in ("Unmet need", "Other")
    )
    if explained and other:
        return (
            f"More {explained}, which finding unmet need would explain, and more "
            f"{other}, which it would not"
        )
    if explained:
        return f"More {explained}: finding unmet need would explain it"
    if other:
        return f"More {other}: finding unmet need would not explain it"
    return "None of this use is higher than among similar people by more than chance"


def _table(rows: dict[_Use, Estimate]) -> Table:
    columns = (
        Column("Use"),
        Column("Would finding unmet need explain a rise?"),
        Column("Expected", "count"),
        Column("Observed", "count"),
        Column("Rate ratio", "ratio"),
        *limit_columns("ratio"),
    )
    cells = tuple(
        (
            sentence_case(use.name),
            "yes" if use.part == "Unmet need" else "no",
            *_figures(estimate),
        )
        for use, estimate in rows.items()
    )
    return Table("Use in the 12 months after starting", columns, cells)


def _figures(estimate: Estimate) -> tuple[Cell, ...]:
    ratio, low, high = (
        estimate.rate_ratio,
        estimate.rate_ratio_low,
        estimate.rate_ratio_high,
    )
    enough = estimate.expected >= FEWEST_EXPECTED
    if not enough or ratio is None or low is None or high is None:
        return (Mark.TOO_FEW,) * 5
    return (estimate.expected, estimate.observed, ratio, low, high)
