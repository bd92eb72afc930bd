"""Was the cost of the posts claimed, and was it within the cap?"""

import pandas as pd

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Line,
    LinesReport,
    Mark,
    Table,
)
from data_access.catalogue.arrs import cap_in
from data_access.catalogue.costs import read_costs
from data_access.choices.arrs_case import CaseChoices
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.care.staff_cost import ROLE
from data_access.questions.parts.place import find_place
from data_access.questions.value.value_posts import (
    YEAR,
    Recorded,
    posts_by_month,
    recorded,
)
from data_access.words.numbers import value_text


def value_claims(context: Context, choices: CaseChoices) -> LinesReport:
    """Report actual cost, claim and cap by month, as far as each is known.

    The cap is drawn only in the months of the case's year, as each year has its own.

    Raises CareImpactError if no claims are loaded.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        rows = posts_by_month(connection, place)
    if rows.empty:
        raise CareImpactError(
            "Claims cannot be shown: load an arrs_claims file, with one row a "
            "month for each role's posts, claim and actual cost."
        )
    rows = rows.assign(cap=_caps(rows, choices))
    total = recorded(rows)
    dates = tuple(pd.to_datetime(rows["month"]).dt.date)
    names = {
        "actual_cost_gbp": "Actual cost",
        "claimed_gbp": "Claimed",
        "cap": "Cap",
    }
    lines = tuple(
        Line(name, _values(rows[column]))
        for column, name in names.items()
        if rows[column].notna().any()
    )
    return LinesReport(
        caption=Caption(
            headline=_headline(total),
            subtitle=f"Care coordinators' posts, pounds a month, {place.pcn_name}",
            summary=_summary(rows, total),
            definition="value",
        ),
        unit="gbp",
        dates=dates,
        lines=lines,
        table=_table(rows, dates),
    )


def _caps(rows: pd.DataFrame, choices: CaseChoices) -> pd.Series:
    """Return the cap of each month's posts, NaN outside the case's financial year."""
    costs = read_costs()
    try:
        caps = [
            cap_in(costs, ROLE, choices, month.date())
            for month in pd.to_datetime(rows["month"])
        ]
    except CareImpactError:
        return pd.Series(float("nan"), index=rows.index)
    each = pd.Series(caps, index=rows.index, dtype=float)
    return rows["wte"].astype(float) * each / YEAR


def _values(column: pd.Series) -> tuple[float | None, ...]:
    return tuple(None if pd.isna(value) else float(value) for value in column)


def _headline(total: Recorded | None) -> str:
    if total is None:
        return "Claims are known; the cost of the posts is not"
    when = f"the newest {total.months} months with a cost"
    spent, claimed = value_text(total.spent, "gbp"), value_text(total.claimed, "gbp")
    if total.beyond > 0:
        return (
            f"{claimed} of {spent} was claimed; the PCN paid "
            f"{value_text(total.beyond, 'gbp')} in {when}"
        )
    if total.beyond < 0:
        return f"More was claimed than the posts cost in {when}: {claimed} of {spent}"
    return f"All of {spent} was claimed in {when}"


def _summary(rows: pd.DataFrame, total: Recorded | None) -> str:
    sentences = []
    if total is not None:
        sentences.append(
            f"One whole-time post cost {value_text(total.each, 'gbp')} a year on "
            "average."
        )
    missing = int(rows["actual_cost_gbp"].isna().sum())
    if missing:
        sentences.append(
            f"The actual cost of {missing} of {len(rows)} months is not reported; they "
            "are missing, not free."
        )
    above = rows["cap"].notna() & (rows["claimed_gbp"] > rows["cap"] + 0.5)
    if above.any():
        sentences.append(
            f"In {int(above.sum())} months more was claimed than the cap of the case: "
            "look at the posts, the weighting or the cap."
        )
    if rows["cap"].isna().all():
        sentences.append("No cap is entered for these months, so none is drawn.")
    return " ".join(sentences)


def _table(rows: pd.DataFrame, dates: tuple[object, ...]) -> Table:
    columns = (
        Column("Month", "month"),
        Column("Whole-time equivalents", "number"),
        Column("Actual cost", "gbp"),
        Column("Claimed", "gbp"),
        Column("Cap", "gbp"),
        Column("Paid by the PCN", "gbp"),
    )
    cells: list[tuple[Cell, ...]] = []
    for day, row in zip(dates, rows.to_dict("records"), strict=True):
        spent, claimed = row["actual_cost_gbp"], row["claimed_gbp"]
        numbers = (row["wte"], spent, claimed, row["cap"], spent - claimed)
        cells.append(
            (day, *(Mark.NO_DATA if pd.isna(n) else float(n) for n in numbers))  # type: ignore[arg-type]  # a date by construction
        )
    return Table("Actual cost and claim by month", columns, tuple(cells))
