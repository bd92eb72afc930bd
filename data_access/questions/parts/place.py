"""The place, month and cohort of a selection, or a sentence why there are none."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from data_access.catalogue.indicator import LATE_FILES
from data_access.disclosure.rule import allowed_options
from data_access.door import Context
from data_access.errors import NotLoadedError, SaidOnceError
from data_access.months import firm_month
from data_access.queries.coverage import last_sent, whole_months
from data_access.queries.elsewhere import practices_elsewhere
from data_access.queries.neighbourhoods import neighbourhood_name
from data_access.queries.neighbourhoods import neighbourhoods as known_neighbourhoods
from data_access.queries.places import Practice, cohort_sizes, practices
from data_access.selection import ALL, WHOLE_PCN
from data_access.store.evidence import Meta
from data_access.words import remedies
from data_access.words.numbers import month_text, period_text

_NOT_OF_NEIGHBOURHOODS = (
    "The figures here are not made for a neighbourhood: choose one practice or all "
    "practices, or look at the neighbourhood on the page This month."
)


@dataclass(frozen=True, slots=True)
class Place:
    """A selection with its defaults resolved.

    ``practice`` is "all" for the whole PCN; ``practices`` are all of the PCN's. Of a
    neighbourhood ``practice`` is its code, and ``members`` are its practices. To
    compare PCNs, ``pcn`` is empty and ``practices`` are the PCNs. ``firm`` has each
    file that arrives late, with the last month that will not change any more.
    ``elsewhere`` are the codes of the PCN's practices whose people seem to go to
    hospitals whose file is not loaded.
    """

    month: date
    first_month: date
    firm: tuple[tuple[str, date], ...]
    pcn: str
    pcn_name: str
    practice: str
    cohort: str
    practices: tuple[Practice, ...]
    members: tuple[Practice, ...] = ()
    elsewhere: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Name the place as a reader would."""
        if self.members:
            return f"{neighbourhood_name(self.practice)} neighbourhood"
        for practice in self.practices:
            if practice.code == self.practice:
                return practice.name
        return self.pcn_name

    @property
    def practice_codes(self) -> tuple[str, ...]:
        """Return the codes that the place covers, for deciding on exact numbers."""
        if self.members or self.practice == WHOLE_PCN:
            return tuple(one.code for one in self.members or self.practices)
        return (self.practice,)

    @property
    def part(self) -> str:
        """Return what a place compared is called: "practice" or "PCN"."""
        return "practice" if self.pcn else "PCN"

    @property
    def parts(self) -> str:
        """Return the plural of `part`, for readers."""
        return f"practices of {self.pcn_name}" if self.pcn else "PCNs"

    def provisional(self, month: date, files: Collection[str]) -> bool:
        """Say whether a month of these files may still rise as late rows arrive."""
        return any(month > day for file, day in self.firm if file in files)

    def firm_month(self, files: Collection[str]) -> date:
        """Return the last month, up to the place's own, that is not provisional."""
        return min([self.month, *(day for file, day in self.firm if file in files)])


def find_place(
    context: Context, connection: Connection, *, neighbourhoods: bool = False
) -> Place:
    """Resolve a selection; raise NotLoadedError for an unknown month or place.

    A question that adds practices up passes ``neighbourhoods``; of the others a
    neighbourhood cannot be asked.

    For a reader outside direct care, raise it too for a cohort that is not offered: one
    of fewer than eight people is refused as one that nobody has.
    """
    meta, selection = context.evidence.meta(), context.selection
    month = _month(meta, selection.month)
    all_practices = practices(connection)
    pcn = selection.pcn or (all_practices[0].pcn_code if all_practices else "")
    pcn_practices = tuple(place for place in all_practices if place.pcn_code == pcn)
    if not pcn_practices:
        raise NotLoadedError(
            f"No PCN with the code {pcn} has been loaded; choose one in the filter bar."
        )
    practice = selection.practice or WHOLE_PCN
    members = known_neighbourhoods(connection).get(practice, ())
    if members and not neighbourhoods:
        raise SaidOnceError(_NOT_OF_NEIGHBOURHOODS)
    if (
        practice != WHOLE_PCN
        and not members
        and practice not in {place.code for place in pcn_practices}
    ):
        raise NotLoadedError(
            f"{pcn_practices[0].pcn_name} has no practice with the code "
            f"{practice}; choose one in the filter bar."
        )
    codes = tuple(place.code for place in pcn_practices)
    if practice != WHOLE_PCN:
        codes = tuple(place.code for place in members) or (practice,)
    exact = context.viewer.exact_for(codes)
    sizes = cohort_sizes(connection, pcn)
    if not exact and selection.cohort not in (ALL, *allowed_options(sizes)):
        raise NotLoadedError(
            f"{pcn_practices[0].pcn_name} has no cohort with the code "
            f"{selection.cohort} that is large enough to show; choose one in the "
            "filter bar."
        )
    return Place(
        month=month,
        first_month=meta.first_month or month,
        firm=_firm(connection, meta, [pcn, *(one.pcn_code for one in members)]),
        pcn=pcn,
        pcn_name=pcn_practices[0].pcn_name,
        practice=practice,
        cohort=selection.cohort,
        practices=pcn_practices,
        members=members,
        elsewhere=practices_elsewhere(connection, pcn),
    )


def find_pcns(context: Context, connection: Connection) -> Place:
    """Resolve a selection's month and cohort for every loaded PCN, by name."""
    meta, selection = context.evidence.meta(), context.selection
    month = _month(meta, selection.month)
    names = {place.pcn_code: place.pcn_name for place in practices(connection)}
    return Place(
        month=month,
        first_month=meta.first_month or month,
        firm=_firm(connection, meta, list(names)),
        pcn="",
        pcn_name="PCNs",
        practice=WHOLE_PCN,
        cohort=selection.cohort,
        practices=tuple(
            Practice(code, name, code, name) for code, name in names.items()
        ),
    )


def as_far_as(place: Place, connection: Connection, files: Collection[str]) -> Place:
    """Return a place at the last month, up to its own, that all ``files`` have.

    The same place where none is: what needs them has no data.
    """
    held = [
        month
        for month in whole_months(connection, place.pcn, tuple(files))
        if month <= place.month
    ]
    return replace(place, month=held[-1]) if held else place


def _firm(
    connection: Connection, meta: Meta, pcns: list[str]
) -> tuple[tuple[str, date], ...]:
    """Return each file that arrives late with its last month that will not change.

    Of several PCNs, that of the one whose file ends first.
    """
    firm: dict[str, date] = {}
    for pcn in pcns:
        for file, newest in last_sent(connection, pcn).items():
            if file in LATE_FILES:
                last = meta.last_month or newest
                day = firm_month(newest, last, meta.provisional_months)
                firm[file] = min(day, firm.get(file, day))
    return tuple(sorted(firm.items()))


def _month(meta: Meta, month: date | None) -> date:
    if meta.last_month is None or meta.first_month is None:
        raise NotLoadedError(
            remedies.commanded(
                "No local extract has been loaded, so this page has nothing to show",
                "`care-impact load FOLDER`, or `care-impact demo` for a synthetic PCN",
                "load one",
            )
        )
    if month is None:
        return meta.last_month
    if not meta.first_month <= month <= meta.last_month:
        raise NotLoadedError(
            f"{month_text(month)} is outside the months loaded, "
            f"{period_text(meta.first_month, meta.last_month)}; choose one in the "
            "filter bar."
        )
    return month
