"""Care coordinators, numbered in order of their start.

An extract may contain names instead of codes. A number shows neither, and a reader with
the list of coordinators can still identify each one.
"""

from collections.abc import Mapping

import ibis
from ibis import ir

NAME = "coordinator"
NEEDS = ("coordinators",)


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return pcn_code, coordinator (a number from 1), wte, started_on and left_on."""
    return numbered(tables).drop("coordinator_id")


def numbered(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return the coordinators with their number within the PCN."""
    coordinators = tables["coordinators"]
    order = ibis.window(
        group_by="pcn_code",
        order_by=[coordinators.started_on, coordinators.coordinator_id],
    )
    return coordinators.select(
        "coordinator_id",
        "pcn_code",
        "wte",
        "started_on",
        "left_on",
        coordinator=(ibis.row_number().over(order) + 1).cast("string"),
    )
