"""Where were checks done: at the practice, at a hub, at home?"""

from data_access.answers.core import Caption, Column, Compared, Comparison, Mark, Table
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.questions.checks.check_place import check_place
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.questions.parts.marks import marked
from data_access.questions.parts.month_values import shown_count_of
from data_access.questions.parts.senders import said_of_senders
from data_access.questions.parts.why_missing import missing
from data_access.selection import WHOLE_PCN
from data_access.words.numbers import month_text, value_text
from data_access.words.sentences import listed

_NAMES = {
    "practice": "At the practice",
    "hub": "At a hub",
    "home": "At home",
    "outreach": "Elsewhere in the community",
    "unknown": "Place not recorded",
}


def check_places(context: Context, check: str) -> Comparison:
    """Report where the people with a complete check had the last part of it.

    Raises NotPermittedError for one practice's places outside direct care, and
    CareImpactError if no check is loaded.
    """
    indicator = BY_ID[check]
    with context.evidence.connect() as connection:
        place = check_place(context, connection)
        cells = month_cells(
            connection,
            indicators=(check,),
            pcn=place.pcn,
            months=(place.month,),
            dimensions=("all", "place"),
            practices=(place.practice,),
        )
    exact = context.viewer.exact_for(place.practice_codes)
    if place.practice != WHOLE_PCN and not exact:
        raise NotPermittedError(
            "The places of one practice's checks are shown in direct care only, "
            "because numbers are small; choose all practices."
        )
    whole = next((cell for cell in cells if cell.dimension == "all"), None)
    by_place = {cell.category: cell for cell in cells if cell.dimension == "place"}
    if whole is None or not by_place:
        raise CareImpactError(missing(context, indicator, place))
    items = _shares(whole, by_place, exact=exact)
    subtitle = f"{indicator.name}, where complete checks were finished, {place.name}"
    return Comparison(
        caption=Caption(
            headline=_headline(items),
            subtitle=(
                f"{subtitle}, 12 months to {month_text(place.month)}, per cent of "
                "people"
            ),
            summary=said_of_senders(_summary(items), whole.senders, place),
            definition=check,
        ),
        places=items,
        average=None,
        table=_table(subtitle, items, by_place, exact=exact),
    )


def _shares(
    whole: MonthCell, by_place: dict[str, MonthCell], *, exact: bool
) -> tuple[Compared, ...]:
    people = shown_count_of(whole, exact=exact).value
    items = []
    for code, name in _NAMES.items():
        if code not in by_place:
            continue
        figure = shown_count_of(by_place[code], exact=exact)
        if not people or figure.value is None:
            why = figure.mark or (Mark.SUPPRESSED if whole.numerator else Mark.NO_DATA)
            items.append(Compared(code, name, mark=why))
            continue
        # Rounded parts may add up to more than their rounded whole.
        share = min(100 * figure.value / people, 100.0)
        items.append(Compared(code, name, share, denominator=int(people)))
    return tuple(items)


def _headline(items: tuple[Compared, ...]) -> str:
    known = {item.code: item.value for item in items if item.value is not None}
    away = [
        f"{value_text(known[code], 'percent')} {_NAMES[code].lower()}"
        for code in ("hub", "home", "outreach")
        if known.get(code)
    ]
    if "practice" not in known:
        return "Where checks were done: numbers are too small to show"
    first = (
        f"{value_text(known['practice'], 'percent')} of complete checks were finished "
        "at the practice"
    )
    return f"{first}, {listed(away)}" if away else first


def _summary(items: tuple[Compared, ...]) -> str:
    summary = (
        "A person whose parts were done in several places is counted where the "
        "last part was done. National figures can miss checks that a hub records "
        "outside the practice."
    )
    return summary + marked(items, Mark.SUPPRESSED)


def _table(
    caption: str,
    items: tuple[Compared, ...],
    by_place: dict[str, MonthCell],
    *,
    exact: bool,
) -> Table:
    columns = (
        Column("Place"),
        Column("People", "count"),
        Column("Share of complete checks", "percent"),
    )
    rows = []
    for item in items:
        figure = shown_count_of(by_place[item.code], exact=exact)
        why = item.mark or figure.mark or Mark.NO_DATA
        people = why if figure.value is None else figure.value
        rows.append((item.name, people, why if item.value is None else item.value))
    return Table(caption, columns, tuple(rows))
