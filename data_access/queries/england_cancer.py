"""Emergency admissions with cancer of practices, PCNs and England."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from data_access.marts.published.published_schema import CANCER_ADMISSIONS


@dataclass(frozen=True, slots=True)
class Admitted:
    """Emergency admissions of people with cancer, and all patients of the list."""

    admissions: int
    patients: int


def cancer_admissions(
    connection: Connection,
) -> tuple[str | None, dict[tuple[str, str], Admitted]]:
    """Return the newest year, and each area with both figures by kind and code.

    The kinds are practice, pcn and england.
    """
    table = CANCER_ADMISSIONS.c
    year = connection.execute(select(func.max(table.year))).scalar()
    rows = connection.execute(
        select(table.org_type, table.org_code, table.admissions, table.patients).where(
            table.year == year,
            table.admissions <= table.patients,
            table.patients > 0,
        )
    )
    return year, {
        (kind, code): Admitted(admissions, patients)
        for kind, code, admissions, patients in rows
    }
