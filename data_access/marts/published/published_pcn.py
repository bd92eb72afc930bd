"""Every PCN on the newest map: its area, its characteristics and its figures.

It is the same for every reader and takes half a second, so each build makes it once.
"""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.published.published_schema import MERGERS, PREFIX

NAME = f"{PREFIX}pcn"
NEEDS = (
    "org_practice",
    "list_size",
    "practice_imd",
    "ld_payments",
    "workforce",
    "qof_register",
    "smi_checks",
)
UNALLOCATED = "U"  # practices in no PCN; it spans ICBs and is no place
ROLES = ("care_coordinator", "link_worker", "health_coach")
YOUNG = ("0-4", "5-9", "10-14", "15-19")
OLD = ("65-69", "70-74", "75-79", "80-84", "85-89", "90-94", "95+")
_PLACE = (
    "pcn_code",
    "pcn_name",
    "sub_icb_code",
    "sub_icb_name",
    "icb_code",
    "icb_name",
    "as_at",
)


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return one row a PCN.

    Its area is that of most of its practices, ``icb_before`` and ``sub_icb_before``
    that of most of these practices on the last map of 42 ICBs: some ICBs were split,
    and a PCN may be newer than that map. ``young`` (under 20) and ``old`` (65 and
    over) are per cent of patients, ``deprivation`` the mean IMD score and ``rural``
    the per cent of patients registered with rural practices, both weighted by the
    newest lists. Staff are full-time equivalents per 10,000 patients at the newest
    date, ``ld_checks`` those paid for per 100 on the newest register of the same
    practices, ``smi_checks`` the per cent with all six of its sub-ICB at the time.
    Unpublished figures are null.
    """
    maps = tables[f"{PREFIX}org_practice"]
    practices = _newest(maps.filter(maps.pcn_code != UNALLOCATED), "as_at")
    homes = _homes(practices)
    parts = (
        _homes(_before(maps, practices)).select(
            "pcn_code", icb_before="icb_code", sub_icb_before="sub_icb_code"
        ),
        _ages(tables[f"{PREFIX}list_size"]),
        _of_practices(tables, practices),
        _staff(tables),
        _ld_checks(tables, practices),
    )
    whole = homes
    for part in parts:
        whole = whole.left_join(part, "pcn_code").drop("pcn_code_right")
    smi = _smi_checks(tables[f"{PREFIX}smi_checks"])
    # Codes went on after the mergers with other practices in them.
    then = ibis.coalesce(whole.sub_icb_before, whole.sub_icb_code)
    old = (smi.quarter_end < MERGERS) & (smi.area == then)
    new = (smi.quarter_end >= MERGERS) & (smi.area == whole.sub_icb_code)
    return whole.left_join(smi, old | new).drop("area", "quarter_end")


def _before(maps: ir.Table, practices: ir.Table) -> ir.Table:
    """Return the practices of today's PCNs, in their areas before the mergers."""
    old = _newest(maps.filter(maps.as_at < MERGERS))
    areas = old.select("practice_code", *(set(_PLACE) - {"pcn_code", "pcn_name"}))
    return practices.select("practice_code", "pcn_code", "pcn_name").inner_join(
        areas, "practice_code"
    )


def _newest(table: ir.Table, column: str = "as_at") -> ir.Table:
    return table.filter(table[column] == table[column].max().as_scalar())


def _homes(practices: ir.Table) -> ir.Table:
    """Return each PCN with the ICB, and its part, where most of its practices are."""
    parts = practices.group_by(*_PLACE).agg(here=practices.count())
    ranked = parts.mutate(
        in_icb=parts.here.sum().over(ibis.window(group_by=["pcn_code", "icb_code"]))
    )
    first = ranked.mutate(
        rank=ibis.row_number().over(
            ibis.window(
                group_by="pcn_code",
                order_by=[
                    ranked.in_icb.desc(),
                    ranked.icb_code,
                    ranked.here.desc(),
                    ranked.sub_icb_code,
                ],
            )
        )
    )
    return first.filter(first["rank"] == 0).select(*_PLACE)


def _lists(lists: ir.Table, org_type: str) -> ir.Table:
    newest = _newest(lists)
    everyone = newest.filter(
        newest.org_type == org_type,
        newest.sex == "all",
        newest.age_band_5 == "all",
        newest.patients > 0,
    )
    return everyone.select("org_code", "patients")


def _ages(lists: ir.Table) -> ir.Table:
    newest = _newest(lists)
    bands = newest.filter(newest.org_type == "pcn", newest.age_band_5 != "all")
    sums = bands.group_by(pcn_code=bands.org_code).agg(
        young_people=_all_of(bands, YOUNG), old_people=_all_of(bands, OLD)
    )
    whole = _lists(lists, "pcn").rename(pcn_code="org_code")
    known = whole.left_join(sums, "pcn_code")
    return known.select(
        "pcn_code",
        "patients",
        young=_share(known.young_people, known.patients),
        old=_share(known.old_people, known.patients),
    )


def _share(part: ir.IntegerValue, whole: ir.IntegerValue) -> ir.FloatingValue:
    """Return a part in per cent; null if it is above its whole, which cannot be."""
    return ibis.cases((part <= whole, 100.0 * part / whole))


def _all_of(bands: ir.Table, ages: tuple[str, ...]) -> ir.IntegerScalar:
    """Return the people of these ages, null where a band's figure is not given."""
    of_ages = bands.age_band_5.isin(ages)
    gaps = bands.count(where=of_ages & bands.patients.isnull())
    return ibis.cases((gaps == 0, bands.patients.sum(where=of_ages)))


def _of_practices(tables: Mapping[str, ir.Table], practices: ir.Table) -> ir.Table:
    lists = _lists(tables[f"{PREFIX}list_size"], "practice")
    imd = _newest(tables[f"{PREFIX}practice_imd"], "imd_year")
    pay = _newest(tables[f"{PREFIX}ld_payments"], "year")
    known = (
        practices.select("practice_code", "pcn_code")
        .inner_join(lists, [("practice_code", "org_code")])
        .left_join(
            imd.select(scored="practice_code", score="score"),
            [("practice_code", "scored")],
        )
        .left_join(
            pay.select(paid="practice_code", rurality="rurality"),
            [("practice_code", "paid")],
        )
    )
    scored = known.patients.sum(where=known.score.notnull())
    placed = known.patients.sum(where=known.rurality.notnull())
    rural = known.patients.sum(where=known.rurality == "rural").fill_null(0)
    return known.group_by("pcn_code").agg(
        deprivation=(known.score * known.patients).sum() / scored.nullif(0),
        rural=100.0 * rural / placed.nullif(0),
    )


def _staff(tables: Mapping[str, ir.Table]) -> ir.Table:
    lists = _lists(tables[f"{PREFIX}list_size"], "pcn")
    staff = _newest(tables[f"{PREFIX}workforce"])
    known = staff.inner_join(lists, [("pcn_code", "org_code")])
    rate = 10_000.0 * known.fte / known.patients
    return known.group_by("pcn_code").agg(
        **{role: rate.max(where=known.role == role) for role in ROLES}
    )


def _ld_checks(tables: Mapping[str, ir.Table], practices: ir.Table) -> ir.Table:
    pay = _newest(tables[f"{PREFIX}ld_payments"], "year")
    qof = _newest(tables[f"{PREFIX}qof_register"], "year")
    known = (
        practices.select("practice_code", "pcn_code")
        .inner_join(
            pay.select("practice_code", "ld_health_checks_est"), "practice_code"
        )
        .inner_join(
            qof.filter(qof.group_code == "LD").select(
                "practice_code", "register", "list_size"
            ),
            "practice_code",
        )
    )
    both = known.filter(
        known.ld_health_checks_est.notnull(), known["register"] <= known.list_size
    )
    register = both["register"].sum().nullif(0)
    return both.group_by("pcn_code").agg(
        ld_checks=100.0 * both.ld_health_checks_est.sum() / register
    )


def _smi_checks(checks: ir.Table) -> ir.Table:
    newest = _newest(checks, "quarter_end")
    register = newest.value.sum(where=newest.measure == "register").nullif(0)
    all_six = newest.value.sum(where=newest.measure == "all_six")
    areas = newest.group_by("quarter_end", area="sub_icb_code").agg(
        register=register, all_six=all_six
    )
    known = areas.filter(areas.all_six <= areas["register"])
    return known.select(
        "quarter_end", "area", smi_checks=100.0 * known.all_six / known["register"]
    )
