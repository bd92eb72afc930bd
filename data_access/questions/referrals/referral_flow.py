"""Who refers to the coordinators, where do they refer on, and with what outcome?"""

from collections import Counter
from collections.abc import Mapping, Sequence

from data_access.answers.core import Caption, Cell, Column, Mark, Table
from data_access.answers.referrals import FlowLink, FlowNode, FlowReport
from data_access.catalogue.referral_names import OUTCOMES, outcome_group, route_name
from data_access.disclosure.breakdown import shown_parts
from data_access.door import Context
from data_access.queries.referrals import flow_counts
from data_access.questions.referrals.referral_branches import OTHERS, Branch, branches
from data_access.questions.referrals.referral_scope import ReferralScope, referral_scope
from data_access.words.numbers import value_text
from data_access.words.sentences import listed

COORDINATORS = "coordinators"


def referral_flow(context: Context) -> FlowReport:
    """Report the twelve months' referrals: source, coordinator, destination, outcome.

    Raises CareImpactError if there are no referrals, and NotPermittedError if the
    reader may not see a practice's routes.
    """
    with context.evidence.connect() as connection:
        scope = referral_scope(context, connection)
        rows = flow_counts(
            connection,
            scope.place.pcn,
            scope.practices,
            scope.first,
            scope.place.month,
            ["source", "destination", "outcome"],
        )
    by_source: Counter[str] = Counter()
    by_ending: dict[str, Counter[str]] = {}
    for direction, source, destination, outcome, count in rows.to_numpy().tolist():
        if direction == "in":
            by_source[source] += count
        else:
            ended = by_ending.setdefault(destination, Counter())
            ended[outcome_group(outcome)] += count
    by_destination = {counts: ended.total() for counts, ended in by_ending.items()}
    total_in, total_out = (_total(side, scope) for side in (by_source, by_destination))
    sources = _side(by_source, total_in, scope)
    destinations = _side(by_destination, total_out, scope)
    endings = {
        branch.code: _endings(by_ending, branch, scope) for branch in destinations[0]
    }
    return FlowReport(
        caption=Caption(
            headline=_headline(sources[0], destinations[0], total_in, total_out),
            subtitle=f"Referrals in and on, {scope.place.name}, {scope.period}",
            summary=_summary(total_in, total_out, endings),
            definition="referrals",
        ),
        nodes=_nodes(sources[0], destinations[0], endings, exact=scope.exact),
        links=_links(sources[0], destinations[0], endings),
        table=_table(sources, destinations, endings, total_in, total_out),
    )


Side = tuple[tuple[Branch, ...], dict[str, float | Mark]]
Endings = Mapping[str, Mapping[str, float | Mark]]


def _total(counts: Mapping[str, int], scope: ReferralScope) -> float | Mark:
    return shown_parts([float(sum(counts.values()))], exact=scope.exact)[0]


def _side(counts: Mapping[str, int], total: float | Mark, scope: ReferralScope) -> Side:
    if isinstance(total, Mark):
        return (), dict.fromkeys(sorted(counts), total)
    totals = {code: float(counts[code]) for code in sorted(counts)}
    return branches(totals, route_name, exact=scope.exact)


def _endings(
    by_ending: Mapping[str, Counter[str]], branch: Branch, scope: ReferralScope
) -> dict[str, float | Mark]:
    """Divide a destination's referrals by how they ended."""
    endings = [
        float(sum(by_ending[member][name] for member in branch.members))
        for name in OUTCOMES
    ]
    hidden = isinstance(branch.shown, Mark)
    figures = shown_parts(endings, exact=scope.exact, hidden=hidden)
    return dict(zip(OUTCOMES, figures, strict=True))


def _nodes(
    sources: Sequence[Branch],
    destinations: Sequence[Branch],
    endings: Endings,
    *,
    exact: bool,
) -> tuple[FlowNode, ...]:
    outcomes = dict.fromkeys(OUTCOMES, 0.0)
    for ending in endings.values():
        for name, value in ending.items():
            outcomes[name] += _drawn(value)
    return (
        *(FlowNode(f"in-{b.code}", b.name, "source", _known(b.shown)) for b in sources),
        FlowNode(COORDINATORS, "Care coordinators", "coordinator", None),
        *(
            FlowNode(f"out-{b.code}", b.name, "destination", _known(b.shown))
            for b in destinations
        ),
        # Rounded parts do not add up to a rounded whole, so outside direct care the
        # outcomes of all destinations together have no number.
        *(
            FlowNode(f"end-{name}", name, "outcome", value if exact else None)
            for name, value in outcomes.items()
            if value
        ),
    )


def _links(
    sources: Sequence[Branch], destinations: Sequence[Branch], endings: Endings
) -> tuple[FlowLink, ...]:
    return (
        *(FlowLink(f"in-{b.code}", COORDINATORS, _drawn(b.shown)) for b in sources),
        *(
            FlowLink(COORDINATORS, f"out-{b.code}", _drawn(b.shown))
            for b in destinations
        ),
        *(
            FlowLink(f"out-{b.code}", f"end-{name}", _drawn(value))
            for b in destinations
            for name, value in endings[b.code].items()
            if _drawn(value)
        ),
    )


def _drawn(value: float | Mark) -> float:
    """Return what a ribbon is as wide as; a withheld one is not drawn."""
    return 0.0 if isinstance(value, Mark) else value


def _known(value: float | Mark) -> float | None:
    return None if isinstance(value, Mark) else value


def _headline(
    sources: Sequence[Branch],
    destinations: Sequence[Branch],
    total_in: float | Mark,
    total_out: float | Mark,
) -> str:
    phrases = [
        f"{_inside(largest.name)} {verb}, {_said(largest.shown)} of {_said(total)}"
        for side, verb, total in (
            (sources, "refers most", total_in),
            (destinations, "receives most", total_out),
        )
        if (largest := next((b for b in side if b.code != OTHERS), None)) is not None
    ]
    verb = "; ".join(phrases)
    return f"{verb[:1].upper()}{verb[1:]}" if verb else "Too few referrals to show"


def _inside(name: str) -> str:
    """Write a name inside a sentence: initials keep their capitals."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _summary(total_in: float | Mark, total_out: float | Mark, endings: Endings) -> str:
    summary = (
        f"Referrals in: {_said(total_in)}. Referrals on to other services: "
        f"{_said(total_out)}. The width of a ribbon is the number of referrals, "
        "not people."
    )
    values = [value for ending in endings.values() for value in ending.values()]
    if any(isinstance(value, Mark) for value in values):
        summary += " Numbers too small to show have no ribbon."
    return summary


def _said(total: float | Mark) -> str:
    if isinstance(total, Mark):
        return "a few"
    return value_text(total, "count")


def _table(
    sources: Side,
    destinations: Side,
    endings: Endings,
    total_in: float | Mark,
    total_out: float | Mark,
) -> Table:
    rows: list[tuple[Cell, ...]] = [
        ("In: all", "Care coordinators", "All", total_in),
        *(
            (f"In: {route_name(code)}", "Care coordinators", "All", value)
            for code, value in sources[1].items()
        ),
        ("Care coordinators", "On: all", "All", total_out),
        *(
            ("Care coordinators", f"On: {route_name(code)}", "All", value)
            for code, value in destinations[1].items()
        ),
        *(
            ("Care coordinators", f"On: {_members(branch)}", name, value)
            for branch in destinations[0]
            for name, value in endings[branch.code].items()
        ),
    ]
    columns = (
        Column("From"),
        Column("To"),
        Column("How it ended"),
        Column("Referrals", "count"),
    )
    return Table("Referrals by route and ending", columns, tuple(rows))


def _members(branch: Branch) -> str:
    return listed([route_name(code) for code in branch.members])
