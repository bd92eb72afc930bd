"""Each person's months with an emergency admission, to follow the people of a draw."""

from collections.abc import Mapping

from ibis import _, ir

NAME = "person_admission"
NEEDS = ("admissions", "person_month")


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, pcn_code, month and emergency, the admissions: 1 or more."""
    admitted = tables["person_month"].filter(_.emergency > 0)
    return admitted.select("person_id", "pcn_code", "month", "emergency")
