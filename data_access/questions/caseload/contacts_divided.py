"""One month's contacts by activity or by mode, as they may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from data_access.answers.core import Column, Compared, Mark, Table
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.month_cells import month_cells
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.questions.parts.marks import marked
from data_access.questions.parts.month_values import compared_count, shown_count_of
from data_access.questions.parts.place import Place, find_place
from data_access.questions.parts.senders import said_of_senders
from data_access.questions.parts.why_missing import missing
from data_access.selection import WHOLE_PCN
from data_access.words.numbers import month_text

CONTACTS = "contacts"


@dataclass(frozen=True, slots=True)
class DividedContacts:
    """A place's contacts in a month; ``total`` is None if it may not be shown.

    ``senders`` are the codes of the practices whose contacts are counted.
    """

    place: Place
    items: tuple[Compared, ...]
    total: float | None
    senders: str

    @property
    def where(self) -> str:
        """Write the place, the cohort and the month."""
        cohort = cohort_name(self.place.cohort).lower()
        return f"{self.place.name}, {cohort}, {month_text(self.place.month)}"

    @property
    def most(self) -> tuple[Compared, float] | None:
        """Return the largest item and its share in per cent; None if none is shown."""
        known = [item for item in self.items if item.value]
        if not self.total or not known:
            return None
        most = max(known, key=lambda item: item.value or 0.0)
        # Both are rounded to 5, so that a part can seem larger than the whole.
        return most, min(100 * (most.value or 0.0) / self.total, 100.0)

    def said(self, summary: str) -> str:
        """Add to a summary which items are suppressed, and who is not counted."""
        hidden = marked(self.items, Mark.SUPPRESSED)
        return said_of_senders(f"{summary}{hidden}", self.senders, self.place)

    def table(self, caption: str, first: str) -> Table:
        """Return the items as a table; ``first`` is the heading of their column."""
        rows = tuple((item.name, item.cell) for item in self.items)
        return Table(caption, (Column(first), Column("Contacts", "count")), rows)


def contacts_divided(
    context: Context, dimension: str, names: Mapping[str, str], refusal: str
) -> DividedContacts:
    """Return the contacts that took place in the month, by category of ``dimension``.

    ``names`` gives the name of each category. Raises NotPermittedError with ``refusal``
    for one practice outside direct care, and CareImpactError if no contacts are loaded.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        cells = month_cells(
            connection,
            indicators=(CONTACTS,),
            pcn=place.pcn,
            months=(place.month,),
            cohorts=(place.cohort,),
            dimensions=("all", dimension),
            practices=(place.practice,),
        )
    exact = context.viewer.exact_for(place.practice_codes)
    if place.practice != WHOLE_PCN and not exact:
        raise NotPermittedError(refusal)
    whole = next((cell for cell in cells if cell.dimension == "all"), None)
    by_category = {cell.category: cell for cell in cells if cell.dimension == dimension}
    if whole is None or not by_category:
        raise CareImpactError(missing(context, BY_ID[CONTACTS], place))
    items = tuple(
        compared_count(by_category[code], code, name, exact=exact)
        for code, name in names.items()
        if code in by_category
    )
    total = shown_count_of(whole, exact=exact).value
    return DividedContacts(place, items, total, whole.senders)
