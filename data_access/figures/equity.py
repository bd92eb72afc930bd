"""The figures of the equity page."""

from data_access.figures.record import LOCAL, Chart, Figure, declared
from data_access.questions.equity.equity_gaps import WAYS, equity_gaps
from data_access.questions.equity.equity_missing import FROM, equity_missing
from data_access.questions.equity.equity_missing import WAYS as MISSING_WAYS
from data_access.questions.equity.equity_pcns import equity_pcns
from data_access.questions.equity.equity_registers import BESIDE, equity_registers
from data_access.questions.equity.equity_slope import equity_slope
from data_access.questions.equity.equity_trend import equity_trend
from data_access.questions.parts.group_measure import MEASURES

_NEEDS = {
    name: (*LOCAL, *indicator.record.needs) for name, indicator in MEASURES.items()
}
_REGISTERS = (*LOCAL, "cohorts", "caseload")
_PUBLISHED = {"england": ("open_org_practice", "open_qof_register"), "deprivation": ()}

SLOPE = {
    measure: Figure(
        f"equity/slope/{measure}",
        equity_slope,
        (Chart("slope"),),
        details={"measure": measure},
        needs=_NEEDS[measure],
    )
    for measure in MEASURES
}
TREND = {
    measure: Figure(
        f"equity/trend/{measure}",
        equity_trend,
        (Chart("gap_trend"),),
        details={"measure": measure},
        needs=_NEEDS[measure],
    )
    for measure in MEASURES
}
GAPS = {
    (measure, by): Figure(
        f"equity/gaps/{measure}/{by}",
        equity_gaps,
        (Chart("compared", unit=indicator.gap_unit, line=("No difference", 0.0)),),
        details={"measure": measure, "by": by},
        needs=_NEEDS[measure],
        how_to_read=(
            "Each point is how much higher (right of the line) or lower (left) a "
            "group's figure is than that of everyone else together, with 95% "
            "limits."
        ),
    )
    for measure, indicator in MEASURES.items()
    for by in WAYS
}
PCNS = {
    measure: Figure(
        f"equity/pcns/{measure}",
        equity_pcns,
        (Chart("compared", unit=indicator.gap_unit, line=("No gap", 0.0)),),
        details={"measure": measure},
        needs=_NEEDS[measure],
        how_to_read=(
            "Each point is one PCN's slope index with its 95% limits; the line is "
            "no gap. They are in order of name."
        ),
    )
    for measure, indicator in MEASURES.items()
}
MISSING = {
    (missing_from, by): Figure(
        f"equity/missing/{missing_from}/{by}",
        equity_missing,
        (Chart("grouped"),),
        details={"missing_from": missing_from, "by": by},
        needs=_REGISTERS,
        how_to_read=(
            "Each row has two points: the group's share of everyone who could be "
            "counted, and its share of those who are. If the second is left of the "
            "first, people may be missing."
        ),
    )
    for missing_from in FROM
    for by in MISSING_WAYS
}
REGISTERS = {
    beside: Figure(
        f"equity/registers/{beside}",
        equity_registers,
        (
            Chart(
                "forest",
                axis="Ratio of shares (under 1: smaller)",
                too_few="Suppressed",
            ),
        ),
        details={"beside": beside},
        needs=(*_REGISTERS, *_PUBLISHED[beside]),
        how_to_read=(
            "Each row is a register. Left of the line at 1, it includes a smaller "
            "share of people than the one it is compared with; right of the line, "
            "a larger share. Lines show 95% limits."
        ),
    )
    for beside in BESIDE
}

FIGURES = declared(globals())
