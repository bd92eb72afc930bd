"""Hospital spells: adjacent admissions of one person, counted once.

Emergency methods are HES ADMIMETH 21 to 25, 2A, 2D and 28; 2B is a transfer from
another provider, which continues a stay and never starts an emergency one. Elective
methods are 11 to 13. Stays are chained inside three families (emergency with
transfers, elective, other), so a planned stay never swallows the emergency
readmission that follows it on the day of discharge.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
from ibis import _

from data_access.marts.calendar import day_known

NAME = "spells"

EMERGENCY_METHODS = ("21", "22", "23", "24", "25", "2A", "2D", "28")
TRANSFER_METHODS = ("2B",)
ELECTIVE_METHODS = ("11", "12", "13")


def expr(tables: Mapping[str, ibis.Table]) -> ibis.Table:
    """Merge the admissions of each person that touch or overlap into spells.

    Two admissions touch when the later starts on or before the day the earlier ends;
    one with no discharge date is assumed to end on the day it starts, so that a
    discharge that was never recorded cannot swallow a year of later admissions. A stay
    of which one end is known by its month alone has no discharge date. One row
    a spell: person_id, admitted_on, discharged_on (NULL when any part has no discharge
    date), kind (emergency, transfer, elective, other), ambulatory_sensitive and
    primary_diagnosis (of the admission that gives the spell its kind), cost_gbp (sum of
    what is known) and admissions (how many were merged). An emergency spell is dated on
    its first admission by an emergency method.
    """
    method = _.method.upper()
    admissions = tables["admissions"]
    stay_known = day_known(admissions, "admitted_on", "discharged_on")
    admission = admissions.select(
        "person_id",
        "admitted_on",
        "ambulatory_sensitive",
        "primary_diagnosis",
        "cost_gbp",
        discharged_on=ibis.ifelse(stay_known, _.discharged_on, None),
        ends_on=ibis.coalesce(_.discharged_on, _.admitted_on),
        is_emergency=method.isin(EMERGENCY_METHODS),
        family=ibis.cases(
            (method.isin(EMERGENCY_METHODS + TRANSFER_METHODS), "emergency"),
            (method.isin(ELECTIVE_METHODS), "elective"),
            else_="other",
        ),
    )
    order = [
        _.admitted_on,
        _.is_emergency.desc(),
        _.ends_on,
        _.primary_diagnosis.fill_null(""),  # engines place NULL differently
        _.ambulatory_sensitive.fill_null(False),
    ]
    chain = ("person_id", "family")
    before = ibis.window(group_by=chain, order_by=order, preceding=(None, 1))
    so_far = ibis.window(group_by=chain, order_by=order, preceding=(None, 0))
    numbered = admission.mutate(reached=_.ends_on.max().over(before)).mutate(
        spell=ibis.cases(
            (_.reached.notnull() & (_.admitted_on <= _.reached), 0), else_=1
        )
        .sum()
        .over(so_far)
    )
    # The first emergency admission of the chain dates it and gives its diagnosis.
    within = ibis.window(
        group_by=[*chain, "spell"],
        order_by=[_.is_emergency.desc(), *order],
    )
    ranked = numbered.mutate(place=ibis.row_number().over(within))
    first = _.place == 0
    return ranked.group_by("person_id", "family", "spell").agg(
        admitted_on=_.admitted_on.max(where=first),
        discharged_on=ibis.cases(
            (_.discharged_on.count() == _.count(), _.discharged_on.max())
        ),
        kind=ibis.cases(
            (_.family.max() != "emergency", _.family.max()),
            (_.is_emergency.cast("int32").max() == 1, "emergency"),
            else_="transfer",
        ),
        ambulatory_sensitive=_.ambulatory_sensitive.cast("int32").max(where=first) == 1,
        primary_diagnosis=_.primary_diagnosis.max(where=first),
        cost_gbp=_.cost_gbp.sum(),
        admissions=_.count(),
    )[
        [
            "person_id",
            "admitted_on",
            "discharged_on",
            "kind",
            "ambulatory_sensitive",
            "primary_diagnosis",
            "cost_gbp",
            "admissions",
        ]
    ]
