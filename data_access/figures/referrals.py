"""The figures of the referrals page."""

from data_access.answers.core import Comparison
from data_access.answers.referrals import WaitsReport
from data_access.figures.record import LOCAL, Chart, Figure, declared
from data_access.questions.referrals.referral_change import referral_change
from data_access.questions.referrals.referral_decisions import referral_decisions
from data_access.questions.referrals.referral_flow import referral_flow
from data_access.questions.referrals.referral_reach import PARTS, referral_reach
from data_access.questions.referrals.referral_returns import referral_returns
from data_access.questions.referrals.referral_routes import referral_routes
from data_access.questions.referrals.referral_waits import referral_waits

_REFERRALS = (*LOCAL, "referrals")


def _wait_routes(answer: WaitsReport) -> Comparison:
    return Comparison(
        answer.routes_caption, answer.routes, average=None, table=answer.routes_table
    )


FLOW = Figure("referrals/flow", referral_flow, (Chart("flow"),), needs=_REFERRALS)
WAITS = Figure(
    "referrals/waits",
    referral_waits,
    (Chart("waiting"), Chart("facts")),
    needs=_REFERRALS,
)
WAIT_ROUTES = Figure(
    "referrals/waits/routes",
    referral_waits,
    (Chart("compared", unit="percent"),),
    part="routes",
    take=_wait_routes,
    needs=_REFERRALS,
)
DECISIONS = Figure(
    "referrals/decisions",
    referral_decisions,
    (Chart("grouped", unit="percent"),),
    needs=_REFERRALS,
)
RETURNS = Figure(
    "referrals/returns",
    referral_returns,
    (Chart("bars", unit="percent"),),
    needs=_REFERRALS,
)
CHANGE = Figure(
    "referrals/change",
    referral_change,
    (
        Chart(
            "forest",
            too_few="Too few to compare",
            axis="Ratio: right of 1 is more than the year before",
        ),
    ),
    needs=_REFERRALS,
)
ROUTES = {
    direction: Figure(
        f"referrals/routes/{direction}",
        referral_routes,
        (Chart("panels", rows="panels"),),
        details={"direction": direction},
        needs=_REFERRALS,
    )
    for direction in ("in", "out")
}
REACH = {
    part: Figure(
        f"referrals/reach/{part}",
        referral_reach,
        (Chart("compared", unit="percent", average="All practices"),),
        details={"part": part},
        needs=(*_REFERRALS, "cohorts"),
    )
    for part in PARTS
}

FIGURES = declared(globals())
