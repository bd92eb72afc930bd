"""Does the effect differ by cohort, practice, route in, or who people are?"""

from data_access.answers.core import Caption, Cell, Column, Table
from data_access.answers.impact import Effect, RatiosReport
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.groups import DIMENSION_WORDS, GROUP_NAMES
from data_access.disclosure.counts import to_digits
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.impact.impact_design import PRIMARY
from data_access.questions.impact.comparison_checks import quality_checks
from data_access.questions.impact.estimate_shown import DIGITS, enough_observed
from data_access.questions.impact.matched import Matched, read_matched
from data_access.questions.parts.intervals import limit_columns
from data_access.stats.pooling import Pooled, partial_pooling
from data_access.stats.trials import TrialSums
from data_access.stats.verdict import some_failed, trusted
from data_access.words.names import as_words
from data_access.words.sentences import listed

_WORDS = {
    "cohort": "main cohort",
    "practice": "practice",
    "route": "route in",
    **DIMENSION_WORDS,
}
_ROUTES = {"gp": "GP", "mdt": "MDT meeting"}
# A group of fewer people is not shown: its estimate would be theirs, one by one.
LEAST_PEOPLE = 8


def impact_groups(context: Context, slice_: str) -> RatiosReport:
    """Report each group's rate ratio, drawn towards all groups' by partial pooling.

    ``slice_`` is a key of _WORDS. Everybody has one main cohort, so nobody is counted
    twice; groups must still not be added up to a new total. No group is said to differ
    where the comparison of everybody has no verdict to give.
    """
    if slice_ not in _WORDS:
        raise CareImpactError(f"Groups are by {listed(list(_WORDS.values()))}.")
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
    groups = _groups(matched, slice_)
    pooled = {
        group.group: group if matched.exact else _few_digits(group)
        for group in partial_pooling(groups, matched.of(PRIMARY))
    }
    names = {practice.code: practice.name for practice in matched.place.practices}
    rows = tuple(
        Effect(
            _name(slice_, group.group, names), group.rate_ratio, group.low, group.high
        )
        for group in pooled.values()
    )
    if not rows:
        raise CareImpactError(
            f"Too few people are followed to compare by {_WORDS[slice_]}; look again "
            "when more have been followed."
        )
    apart = [row.name for row in rows if (row.lower or 0) > 1 or (row.upper or 2) < 1]
    checks = quality_checks(matched)
    headline = f"No group by {_WORDS[slice_]} differs from no change"
    if some_failed(checks):
        headline = f"Not a fair comparison, so nothing is said by {_WORDS[slice_]}"
    elif apart and not trusted(checks):
        headline = f"It cannot be told yet whether groups by {_WORDS[slice_]} differ"
    elif apart:
        headline = f"Different from no change: {listed(apart)}"
    return RatiosReport(
        caption=Caption(
            headline=headline,
            subtitle=(
                f"Rate ratio of emergency admissions by {_WORDS[slice_]}, pulled "
                f"towards the overall ratio, {matched.place.pcn_name}"
            ),
            summary=(
                "Estimates of small groups are pulled towards the overall rate "
                "ratio, more so the smaller the group, to limit the effect of "
                f"chance. Groups of fewer than {LEAST_PEOPLE} people, or outside "
                "direct care of as few admissions, are not shown."
            ),
            definition="admissions-avoided",
        ),
        rows=rows,
        table=_table(slice_, pooled, names),
    )


def _few_digits(group: Pooled) -> Pooled:
    """Return a group's estimate as readers outside direct care see it."""
    return Pooled(
        group.group,
        *(
            to_digits(number, DIGITS)
            for number in (
                group.own,
                group.rate_ratio,
                group.low,
                group.high,
                group.weight,
            )
        ),
    )


def _groups(matched: Matched, slice_: str) -> dict[str, TrialSums]:
    rows = matched.sums[
        (matched.sums["measure"] == PRIMARY) & (matched.sums["slice"] == slice_)
    ]
    by_value = {
        str(value): matched.of(PRIMARY, slice_, value) for value in rows["value"]
    }
    return {
        value: sums
        for value, sums in by_value.items()
        if sums.people >= LEAST_PEOPLE
        and enough_observed(sums.observed, exact=matched.exact)
    }


def _name(slice_: str, group: str, practices: dict[str, str]) -> str:
    if slice_ == "practice":
        return practices.get(group, group)
    if slice_ == "cohort":
        return "No cohort" if group == "none" else cohort_name(group)
    if slice_ in GROUP_NAMES:
        return GROUP_NAMES[slice_][group]
    return _ROUTES.get(group, as_words(group))


def _table(slice_: str, pooled: dict[str, Pooled], practices: dict[str, str]) -> Table:
    columns = (
        Column(_WORDS[slice_].capitalize()),
        Column("Rate ratio on its own", "ratio"),
        Column("Rate ratio pulled towards the overall", "ratio"),
        *limit_columns("ratio"),
        Column("Weight of its own evidence, %", "percent"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            _name(slice_, group.group, practices),
            group.own,
            group.rate_ratio,
            group.low,
            group.high,
            100 * group.weight,
        )
        for group in pooled.values()
    )
    return Table(f"Rate ratio by {_WORDS[slice_]}", columns, rows)
