"""How are people on the caseload seen: at home, by telephone, in a group?"""

from data_access.answers import Caption, Column, Compared, Comparison, Mark, Table
from data_access.door import Asking
from data_access.errors import CareImpactError
from data_access.indicators.catalogue import BY_ID
from data_access.indicators.cohorts import cohort_name
from data_access.queries.month_cells import Cell, month_cells
from data_access.questions.direct_care import NotPermittedError
from data_access.questions.indicator_trend import missing
from data_access.questions.month_values import shown_count_of
from data_access.questions.place import WHOLE_PCN, find_place
from data_access.questions.reference import reference
from data_access.words import listed, month

_NAMES = {
    "telephone": "Telephone",
    "face_to_face": "Face to face",
    "home_visit": "Home visit",
    "video": "Video",
    "group": "Group",
    "mdt": "Team meeting about the person",
    "unknown": "Mode not recorded",
}


def contact_modes(asking: Asking) -> Comparison:
    """Report the contacts of the month that took place, by mode.

    Raises NotPermittedError for one practice outside direct care, and CareImpactError
    where no contacts are held.
    """
    with asking.evidence.connect() as connection:
        place = find_place(asking, connection)
        cells = month_cells(
            connection,
            indicators=("contacts",),
            pcn=place.pcn,
            months=(place.month,),
            cohorts=(place.cohort,),
            dimensions=("all", "mode"),
            practices=(place.practice,),
        )
    exact = asking.viewer.exact_for(place.practice_codes)
    if place.practice != WHOLE_PCN and not exact:
        raise NotPermittedError(
            "How the people of one practice are seen is shown in direct care only, "
            "because its numbers are small; choose all practices."
        )
    whole = next((cell for cell in cells if cell.dimension == "all"), None)
    held = {cell.category: cell for cell in cells if cell.dimension == "mode"}
    if whole is None or not held:
        raise CareImpactError(missing(BY_ID["contacts"], place))
    items = tuple(
        _item(code, name, held[code], exact=exact)
        for code, name in _NAMES.items()
        if code in held
    )
    where = f"{place.name}, {cohort_name(place.cohort).lower()}, {month(place.month)}"
    return Comparison(
        caption=Caption(
            headline=_headline(items, whole, exact=exact),
            subtitle=f"Contacts that took place, by mode, {where}",
            summary=_summary(items),
            definition="contacts",
            reference=reference(asking, "contact_modes", BY_ID["contacts"].definition),
        ),
        places=items,
        average=None,
        table=_table(where, items),
    )


def _item(code: str, name: str, cell: Cell, *, exact: bool) -> Compared:
    shown = shown_count_of(cell, exact=exact)
    return Compared(code, name, shown.value, None, None, None, shown.mark)


def _headline(items: tuple[Compared, ...], whole: Cell, *, exact: bool) -> str:
    total = shown_count_of(whole, exact=exact).value
    known = [item for item in items if item.value]
    if total is None or not known:
        return "Contacts by mode: numbers are too small to show"
    most = max(known, key=lambda item: item.value or 0.0)
    visits = next((item.value for item in items if item.code == "home_visit"), None)
    share = min(100 * (most.value or 0.0) / total, 100)
    words = f"{most.name} was the most usual way, {share:.0f}% of {total:,.0f} contacts"
    if visits is None or most.code == "home_visit":
        return words
    return f"{words}; {visits:,.0f} were home visits"


def _summary(items: tuple[Compared, ...]) -> str:
    words = (
        "Contacts not attended, of unknown attendance and administration are left out."
    )
    hidden = [item.name for item in items if item.mark is Mark.SUPPRESSED]
    if hidden:
        words += f" Suppressed, because numbers are small: {listed(hidden)}."
    return words


def _table(where: str, items: tuple[Compared, ...]) -> Table:
    columns = (Column("Mode"), Column("Contacts", "count"))
    rows = tuple(
        (
            item.name,
            (item.mark or Mark.NO_DATA) if item.value is None else item.value,
        )
        for item in items
    )
    return Table(f"Contacts by mode, {where}", columns, rows)
