"""Equity: who gets less, by how much, and who is missing from the figures."""

from data_access.answers.core import Option
from data_access.figures import equity as figures
from data_access.figures.show import Request
from data_access.questions.equity.equity_gaps import WAYS
from data_access.questions.parts.group_measure import MEASURES
from data_access.selection import ALL
from pages._page import Choice, Page, Part, Region, Row, Section

_MEASURE = Choice(
    "measure",
    "Measure",
    tuple(Option(name, measure.record.name) for name, measure in MEASURES.items()),
)


def _deprivation(request: Request) -> tuple[Part, ...]:
    return (
        Section("By deprivation", (figures.SLOPE[_MEASURE.chosen(request.query)],)),
    )


def _time(request: Request) -> tuple[Part, ...]:
    return (figures.TREND[_MEASURE.chosen(request.query)],)


def _groups(request: Request) -> tuple[Part, ...]:
    measure = _MEASURE.chosen(request.query)
    gaps = Row(tuple(figures.GAPS[measure, by] for by in WAYS))
    return (Section("Each group compared with the rest", (gaps,)),)


def _missing(request: Request) -> tuple[Part, ...]:
    _MEASURE.chosen(request.query)
    missing = tuple(
        figure
        for (missing_from, _), figure in sorted(figures.MISSING.items())
        # Without a register there is nothing to be missing from.
        if missing_from == "caseload" or request.selection.cohort != ALL
    )
    row = Row((*figures.REGISTERS.values(), *missing))
    return (Section("Who is missing", (row,)),)


def _pcns(request: Request) -> tuple[Part, ...]:
    return (figures.PCNS[_MEASURE.chosen(request.query)],)


PAGE = Page(
    "equity",
    "/equity",
    "Equity",
    "Who gets less, by how much, whether that is more than chance, and who is missing "
    "from the figures.",
    regions=(
        Region("deprivation", _deprivation),
        Region("time", _time),
        Region("groups", _groups),
        Region("missing", _missing),
    ),
    choice=_MEASURE,
    pcns=_pcns,
    figures=figures.FIGURES,
)
PAGE.register_page(__name__, nav="Equity", order=40)
