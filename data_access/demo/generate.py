"""A full demo PCN in memory, and the smaller one for simulation studies."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_access.demo.appointments import appointments
from data_access.demo.arrays import NEVER
from data_access.demo.arrow_schema import NAMES, as_table
from data_access.demo.care_plans import care_plans
from data_access.demo.checks import health_checks
from data_access.demo.cohorts import COHORTS, cohorts_columns
from data_access.demo.contacts import contacts, contacts_of
from data_access.demo.episodes import caseload, episodes
from data_access.demo.flaws import Flaws, flaws
from data_access.demo.hospital import admissions, attendances
from data_access.demo.measures import measures
from data_access.demo.people import patients_columns
from data_access.demo.places import ICB_CODE, ICB_NAME, SUB_ICB_CODE, Pcn, pcns
from data_access.demo.referrals import referrals
from data_access.demo.settings import DemoSettings
from data_access.demo.staff import arrs_claims, coordinators, staff
from data_access.demo.truth import DemoTruth, truth
from data_access.demo.world import World, world


@dataclass(frozen=True, slots=True)
class DemoPcn:
    """One synthetic PCN: clean tables by name, flawed rows, and the truth."""

    pcn: Pcn
    tables: Mapping[str, pa.Table]
    flaws: Mapping[str, Flaws]
    truth: DemoTruth


def generate(settings: DemoSettings, pcn: Pcn | None = None) -> DemoPcn:
    """Generate every table of one PCN.

    Args:
        settings: what to make.
        pcn: one of `places.pcns(settings)`; the first where not given.
    """
    grown = world(settings, pcn or pcns(settings)[0])
    team = staff(grown.timeline)
    caseload_episodes = episodes(grown, team)
    contact_rows = contacts_of(grown, caseload_episodes)
    tables = {
        **_core(grown),
        "arrs_claims": arrs_claims(grown, team),
        "referrals": referrals(grown, caseload_episodes),
        "contacts": contacts(grown, caseload_episodes, contact_rows),
        "health_checks": health_checks(grown, caseload_episodes),
        "care_plans": care_plans(grown, caseload_episodes),
        "measures": measures(grown, caseload_episodes),
        "appointments": appointments(grown, contact_rows),
    }
    tables = {name: tables[name] for name in NAMES}
    return DemoPcn(grown.pcn, tables, flaws(grown, tables), truth(grown))


def simulate(settings: DemoSettings) -> DemoPcn:
    """Generate only the tables the matched estimate reads, of one small PCN.

    The people, their risk, the spells and the selection are those of `generate` with
    the same settings; the rest is left out, for studies of hundreds of PCNs.
    """
    grown = world(settings, pcns(settings)[0])
    return DemoPcn(grown.pcn, _core(grown), {}, truth(grown))


def _core(grown: World) -> dict[str, pa.Table]:
    team = staff(grown.timeline)
    caseload_episodes = episodes(grown, team)
    carer = np.zeros(grown.folk.count, dtype=bool)
    caring = grown.memberships.cohort == COHORTS.index("carer")
    carer[grown.memberships.person[caring & (grown.memberships.until == NEVER)]] = True
    return {
        "practices": _practices(grown),
        "patients": as_table(
            "patients", patients_columns(grown.pcn, grown.folk, carer)
        ),
        "cohorts": as_table("cohorts", cohorts_columns(grown.memberships, grown.ids)),
        "coordinators": coordinators(grown, team),
        "caseload": caseload(grown, team, caseload_episodes),
        "admissions": admissions(grown),
        "attendances": attendances(grown),
    }


def _practices(grown: World) -> pa.Table:
    practices, last = (
        grown.pcn.practices,
        np.full(grown.folk.count, grown.timeline.last),
    )
    here = grown.folk.present(np.arange(grown.folk.count), last)
    sizes = np.bincount(grown.folk.practice[here], minlength=len(practices))
    same = len(practices)
    return as_table(
        "practices",
        {
            "practice_code": pa.array([practice.code for practice in practices]),
            "practice_name": pa.array([practice.name for practice in practices]),
            "pcn_code": pa.array([grown.pcn.code] * same),
            "pcn_name": pa.array([grown.pcn.name] * same),
            "sub_icb_code": pa.array([SUB_ICB_CODE] * same),
            "icb_code": pa.array([ICB_CODE] * same),
            "icb_name": pa.array([ICB_NAME] * same),
            "list_size": pa.array(sizes),
        },
    )
