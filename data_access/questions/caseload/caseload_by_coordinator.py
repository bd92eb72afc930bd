"""How many people has each coordinator, for a whole-time post?"""

from dataclasses import dataclass

from data_access.answers.core import Caption, Column, Compared, Comparison, Mark, Table
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.months import month_end
from data_access.queries.episodes import coordinators_in_post
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.questions.parts.marks import marked
from data_access.questions.parts.month_values import compared_count
from data_access.questions.parts.place import find_place
from data_access.questions.parts.why_missing import what_is_missing
from data_access.selection import ALL, WHOLE_PCN
from data_access.words.numbers import month_text, number_text, plain_text

OPEN = "caseload_open"
DIMENSION = "coordinator"
_NOBODY = "No coordinator recorded"


@dataclass(frozen=True, slots=True)
class _Post:
    """One coordinator, or all: people as they may be shown, and posts if in post."""

    people: Compared
    wte: float | None

    @property
    def each(self) -> Compared:
        """Return the people for each whole-time equivalent, of what is shown."""
        code, name, people = self.people.code, self.people.name, self.people.value
        if people is None or not self.wte:
            return Compared(code, name, mark=self.people.mark or Mark.NO_DATA)
        return Compared(code, name, people / self.wte)


def caseload_by_coordinator(context: Context) -> Comparison:
    """Report people on the caseload for each whole-time coordinator, one by one.

    ``average`` is that of all coordinators in post together. A part-time post with as
    many people as a whole one carries more. Coordinators who left have no figure.

    Raises NotPermittedError for one practice's coordinators outside direct care, and
    CareImpactError naming the files to load if nothing is loaded.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        exact = context.viewer.exact_for(place.practice_codes)
        if place.practice != WHOLE_PCN and not exact:
            raise NotPermittedError(
                "One practice's cases by coordinator are shown in direct care only, "
                "because numbers are small; choose all practices."
            )
        cells = month_cells(
            connection,
            indicators=(OPEN,),
            pcn=place.pcn,
            months=(place.month,),
            cohorts=(place.cohort,),
            dimensions=(DIMENSION, ALL),
            practices=(place.practice,),
        )
        wte = coordinators_in_post(connection, place.pcn, month_end(place.month))
    by_coordinator = {c.category: c for c in cells if c.dimension == DIMENSION}
    if not by_coordinator:
        raise CareImpactError(
            f"The caseload of {place.name} cannot be shown by coordinator: load "
            "coordinators.csv and caseload.csv."
            + what_is_missing(context, BY_ID["caseload_open"], place)
        )
    posts = _posts(by_coordinator, wte, exact=exact)
    (whole,) = (cell for cell in cells if cell.dimension == ALL)
    everyone = _Post(
        compared_count(whole, ALL, "All coordinators", exact=exact), sum(wte.values())
    )
    who = f"{place.name}, {cohort_name(place.cohort).lower()}"
    subtitle = (
        "People on the caseload for each whole-time coordinator in post, "
        f"{who}, {month_text(place.month)}"
    )
    return Comparison(
        caption=Caption(
            headline=_headline(posts, everyone),
            subtitle=subtitle,
            summary="Coordinators are numbered in the order in which they started; no "
            "name is shown. WTE is whole-time equivalents in post."
            + marked([post.each for post in posts], Mark.SUPPRESSED),
            definition=OPEN,
        ),
        places=tuple(post.each for post in posts),
        average=everyone.each.value,
        table=_table(subtitle, (*posts, everyone)),
    )


def _posts(
    cells: dict[str, MonthCell], wte: dict[str, float], *, exact: bool
) -> list[_Post]:
    # Whoever left is told only where cases are still in their name.
    codes = [code for code, cell in cells.items() if code in wte or cell.numerator]
    ordered = sorted(codes, key=lambda code: (not code.isdigit(), code.zfill(4)))
    return [
        _Post(
            compared_count(
                cells[code], code, _coordinator(code, wte.get(code)), exact=exact
            ),
            wte.get(code),
        )
        for code in ordered
    ]


def _coordinator(code: str, wte: float | None) -> str:
    if not code.isdigit():
        return _NOBODY
    post = "left" if wte is None else f"{plain_text(wte)} WTE"
    return f"Coordinator {code} ({post})"


def _headline(posts: list[_Post], everyone: _Post) -> str:
    known = [post.each for post in posts if post.each.value is not None]
    if not known:
        return "People for each coordinator: numbers are too small to show"
    most = max(known, key=lambda one: one.value or 0.0)
    headline = (
        f"Most for a whole-time post: {most.name}, {number_text(most.value or 0.0)}"
    )
    together = everyone.each.value
    if together is None:
        return headline
    return f"{headline}; all coordinators together, {number_text(together)}"


def _table(caption: str, posts: tuple[_Post, ...]) -> Table:
    columns = (
        Column("Coordinator"),
        Column("People on the caseload", "count"),
        Column("Whole-time equivalents", "number"),
        Column("People for each", "ratio"),
    )
    rows = tuple(
        (
            post.people.name,
            post.people.cell,
            Mark.NO_DATA if post.wte is None else post.wte,
            post.each.cell,
        )
        for post in posts
    )
    return Table(caption, columns, rows)
