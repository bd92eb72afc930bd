"""How many people have their health check, in this sub-ICB and in England?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from data_access.answers.core import Caption, Column, Line, LinesReport, Table
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_checks import Checked, SubIcb, england_ld, england_smi
from data_access.questions.england.england_age import age_sentence, dated
from data_access.questions.england.england_place import find_english_pcn
from data_access.questions.parts.intervals import limit_columns
from data_access.stats import intervals
from data_access.words import remedies
from data_access.words.numbers import period_text, value_text
from data_access.words.places import place_name


@dataclass(frozen=True, slots=True)
class _Check:
    """One kind of check: where its figures are, and what is said of them."""

    rows: Callable[[Connection, SubIcb], tuple[Checked, ...]]
    missing: remedies.Remedied
    had: str
    measure: str
    every: str
    summary: str
    title: str
    labels: tuple[str, str, str]


_SMI = _Check(
    england_smi,
    remedies.published(
        "No figure of SMI health checks can be used",
        "NHS England's Physical Health Checks for People with Severe Mental Illness",
    ),
    "had all six checks",
    "SMI physical health checks, all six in 12 months, per cent of the register",
    "quarterly",
    "Published by sub-ICB; no figure is published for a PCN. The last quarter of "
    "each financial year is highest, because many checks are done just before 31 "
    "March.",
    "SMI physical health checks by quarter",
    ("Quarter to", "All six, %", "People with all six"),
)
_LD = _Check(
    england_ld,
    remedies.published(
        "No figure of learning disability health checks can be used",
        "Health and Care of People with Learning Disabilities",
    ),
    "had an LD health check",
    "LD health checks in the year, per cent of the register aged 14 and over",
    "by financial year",
    "Published by sub-ICB, from practices on EMIS and Vision only: about 56% of "
    "patients. A sub-ICB whose practices use another system has few people in "
    "these figures, or none.",
    "LD health checks by year",
    ("Year to", "Checked, %", "People checked"),
)


def england_checks(context: Context) -> LinesReport:
    """Report SMI physical health check uptake by quarter, here and in England."""
    return _report(context, _SMI)


def england_ld_checks(context: Context) -> LinesReport:
    """Report LD annual health check uptake by year, here and in England."""
    return _report(context, _LD)


def _report(context: Context, check: _Check) -> LinesReport:
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        sub_icb = SubIcb(pcn.sub_icb_code, pcn.sub_icb_before)
        rows = check.rows(connection, sub_icb)
    if not rows:
        raise CareImpactError(check.missing)
    here = place_name(pcn.sub_icb_name)
    if pcn.sub_icb_before not in (None, pcn.sub_icb_code):
        here = f"Sub-ICB {pcn.sub_icb_before}, before April 2026"
    names = {"sub_icb": here, "england": "England"}
    dates = tuple(sorted({row.to for row in rows}))
    shares = {(row.place, row.to): 100 * row.checked / row.register for row in rows}
    lines = tuple(
        Line(name, tuple(shares.get((place, day)) for day in dates))
        for place, name in names.items()
    )
    return LinesReport(
        caption=Caption(
            headline=f"{_headline(lines, check.had)}, {dated(dates[-1], pcn.as_at)}",
            subtitle=(
                f"{check.measure}, {period_text(dates[0], dates[-1])}, {check.every}"
            ),
            summary=age_sentence(dates[-1], pcn.as_at) + check.summary,
            definition="england",
        ),
        unit="percent",
        dates=dates,
        lines=lines,
        table=_table(rows, names, check),
    )


def _headline(lines: tuple[Line, ...], had: str) -> str:
    here, england = lines[0].values[-1], lines[1].values[-1]
    if here is None or england is None:
        return f"{lines[0].name}: no figure published for the latest period"
    return (
        f"{lines[0].name}: {value_text(here, 'percent')} {had}, "
        f"England {value_text(england, 'percent')}"
    )


def _table(rows: Sequence[Checked], names: Mapping[str, str], check: _Check) -> Table:
    to, share, checked = check.labels
    columns = (
        Column("Place"),
        Column(to),
        Column(share, "percent"),
        *limit_columns("percent"),
        Column(checked, "count"),
        Column("Register", "count"),
    )
    places = list(names)
    ordered = sorted(
        rows, key=lambda row: (places.index(row.place), -row.to.toordinal())
    )
    intervals_of_rows = intervals.wilson(
        [row.checked for row in ordered], [row.register for row in ordered]
    )
    limits = zip(
        ordered,
        intervals_of_rows.estimate,
        intervals_of_rows.lower,
        intervals_of_rows.upper,
        strict=True,
    )
    cells = tuple(
        (
            names[row.place],
            row.to,
            100 * float(value),
            100 * float(lower),
            100 * float(upper),
            row.checked,
            row.register,
        )
        for row, value, lower, upper in limits
    )
    return Table(check.title, columns, cells)
