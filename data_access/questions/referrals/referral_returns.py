"""Who is sent back between coordinators, link workers and health coaches?"""

from data_access.answers.core import Caption, Compared, Comparison
from data_access.catalogue.referral_names import route_name
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.care.referral_return import PARTIES, RETURN_DAYS
from data_access.queries.referrals import return_counts
from data_access.questions.parts.intervals import SHARE, intervals_table
from data_access.questions.parts.shares import compared_share
from data_access.questions.referrals.referral_scope import referral_scope
from data_access.words.numbers import value_text

_WAYS = tuple((party, direction) for party in PARTIES for direction in ("out", "in"))


def referral_returns(context: Context) -> Comparison:
    """Report how many were sent back within weeks, for each direction between services.

    Raises as `referral_scope`; and CareImpactError if no referral between them has been
    followed long enough.
    """
    with context.evidence.connect() as connection:
        scope = referral_scope(context, connection)
        rows = return_counts(
            connection, scope.place.pcn, scope.practices, scope.first, scope.place.month
        )
    if rows.empty:
        raise CareImpactError(
            "No referral between the coordinators and link workers or health coaches "
            f"has been followed for {RETURN_DAYS} days in these months: choose another "
            "month."
        )
    ways = zip(rows["party"], rows["direction"], strict=True)
    counts = rows[["referred", "returned"]].to_numpy(dtype=float)
    by_way = dict(zip(ways, counts.tolist(), strict=True))
    items = []
    for way in _WAYS:
        referred, returned = by_way.get(way, (0.0, 0.0))
        items.append(
            compared_share(
                "-".join(way), _way(*way), returned, referred, exact=scope.exact
            )
        )
    return Comparison(
        caption=Caption(
            headline=_headline(items),
            subtitle=f"Share of referrals followed by one the other way within "
            f"{RETURN_DAYS} days, {scope.place.name}, {scope.period}",
            summary=f"Only referrals that could be followed for {RETURN_DAYS} days "
            "are counted, so the latest months are left out. Lines are 95% "
            "confidence intervals. Some returns are appropriate: a finished piece "
            "of work handed back.",
            definition="referrals",
        ),
        places=tuple(items),
        average=None,
        table=intervals_table(
            "Referrals that came back", "Way", SHARE, items, whole="Referrals"
        ),
    )


def _way(party: str, direction: str) -> str:
    name = route_name(party).lower()
    return (
        f"Sent to {name}, came back"
        if direction == "out"
        else f"Came from {name}, sent back"
    )


def _headline(items: list[Compared]) -> str:
    known = [(item.value, item) for item in items if item.value is not None]
    if not known:
        return "Too few referrals came back to be shown"
    value, item = max(known, key=lambda one: one[0])
    if value == 0 and len(known) < len(items):
        return "Too few referrals came back to be shown"
    if value == 0:
        return f"No referral came back within {RETURN_DAYS} days"
    return f"{item.name}: {value_text(value, 'percent')} within {RETURN_DAYS} days"
