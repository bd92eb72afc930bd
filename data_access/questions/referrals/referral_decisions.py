"""Which referrals are declined or not appropriate, and who made them?"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Compared,
    GroupedReport,
    Mark,
    Table,
)
from data_access.catalogue.referral_names import route_name
from data_access.disclosure.breakdown import shown_parts, withheld_parts
from data_access.disclosure.rule import Flags, Floats
from data_access.door import Context
from data_access.queries.referrals import flow_counts
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.shares import compared_share
from data_access.questions.referrals.referral_branches import Branch, branches
from data_access.questions.referrals.referral_scope import ReferralScope, referral_scope
from data_access.selection import ALL
from data_access.words.numbers import value_text
from data_access.words.sentences import listed

SERIES = ("Declined by the person", "Not appropriate")
_SHOWN = ("declined_by_patient", "not_appropriate")


def referral_decisions(context: Context) -> GroupedReport:
    """Report, for each source, the shares declined and not appropriate.

    Raises as `referral_scope`.
    """
    with context.evidence.connect() as connection:
        scope = referral_scope(context, connection)
        rows = flow_counts(
            connection,
            scope.place.pcn,
            scope.practices,
            scope.first,
            scope.place.month,
            ["source", "decision"],
        )
    by_source: dict[str, Counter[str]] = {}
    for direction, source, decision, count in rows.to_numpy().tolist():
        if direction == "in":
            by_source.setdefault(source, Counter())[decision] += count
    sizes = {code: float(by_source[code].total()) for code in sorted(by_source)}
    (figures,) = shown_parts([sum(sizes.values())], exact=scope.exact)
    sources: tuple[Branch, ...] = (Branch(ALL, "All sources", tuple(sizes), figures),)
    if not isinstance(figures, Mark):
        sources += branches(sizes, route_name, exact=scope.exact)[0]
    counts = [_counts(by_source, branch) for branch in sources]
    hidden = _withheld(sources, np.array(counts))
    groups = tuple(
        (branch.name, _shares(*row, scope))
        for branch, row in zip(sources, zip(counts, hidden, strict=True), strict=True)
    )
    return GroupedReport(
        caption=Caption(
            headline=_headline(groups[0][1]),
            subtitle="Share of referrals to the care coordinators, "
            f"{scope.place.name}, {scope.period}",
            summary="Points are shares of all referrals received from a source, lines "
            "95% confidence intervals. A source with wide lines has few referrals; one "
            "whose numbers are too small to show is in the table alone.",
            definition="referrals",
        ),
        unit="percent",
        series=SERIES,
        groups=tuple(
            (name, items)
            for name, items in groups
            if any(item.value is not None for item in items)
        ),
        table=_table(groups),
    )


def _counts(by_source: dict[str, Counter[str]], branch: Branch) -> list[float]:
    """Return the refusals of a branch by decision, and all its others."""
    outcomes = sum((by_source[code] for code in branch.members), Counter[str]())
    refused = [float(outcomes[decision]) for decision in _SHOWN]
    # Those accepted or without a decision are one part: apart, the fewer of them would
    # hide a refusal that can be shown.
    return [*refused, outcomes.total() - sum(refused)]


def _withheld(sources: Sequence[Branch], counts: Floats) -> Flags:
    """Return which refusals, a row a branch, may not be shown.

    Each branch is divided by decision, and each decision of all of them by branch.
    """
    hidden = np.array([withheld_parts(row) for row in counts])[:, : len(_SHOWN)]
    hidden |= np.array([isinstance(branch.shown, Mark) for branch in sources])[:, None]
    for decision in range(len(_SHOWN)):
        hidden[1:, decision] |= withheld_parts(counts[1:, decision])
    return hidden


def _shares(
    counts: Sequence[float], hidden: Flags, scope: ReferralScope
) -> tuple[Compared, ...]:
    return tuple(
        compared_share(
            decision,
            name,
            count,
            sum(counts),
            exact=scope.exact,
            withheld=bool(withheld),
        )
        for decision, name, count, withheld in zip(
            _SHOWN, SERIES, counts[:-1], hidden, strict=True
        )
    )


def _headline(overall: tuple[Compared, ...]) -> str:
    phrases = [
        f"{value_text(item.value, 'percent')} {outcome}"
        for item, outcome in zip(
            overall, ("declined by the person", "not appropriate"), strict=True
        )
        if item.value is not None
    ]
    if not phrases:
        return "Too few referrals to show what was declined"
    return f"Of referrals in, {listed(phrases)}"


def _table(groups: tuple[tuple[str, tuple[Compared, ...]], ...]) -> Table:
    columns = [Column("Source"), Column("Referrals in", "count")]
    for name in SERIES:
        columns += [Column(name, "percent"), *limit_columns("percent", name)]
    rows: list[tuple[Cell, ...]] = []
    for name, items in groups:
        people = [item.denominator for item in items if item.denominator is not None]
        whole = people[0] if people else Mark.SUPPRESSED
        cells = (cell for item in items for cell in item.cells[:3])
        rows.append((name, whole, *cells))
    return Table("Referrals declined and not appropriate", tuple(columns), tuple(rows))
