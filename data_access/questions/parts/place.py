"""The place, month and cohort of a selection, or a sentence why there are none."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from data_access.door import Context
from data_access.errors import NotLoadedError
from data_access.queries.places import Practice, practices
from data_access.selection import WHOLE_PCN
from data_access.store.evidence import Meta
from data_access.words.numbers import month_text, period_text


@dataclass(frozen=True, slots=True)
class Place:
    """A selection with its defaults resolved.

    ``practice`` is "all" for the whole PCN; ``practices`` are all of the PCN's. To
    compare PCNs, ``pcn`` is empty and ``practices`` are the PCNs.
    """

    month: date
    first_month: date
    provisional_from: date | None
    pcn: str
    pcn_name: str
    practice: str
    cohort: str
    practices: tuple[Practice, ...]

    @property
    def name(self) -> str:
        """Name the place as a reader would."""
        for practice in self.practices:
            if practice.code == self.practice:
                return practice.name
        return self.pcn_name

    @property
    def practice_codes(self) -> tuple[str, ...]:
        """Return the codes that the place covers, for deciding on exact numbers."""
        if self.practice == WHOLE_PCN:
            return tuple(practice.code for practice in self.practices)
        return (self.practice,)

    @property
    def part(self) -> str:
        """Return what a place compared is called: "practice" or "PCN"."""
        return "practice" if self.pcn else "PCN"

    @property
    def parts(self) -> str:
        """Return the plural of `part`, for readers."""
        return f"practices of {self.pcn_name}" if self.pcn else "PCNs"

    def provisional(self, month: date) -> bool:
        """Say whether a month's figures may still rise as late data arrives."""
        return self.provisional_from is not None and month >= self.provisional_from


def find_place(context: Context, connection: Connection) -> Place:
    """Resolve a selection; raise NotLoadedError for an unknown month or place."""
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
    if practice != WHOLE_PCN and practice not in {
        place.code for place in pcn_practices
    }:
        raise NotLoadedError(
            f"{pcn_practices[0].pcn_name} has no practice with the code "
            f"{practice}; choose one in the filter bar."
        )
    return Place(
        month=month,
        first_month=meta.first_month or month,
        provisional_from=meta.provisional_from,
        pcn=pcn,
        pcn_name=pcn_practices[0].pcn_name,
        practice=practice,
        cohort=selection.cohort,
        practices=pcn_practices,
    )


def find_pcns(context: Context, connection: Connection) -> Place:
    """Resolve a selection's month and cohort for every loaded PCN, by name."""
    meta, selection = context.evidence.meta(), context.selection
    month = _month(meta, selection.month)
    names = {place.pcn_code: place.pcn_name for place in practices(connection)}
    return Place(
        month=month,
        first_month=meta.first_month or month,
        provisional_from=meta.provisional_from,
        pcn="",
        pcn_name="PCNs",
        practice=WHOLE_PCN,
        cohort=selection.cohort,
        practices=tuple(
            Practice(code, name, code, name) for code, name in names.items()
        ),
    )


def _month(meta: Meta, month: date | None) -> date:
    if meta.last_month is None or meta.first_month is None:
        raise NotLoadedError(
            "No local extract has been loaded, so this page has nothing to show: run "
            "`care-impact load FOLDER`, or `care-impact demo` for a synthetic PCN."
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
