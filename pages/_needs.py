"""Which files each page of the product needs, and can use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_access.answers.core import Cell, Column, Table
from data_access.catalogue.indicators import INDICATORS
from data_access.ingest.extract.tables import TABLES

_LOCAL = ("practices", "patients", "admissions")
_OPTIONAL = "open_"  # how published files are told from local ones here


@dataclass(frozen=True, slots=True)
class Needs:
    """Files a page is empty without, and those that fill more of it.

    Local files by their name, published tables by theirs after "open_".
    """

    must: tuple[str, ...] = ()
    can: tuple[str, ...] = ()


def _of_indicators() -> tuple[str, ...]:
    used = {need for indicator in INDICATORS for need in indicator.needs}
    return tuple(name for name in TABLES if name in used and name not in _LOCAL)


NEEDS: Mapping[str, Needs] = {
    "/": Needs(_LOCAL, _of_indicators()),
    "/health-checks": Needs(
        (*_LOCAL, "cohorts", "health_checks"),
        ("open_org_practice", "open_smi_checks", "open_ld_checks"),
    ),
    "/caseload": Needs((*_LOCAL, "caseload"), ("cohorts", "coordinators", "contacts")),
    "/referrals": Needs((*_LOCAL, "referrals"), ("cohorts", "caseload")),
    "/cohorts": Needs(
        _LOCAL,
        (
            "cohorts",
            "caseload",
            "contacts",
            "referrals",
            "health_checks",
            "care_plans",
        ),
    ),
    "/impact": Needs(
        (*_LOCAL, "caseload"), ("cohorts", "attendances", "appointments", "contacts")
    ),
    "/value": Needs(
        (*_LOCAL, "caseload", "arrs_claims"), ("cohorts", "health_checks", "referrals")
    ),
    "/outcomes": Needs(
        (*_LOCAL, "caseload"),
        (
            "cohorts",
            "contacts",
            "care_plans",
            "measures",
            "referrals",
            "appointments",
        ),
    ),
    "/equity": Needs(
        (*_LOCAL, "caseload"),
        ("cohorts", "health_checks", "referrals", "open_qof_register"),
    ),
    "/start": Needs(
        (),
        (
            *_LOCAL,
            "cohorts",
            "health_checks",
            "referrals",
            "open_org_practice",
            "open_qof_register",
            "open_practice_imd",
            "open_smi_checks",
            "open_ld_payments",
            "open_ld_checks",
        ),
    ),
    "/data": Needs((), (*TABLES, "open_ld_payments", "open_smi_checks")),
    "/england": Needs(
        ("open_org_practice", "open_list_size", "open_workforce"),
        (
            "open_smi_checks",
            "open_ld_checks",
            "open_ld_payments",
            "open_qof_register",
            "open_practice_imd",
            "open_admissions_icb",
            "open_boundary",
        ),
    ),
    "/methods": Needs(),
    "/stories": Needs((), ("cohorts",)),
}


def needs_table(
    registry: Mapping[str, Mapping[str, Any]],
    local: Sequence[str],
    published: Sequence[str],
) -> Table:
    """List every page in the navigation with the files it needs, has and lacks."""
    held = {*local, *(f"{_OPTIONAL}{name}" for name in published)}
    pages = sorted(
        (page for page in registry.values() if page.get("nav")),
        key=lambda page: page.get("order") or 0,
    )
    rows: list[tuple[Cell, ...]] = []
    for page in pages:
        needs = NEEDS.get(page["path"], Needs())
        lacking = [name for name in needs.must if name not in held]
        more = [name for name in needs.can if name not in held]
        has = [name for name in (*needs.must, *needs.can) if name in held]
        rows.append(
            (
                page["nav"],
                _said(needs.must, "no file"),
                _said(has, "none"),
                _said(lacking, "nothing"),
                _said(more, "nothing"),
            )
        )
    columns = (
        Column("Page"),
        Column("Needs"),
        Column("Has"),
        Column("Lacks"),
        Column("Would show more with"),
    )
    return Table("Files that each page needs and has", columns, tuple(rows))


def _said(names: Sequence[str], nothing: str) -> str:
    words = [
        f"{name.removeprefix(_OPTIONAL)} (published)"
        if name.startswith(_OPTIONAL)
        else name
        for name in names
    ]
    return ", ".join(words) or nothing
