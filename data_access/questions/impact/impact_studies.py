"""What did other studies find, beside this PCN's own estimate?"""

from data_access.answers.core import Caption, Cell, Column, Mark, Table, as_cell
from data_access.answers.impact import Finding, StudiesReport
from data_access.catalogue.studies import Study, read_studies
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.impact.impact_design import PRIMARY
from data_access.questions.impact.matched import read_matched
from data_access.questions.impact.ratios import ratio_row
from data_access.questions.parts.intervals import limit_columns
from data_access.words.numbers import interval_text, value_text
from data_access.words.sentences import listed

_OWN = "This PCN"
_COLUMNS = (
    Column("Study"),
    Column("Year"),
    Column("Randomised"),
    Column("Design"),
    Column("People"),
    Column("Outcome"),
    Column("Result as published"),
    Column("Scale"),
    Column("Rate ratio", "ratio"),
    *limit_columns("ratio"),
    Column("Could not be checked"),
    Column("Source"),
)


def impact_studies(context: Context) -> StudiesReport:
    """Report every study; draw those with a rate ratio beside the PCN's own.

    Without an estimate of its own the studies are reported alone.
    """
    own = _own(context)
    studies = read_studies()
    found = _drawn(studies)
    return StudiesReport(
        caption=Caption(
            headline=_headline(found),
            subtitle=(
                "Rate ratio of emergency admissions or attendances in each study, and "
                "of emergency admissions in the year after starting here"
            ),
            summary=_summary(found, own),
            definition="other-studies",
        ),
        rows=(*([own] if own else []), *found),
        table=Table(
            "What other studies found",
            _COLUMNS,
            (*([_own_cells(own)] if own else []), *map(_cells, studies)),
        ),
    )


def _own(context: Context) -> Finding | None:
    """Return the PCN's own estimate as this reader may see it, None without one."""
    try:
        with context.evidence.connect() as connection:
            estimate = read_matched(context, connection).estimate(PRIMARY)
    except CareImpactError:
        return None  # the estimate above says why
    shown = ratio_row(_OWN, estimate, 0)
    return Finding(_OWN, "own", shown.ratio, shown.lower, shown.upper)


def _drawn(studies: tuple[Study, ...]) -> tuple[Finding, ...]:
    """Return the rate ratios, the randomised ones first."""
    found = [
        Finding(
            f"{study.short} (randomised)"
            if study.design == "randomised"
            else study.short,
            "randomised" if study.design == "randomised" else "comparison group",
            study.ratio,
            study.low,
            study.high,
        )
        for study in studies
        if study.ratio is not None
    ]
    return tuple(sorted(found, key=lambda one: one.by != "randomised"))


def _headline(found: tuple[Finding, ...]) -> str:
    fewer = any(one.ratio is not None and one.ratio < 1 for one in found)
    more = any(one.ratio is not None and one.ratio > 1 for one in found)
    if fewer and more:
        return "Other studies found both fewer emergency admissions and more"
    if fewer or more:
        return (
            f"Other studies found {'fewer' if fewer else 'more'} emergency admissions"
        )
    return "No other study found a difference in emergency admissions"


def _summary(found: tuple[Finding, ...], own: Finding | None) -> str:
    unread = [one.name for one in found if one.lower is None]
    return " ".join(
        sentence
        for sentence in (
            _own_sentence(own),
            f"No interval was read for {listed(unread)}." if unread else "",
            "Studies with a result on another scale are in the table alone.",
            "They helped different people in different ways, so there is no average.",
            "No study was found of care coordinators in PCNs by themselves.",
        )
        if sentence
    )


def _own_sentence(own: Finding | None) -> str:
    if own is None:
        return "This PCN has no estimate to set beside them yet."
    if own.ratio is None or own.lower is None or own.upper is None:
        return "Too few people have started here for a ratio beside them."
    ratio = value_text(own.ratio, "ratio")
    interval = interval_text(own.lower, own.upper, "ratio")
    return (
        f"This PCN's own rate ratio is {ratio} (95% interval {interval}); its verdict "
        "is that of the estimate, and no study changes it."
    )


def _own_cells(own: Finding) -> tuple[Cell, ...]:
    numbers = (own.ratio, own.lower, own.upper)
    return (
        _OWN,
        "to date",
        "no",
        "compared with similar people who had not started",
        "people who started on the caseload",
        "emergency admissions in 12 months",
        "the estimate of this page",
        "rate ratio",
        *(as_cell(number, Mark.TOO_FEW) for number in numbers),
        "see the checks of the comparison",
        "the loaded files",
    )


def _cells(study: Study) -> tuple[Cell, ...]:
    return (
        study.name,
        str(study.year),
        "yes" if study.design == "randomised" else "no",
        study.method,
        study.people,
        study.outcome,
        study.published,
        study.scale,
        *(as_cell(number) for number in (study.ratio, study.low, study.high)),
        study.unsure or "nothing",
        study.source,
    )
