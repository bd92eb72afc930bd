"""Which referrals are declined or not appropriate, and who makes them?"""

import numpy as np
import pandas as pd

from data_access.answers import Caption, Cell, Column, Compared, Mark, Table
from data_access.disclosure_parts import shown_parts, withheld_parts
from data_access.door import Asking
from data_access.indicators.referral_names import route_name
from data_access.queries.referrals import flow_counts
from data_access.questions.reference import reference
from data_access.questions.referral_branches import Branch, branches
from data_access.questions.referral_scope import ReferralScope, referral_scope
from data_access.questions.shares import compared_share
from data_access.referral_answers import SharesReport
from data_access.words import listed, number

SERIES = ("Declined by the person", "Not appropriate")
_SHOWN = ("declined_by_patient", "not_appropriate")
ALL = "all"


def referral_decisions(asking: Asking) -> SharesReport:
    """Report, for each source, the shares declined and not appropriate.

    Raises as `referral_scope`.
    """
    with asking.evidence.connect() as connection:
        scope = referral_scope(asking, connection)
        rows = flow_counts(
            connection,
            scope.place.pcn,
            scope.practices,
            scope.first,
            scope.place.month,
            ["source", "decision"],
        )
    rows = rows[rows["direction"] == "in"]
    total = float(rows["referrals"].sum())
    (shown,) = shown_parts([total], exact=scope.exact)
    drawn: tuple[Branch, ...] = (Branch(ALL, "All sources", (), shown),)
    if not isinstance(shown, Mark):
        counts = rows.groupby("source")["referrals"].sum().astype(float)
        found, _ = branches(counts.to_dict(), route_name, exact=scope.exact)  # type: ignore[arg-type]
        drawn = (*drawn, *found)
    groups = tuple((branch.name, _shares(rows, branch, scope)) for branch in drawn)
    return SharesReport(
        caption=Caption(
            headline=_headline(groups[0][1]),
            subtitle="Share of referrals to the care coordinators, "
            f"{scope.place.name}, {scope.period}",
            summary="Points are shares of all referrals received from a source, lines "
            "95% confidence intervals. A source with wide lines has few referrals.",
            definition="referrals",
            reference=reference(asking, "referral_decisions", "referral_decisions@1"),
        ),
        series=SERIES,
        groups=groups,
        table=_table(groups),
    )


def _shares(
    rows: pd.DataFrame, branch: Branch, scope: ReferralScope
) -> tuple[Compared, ...]:
    mine = rows if branch.code == ALL else rows[rows["source"].isin(branch.members)]
    counts = mine.groupby("decision")["referrals"].sum()
    whole = float(counts.sum())
    refused = [float(counts.get(decision, 0)) for decision in _SHOWN]
    # Those accepted or without a decision are one part: apart, the fewer of them would
    # hide a refusal that can be shown.
    flags = withheld_parts(np.array([*refused, whole - sum(refused)]))
    return tuple(
        compared_share(
            decision,
            name,
            count,
            whole,
            exact=scope.exact,
            withheld=bool(flag) or isinstance(branch.shown, Mark),
        )
        for decision, name, count, flag in zip(
            _SHOWN, SERIES, refused, flags[:-1], strict=True
        )
    )


def _headline(overall: tuple[Compared, ...]) -> str:
    words = [
        f"{number(item.value, 'percent')} {said}"
        for item, said in zip(
            overall, ("declined by the person", "not appropriate"), strict=True
        )
        if item.value is not None
    ]
    if not words:
        return "Too few referrals to show what was declined"
    return f"Of referrals in, {listed(words)}"


def _table(groups: tuple[tuple[str, tuple[Compared, ...]], ...]) -> Table:
    columns = [Column("Source"), Column("Referrals in", "count")]
    for name in SERIES:
        columns += [
            Column(name, "percent"),
            Column(f"{name}: lower 95% limit", "percent"),
            Column(f"{name}: upper 95% limit", "percent"),
        ]
    rows: list[tuple[Cell, ...]] = []
    for name, items in groups:
        people = [item.denominator for item in items if item.denominator is not None]
        row: list[Cell] = [name, people[0] if people else Mark.SUPPRESSED]
        for item in items:
            mark = item.mark or Mark.NO_DATA
            numbers = (item.value, item.lower, item.upper)
            row += [mark if value is None else value for value in numbers]
        rows.append(tuple(row))
    return Table("Referrals declined and not appropriate", tuple(columns), tuple(rows))
