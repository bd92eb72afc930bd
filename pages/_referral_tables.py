"""The tables of the referrals page that can be downloaded, by name."""

from collections.abc import Iterator

from components.downloads import TableSource
from data_access.answers.core import Table
from data_access.questions.referrals.referral_change import referral_change
from data_access.questions.referrals.referral_decisions import referral_decisions
from data_access.questions.referrals.referral_flow import referral_flow
from data_access.questions.referrals.referral_reach import PARTS, referral_reach
from data_access.questions.referrals.referral_returns import referral_returns
from data_access.questions.referrals.referral_routes import referral_routes
from data_access.questions.referrals.referral_waits import referral_waits
from data_access.selection import Selection
from pages._ask import ask
from pages._table_of import table_of


def referral_tables() -> Iterator[tuple[str, TableSource]]:
    """Give each table's name and how it is made."""
    yield "referrals/flow", table_of(referral_flow)
    yield "referrals/waits", table_of(referral_waits)
    yield "referrals/waits/routes", _wait_routes
    yield "referrals/decisions", table_of(referral_decisions)
    yield "referrals/returns", table_of(referral_returns)
    yield "referrals/change", table_of(referral_change)
    for direction in ("in", "out"):
        name = f"referrals/routes/{direction}"
        yield name, table_of(referral_routes, direction=direction)
    for part in PARTS:
        yield f"referrals/reach/{part}", table_of(referral_reach, part=part)


def _wait_routes(selection: Selection) -> tuple[str, Table]:
    report = ask(referral_waits, selection)
    return report.routes_caption.reference.id, report.routes_table
