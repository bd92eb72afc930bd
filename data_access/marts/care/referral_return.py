"""Referrals between coordinators and other services, and how many came back."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.marts.calendar import day_known
from data_access.marts.care import extract_date
from data_access.marts.care.referral_month import placed

NAME = "referral_return"
NEEDS = ("referrals", "coverage")

PARTIES = ("link_worker", "health_coach")
RETURN_DAYS = 90


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return month, pcn_code, practice_code, party, direction, referred, returned.

    ``direction`` is that of the first referral, "out" to the party or "in" from it; it
    returned if the same person was referred the other way 1 to RETURN_DAYS days later.
    More recent referrals, not yet followed that long, are left out; so are those of
    which only the month is known.
    """
    referrals = placed(tables)
    outward = (referrals.direction == "out") & referrals.destination.isin(PARTIES)
    inward = (
        (referrals.direction == "in")
        & referrals.source.isin(PARTIES)
        & (referrals.destination == "care_coordinator")
    )
    # Which of two came first, and how many days later, is told by their days alone.
    shared = referrals.filter((outward | inward) & day_known(referrals, "received_on"))
    shared = shared.mutate(
        party=ibis.cases(
            (shared.direction == "out", shared.destination), else_=shared.source
        )
    ).cross_join(extract_date.of_file(tables, "referrals"))
    followed = shared.filter(
        shared.received_on + ibis.interval(days=RETURN_DAYS) <= shared.as_at
    )
    back = shared.select(
        back_person="person_id",
        back_party="party",
        back_direction="direction",
        back_on="received_on",
    )
    pairs = followed.inner_join(
        back,
        [
            followed.person_id == back.back_person,
            followed.party == back.back_party,
            followed.direction != back.back_direction,
            back.back_on > followed.received_on,
            back.back_on <= followed.received_on + ibis.interval(days=RETURN_DAYS),
        ],
    )
    returned = pairs.select("referral_id", came_back=ibis.literal(1, "int8")).distinct()
    outcomes = attach(followed, returned, ["referral_id"])
    keys = ["month", "pcn_code", "practice_code", "party", "direction"]
    return outcomes.group_by(*keys).agg(
        referred=outcomes.count().cast("int64"),
        returned=outcomes.came_back.fill_null(0).sum().cast("int64"),
    )
