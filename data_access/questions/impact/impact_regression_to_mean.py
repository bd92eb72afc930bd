"""What does a before and after show of a programme that a trial found to do nothing?"""

from data_access.answers.core import Caption, Column, Compared, Comparison, Mark, Table
from data_access.catalogue.studies import BothWays, Study, read_studies
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.parts.intervals import limit_columns
from data_access.words.numbers import interval_text, value_text

_BEFORE = "Those helped, before and after"
_RANDOMISED = "Those helped against those not helped"


def impact_regression_to_mean(_: Context) -> Comparison:
    """Report both answers of the randomised trial that published both.

    It is the same for every PCN: the picture of regression to the mean.
    """
    study, both = _trial()
    return Comparison(
        caption=Caption(
            headline=_headline(both),
            subtitle=(
                f"Change in percentage points, {study.name}, {study.year}: "
                f"{study.people}"
            ),
            summary=(
                f"The first is {both.before_after_of}. The second is "
                f"{both.randomised_of}: {_text(both.randomised)} (95% interval "
                f"{interval_text(both.low, both.high, 'points')}); an interval that "
                "includes 0 shows no difference. People are picked when they are at "
                "their worst, and would mostly have improved anyway: regression to the "
                "mean."
            ),
            definition="other-studies",
        ),
        places=(
            Compared("before-after", _BEFORE, both.before_after),
            Compared(
                "randomised",
                _RANDOMISED,
                both.randomised,
                both.low,
                both.high,
            ),
        ),
        average=None,
        table=Table(
            "One programme, two answers",
            (
                Column("Comparison"),
                Column("Change (percentage points)", "points"),
                *limit_columns("points"),
                Column("Source"),
            ),
            (
                (
                    _BEFORE,
                    both.before_after,
                    Mark.NO_DATA,
                    Mark.NO_DATA,
                    study.source,
                ),
                (
                    _RANDOMISED,
                    both.randomised,
                    both.low,
                    both.high,
                    study.source,
                ),
            ),
        ),
    )


def _trial() -> tuple[Study, BothWays]:
    for study in read_studies():
        if study.both_ways is not None:
            return study, study.both_ways
    raise CareImpactError(
        "No trial with both answers is entered: add one to studies.toml."
    )


def _headline(both: BothWays) -> str:
    down = _text(abs(both.before_after))
    none = both.low <= 0 <= both.high
    found = "no difference" if none else _text(both.randomised)
    return f"Before and after, {down} down; against people drawn by lot, {found}"


def _text(points: float) -> str:
    return value_text(points, "points")
