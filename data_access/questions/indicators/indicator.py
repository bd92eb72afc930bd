"""How does one indicator change, and how do practices and groups compare?"""

from data_access.answers.core import IndicatorReport
from data_access.answers.definition import Definition
from data_access.catalogue.groups import DIMENSION_WORDS
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import BY_ID
from data_access.catalogue.targets import targets_of
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.parts.comparison import compare_practices
from data_access.questions.parts.group_comparison import compare_groups
from data_access.questions.parts.place import as_far_as, find_place
from data_access.questions.parts.practice_trends import practice_trends
from data_access.questions.parts.trend_words import trend_report
from data_access.questions.parts.why_missing import missing
from data_access.state.notes import ChartNote
from data_access.words.numbers import date_text, month_text

_KINDS = {"note": "note", "rebase": "new limits from here"}

_DIRECTIONS = {
    "increase": "higher is better",
    "decrease": "lower is better",
    "neutral": "neither way is better in itself",
}


def indicator(
    context: Context, indicator_id: str, notes: tuple[ChartNote, ...] = ()
) -> IndicatorReport:
    """Report one indicator's trend, practices, groups and definition.

    A rebase among ``notes`` starts new limits at its month.

    Raises CareImpactError for an indicator that is not in the catalogue.
    """
    record = BY_ID.get(indicator_id)
    if record is None:
        raise CareImpactError(
            "There is no indicator of that name; choose one from the month's page."
        )
    with context.evidence.connect() as connection:
        place = find_place(context, connection, neighbourhoods=True)
        rows = indicator_rows(
            connection,
            indicators=[record.id],
            pcn=place.pcn,
            practices=None,
            cohort=place.cohort,
            last=place.month,
        )
        own_rows = rows[rows["practice_code"] == place.practice]
        if place.members:
            own_rows = indicator_rows(
                connection,
                indicators=[record.id],
                pcn=None,
                practices=(place.practice,),
                cohort=place.cohort,
                last=place.month,
            )
        # Beside each other at the last month that is there, so that none is empty.
        compared = as_far_as(place, connection, record.needs)
        groups = compare_groups(
            connection, record, tuple(DIMENSION_WORDS), compared, context
        )
    over_time = trend_report(record, own_rows, place, context, notes)
    return IndicatorReport(
        name=record.name,
        unit=record.unit,
        definition=definition_of(record),
        over_time=over_time,
        notes=tuple(
            f"{month_text(note.month)}, {_KINDS[note.kind]}: {note.text} "
            f"({_signed(note)})"
            for note in notes
        ),
        practices=compare_practices(record, rows, compared, context),
        practice_trends=practice_trends(record, rows, place, context),
        groups=groups,
        missing="" if over_time else missing(context, record, place),
    )


def definition_of(record: Indicator) -> Definition:
    """Return an indicator's definition in words for readers."""
    target = "; ".join(one.words for one in targets_of(record.id))
    return Definition(
        id=record.id,
        version=record.version,
        name=record.name,
        numerator=record.numerator,
        denominator=record.denominator,
        exclusions=record.exclusions,
        window=record.window,
        direction=_DIRECTIONS[record.improvement],
        target=target or "none set",
        source=record.source,
        valid_from=record.valid_from,
        caveat=record.caveat,
    )


def _signed(note: ChartNote) -> str:
    """Say who made a note, and when."""
    made = "" if note.made_on is None else f", {date_text(note.made_on)}"
    return f"{note.author}{made}"
