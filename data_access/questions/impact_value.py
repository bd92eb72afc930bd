"""What are the admissions avoided worth, beside what the posts cost?"""

import math
from datetime import date

import pandas as pd

from data_access.answers import Caption, Cell, Column, Mark, Table
from data_access.costs.read import ArrsCap, UnitCost, read_costs
from data_access.door import Asking
from data_access.errors import CareImpactError
from data_access.impact_answers import ValueReport
from data_access.marts.staff_cost import ROLE
from data_access.queries.impact_sums import impact_rows
from data_access.queries.staff_cost import staff_cost
from data_access.questions.matched import NOTHING, PRIMARY, read_matched
from data_access.questions.reference import reference
from data_access.stats.matching import Estimate
from data_access.words import number, span

EVENT = "emergency admission"


def impact_value(asking: Asking) -> ValueReport:
    """Report opportunity value at low, central and high unit cost beside the cost.

    The interval of the admissions avoided is carried through: the low value is the
    lower limit at the low unit cost, the high value the upper limit at the high one.
    """
    with asking.evidence.connect() as connection:
        matched = read_matched(asking, connection)
        strata = impact_rows(connection, "impact_strata", matched.place.pcn)
        if strata.empty:
            raise CareImpactError(NOTHING)
        first = pd.Timestamp(strata["month"].min()).date()
        costs = staff_cost(connection, matched.place.pcn, first, matched.place.month)
    found = matched.estimate(PRIMARY)
    if found.avoided_low is None or found.avoided_high is None:
        raise CareImpactError(
            "Too few people are matched to put a value on admissions avoided; look "
            "again when more have been followed."
        )
    settings = read_costs()
    unit = settings.of(EVENT)
    caps = [cap for cap in settings.arrs_cap if cap.role == ROLE]
    spent = _spent(costs)
    needed = None if spent is None else math.ceil(spent / unit.central)
    return ValueReport(
        caption=Caption(
            headline=_headline(found, unit, spent),
            subtitle=(
                "Opportunity value of emergency admissions avoided beside the cost of "
                f"the posts, {matched.place.pcn_name}, "
                f"{span(first, matched.place.month)}"
            ),
            summary=(
                "Opportunity value is what the beds and staff could do instead. It is "
                "not cash: no budget grows when an admission is avoided. Unit cost: "
                f"{unit.year} prices. {unit.source}."
            ),
            definition="admissions-avoided",
            reference=reference(asking, "impact_value", "admissions-avoided@1"),
        ),
        break_even=needed,
        table=_table(found, unit, costs, caps, first, matched.place.month),
    )


def _spent(costs: pd.DataFrame) -> float | None:
    """Return the actual cost of the posts in pounds, of the months that have one."""
    if costs.empty or costs["actual_cost_gbp"].isna().all():
        return None
    return float(costs["actual_cost_gbp"].sum())


def _known(costs: pd.DataFrame) -> str:
    known, months = int(costs["actual_cost_gbp"].notna().sum()), len(costs)
    return "" if known == months else f", {known} of {months} months reported"


def _headline(found: Estimate, unit: UnitCost, spent: float | None) -> str:
    low, high = found.avoided_low or 0.0, found.avoided_high or 0.0
    if low <= 0 <= high:
        return "Whether the admissions avoided are worth anything cannot be told yet"
    value = number(abs(found.avoided) * unit.central, "gbp")
    if found.avoided < 0:
        return f"More admissions than expected, an opportunity cost of about {value}"
    beside = "" if spent is None else f", beside posts that cost {number(spent, 'gbp')}"
    return f"About {value} of opportunity value, not cash{beside}"


def _table(
    found: Estimate,
    unit: UnitCost,
    costs: pd.DataFrame,
    caps: list[ArrsCap],
    first: date,
    last: date,
) -> Table:
    low, high = found.avoided_low or 0.0, found.avoided_high or 0.0
    rows: list[tuple[Cell, ...]] = [
        ("Admissions avoided", _count(found.avoided), _count(low), _count(high)),
        (
            f"Opportunity value at {number(unit.central, 'gbp')} each",
            number(found.avoided * unit.central, "gbp"),
            number(low * (unit.low if low > 0 else unit.high), "gbp"),
            number(high * unit.high, "gbp"),
        ),
    ]
    spent = _spent(costs)
    if not costs.empty:
        years = len(costs["month"].unique()) / 12
        wte = float(costs["wte"].sum()) / max(len(costs["month"].unique()), 1)
        rows.append(("Whole-time equivalents, average", f"{wte:.1f}", "", ""))
        rows.append(
            ("ARRS claimed", number(float(costs["claimed_gbp"].sum()), "gbp"), "", "")
        )
        for cap in caps:
            most = cap.gbp_per_wte * wte * years
            words = f"Most that could be claimed at the {cap.year} {cap.weighting} cap"
            rows.append((words, number(most, "gbp"), "", ""))
    if spent is not None:
        words = f"Actual cost of the posts{_known(costs)}"
        rows.append((words, number(spent, "gbp"), "", ""))
        rows.append(
            (
                "Admissions avoided at which the posts break even",
                f"{math.ceil(spent / unit.central):,}",
                f"{math.ceil(spent / unit.high):,}",
                f"{math.ceil(spent / unit.low):,}",
            )
        )
    else:
        rows.append(
            ("Actual cost of the posts", Mark.NO_DATA, Mark.NO_DATA, Mark.NO_DATA)
        )
    cells = tuple(
        tuple("as reported" if cell == "" else cell for cell in row) for row in rows
    )
    return Table(
        f"Value beside cost, {span(first, last)}",
        (Column("Item"), Column("Estimate"), Column("Low"), Column("High")),
        cells,
    )


def _count(avoided: float) -> str:
    return f"{avoided:,.0f}".replace("-", "−")
