"""Do more people have contacts, or do a few have more of them?"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from data_access.answers.core import (
    Caption,
    Column,
    Compared,
    Comparison,
    Mark,
    Table,
    as_cell,
)
from data_access.catalogue.indicators import BY_ID
from data_access.disclosure.rule import LEAST_SHOWN, disclose
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.months import MONTHS_IN_YEAR, months_after
from data_access.queries.contact_spread import ContactSpread, contact_spread
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.questions.parts.month_values import shown_count_of
from data_access.questions.parts.open_cases import require_closed_cases
from data_access.questions.parts.place import as_far_as, find_place
from data_access.questions.parts.why_missing import missing
from data_access.selection import ALL, WHOLE_PCN
from data_access.stats.concentration import share_by_chance
from data_access.words.numbers import month_text, number_text, value_text

SEEN = "people_seen"
TENTH = 0.1
_FILES = ("caseload", "contacts")
_NAMES = ("The tenth seen most", "By chance alone", "If all had as many")


@dataclass(frozen=True, slots=True)
class _Spread:
    """Contacts of a year as they may be shown; None, with its mark, where not.

    ``first`` are people who had none in the twelve months before.
    """

    month: date
    people: float | None
    first: float | Mark
    contacts: float | None
    top: float | None
    mark: Mark | None

    @property
    def share(self) -> float | None:
        """Return the percentage of contacts that the tenth had."""
        if self.top is None or not self.contacts:
            return None
        return min(100 * self.top / self.contacts, 100.0)

    @property
    def by_chance(self) -> float | None:
        """Return that percentage if chance alone made some have more."""
        if self.share is None or not self.people or not self.contacts:
            return None
        return 100 * share_by_chance(max(self.contacts / self.people, 1.0), TENTH)


def contacts_concentrated(context: Context) -> Comparison:
    """Report the share of a year's contacts that the tenth of people seen most had.

    Beside it is the share that chance alone would give. Raises NotPermittedError for
    one practice, and CareImpactError naming the files to load.
    """
    with context.evidence.connect() as connection:
        place = as_far_as(find_place(context, connection), connection, _FILES)
        require_closed_cases(connection, place, "How contacts fall on people")
        place = replace(place, cohort=ALL)
        months = (place.month, months_after(place.month, -MONTHS_IN_YEAR))
        exact_counts = contact_spread(connection, place.pcn, months)
        seen = {
            cell.month: cell
            for cell in month_cells(
                connection,
                indicators=(SEEN,),
                pcn=place.pcn,
                months=months,
                dimensions=(ALL,),
                practices=(WHOLE_PCN,),
            )
        }
    if place.practice != WHOLE_PCN:
        raise NotPermittedError(
            "How contacts fall on people is shown for the whole PCN only: the tenth of "
            "one practice is a few people; choose all practices."
        )
    if place.month not in exact_counts:
        raise CareImpactError(missing(context, BY_ID[SEEN], place))
    exact = context.viewer.exact_for(place.practice_codes)
    now, before = (
        _shown(month, exact_counts.get(month), seen.get(month), exact=exact)
        for month in months
    )
    where = f"{place.name}, 12 months to {month_text(place.month)}"
    return Comparison(
        caption=Caption(
            headline=_headline(now),
            subtitle=f"Contacts that took place, by how often people had one, {where}",
            summary=_summary(now),
            definition="targets",
        ),
        places=_items(now),
        average=None,
        table=_table(f"How contacts fall on people, {where}", (now, before)),
    )


def _shown(
    month: date,
    counts: ContactSpread | None,
    seen: MonthCell | None,
    *,
    exact: bool,
) -> _Spread:
    """Return counts as this reader may see them.

    Outside direct care a tenth of fewer than eight people is nobody's to know.
    """
    if counts is None or seen is None:
        return _Spread(month, None, Mark.NO_DATA, None, None, Mark.NO_DATA)
    people = shown_count_of(seen, exact=exact).value
    few = people is None or people * TENTH < LEAST_SHOWN
    if not exact and few:
        return _Spread(month, people, Mark.SUPPRESSED, None, None, Mark.SUPPRESSED)
    given = (counts.contacts, counts.top_contacts, counts.first_people)
    each = np.array(given, dtype=float)
    nothing = np.zeros(len(given), dtype=bool)
    contacts, top, first = disclose(
        each, each, nothing, nothing, kind="count", exact=exact
    )
    mark = contacts.mark or top.mark
    return _Spread(month, people, first.cell, contacts.value, top.value, mark)


def _items(now: _Spread) -> tuple[Compared, ...]:
    even = 100 * TENTH if now.share is not None else None
    values = (now.share, now.by_chance, even)
    return tuple(
        Compared(name, name, value, mark=None if value is not None else now.mark)
        for name, value in zip(_NAMES, values, strict=True)
    )


def _headline(now: _Spread) -> str:
    if now.share is None:
        return "Contacts of the tenth seen most: too few people to show"
    return (
        "The tenth of people seen most had "
        f"{value_text(now.share, 'percent')} of the contacts"
    )


def _summary(now: _Spread) -> str:
    said = (
        "People who need more are seen more, so a high share is no fault in itself; "
        "one that rises while no more people are reached is worth a question. Every "
        "contact is counted, so there is no interval."
    )
    if now.share is None or now.by_chance is None:
        return said
    people, contacts = now.people or 0.0, now.contacts or 0.0
    counts = (
        f"{number_text(people)} people had {number_text(contacts)} contacts. If chance "
        "alone made some have more, the tenth would have "
        f"{value_text(now.by_chance, 'percent')}; if all had as many, "
        f"{value_text(100 * TENTH, 'percent')}."
    )
    return f"{counts} {_first(now)}{said}"


def _first(now: _Spread) -> str:
    """Say how many were not seen in the twelve months before, or why it is not told."""
    if now.first is Mark.NO_DATA:
        return (
            "Who of them was seen for the first time in a year is not known before "
            "contacts.csv has 24 months whole. "
        )
    if isinstance(now.first, Mark):
        return ""
    return f"{number_text(now.first)} of them had none in the 12 months before. "


def _table(caption: str, spreads: tuple[_Spread, ...]) -> Table:
    columns = (
        Column("12 months to", "month"),
        Column("People seen", "count"),
        Column("For the first time in a year", "count"),
        Column("Contacts", "count"),
        Column("Contacts of the tenth", "count"),
        Column("Share of the tenth", "percent"),
        Column("By chance alone", "percent"),
    )
    rows = tuple(
        (
            one.month,
            as_cell(one.people, one.mark),
            one.first,
            *(
                as_cell(value, one.mark)
                for value in (one.contacts, one.top, one.share, one.by_chance)
            ),
        )
        for one in spreads
    )
    return Table(caption, columns, rows)
