"""The referrals of a selection: the place, the twelve months, and how exactly."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.months import next_month
from data_access.queries.referrals import first_referral_month
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.questions.parts.place import Place, as_far_as, find_place
from data_access.selection import WHOLE_PCN
from data_access.words.numbers import month_text, period_text


@dataclass(frozen=True, slots=True)
class ReferralScope:
    """Referrals of some practices, ``first`` to ``place.month``.

    ``held_from`` is the first month with any referral of the PCN.
    """

    place: Place
    practices: tuple[str, ...]
    exact: bool
    first: date
    held_from: date

    @property
    def period(self) -> str:
        """Write the months that are counted."""
        return period_text(self.first, self.place.month)


def referral_scope(context: Context, connection: Connection) -> ReferralScope:
    """Resolve a selection to the referrals that this reader may see.

    Raises NotPermittedError for one practice outside direct care: practice by route is
    a two-way table that would reveal small numbers. Raises CareImpactError if the PCN
    has no referrals to the selected month.
    """
    place = as_far_as(find_place(context, connection), connection, ["referrals"])
    exact = context.viewer.exact_for(place.practice_codes)
    if place.practice != WHOLE_PCN and not exact:
        raise NotPermittedError(
            "The routes of one practice are shown to its own clinical lead and PCN "
            "manager only: choose all practices."
        )
    held_from = first_referral_month(connection, place.pcn)
    if held_from is None or held_from > place.month:
        raise CareImpactError(
            f"{place.pcn_name} has no referrals to {month_text(place.month)}: load "
            "referrals.csv to fill this page."
        )
    year_before = place.month.replace(year=place.month.year - 1)
    first = max(next_month(year_before), held_from)
    return ReferralScope(place, place.practice_codes, exact, first, held_from)
