"""The figures of the page of lots, for direct care; each uses the draws kept."""

from data_access.choices.lots_wanted import LotsWanted
from data_access.figures.record import LOCAL, Chart, Figure, declared
from data_access.questions.lots.lots_estimate import lots_estimate
from data_access.questions.lots.lots_followed import lots_followed
from data_access.questions.lots.lots_list import lots_list
from data_access.questions.lots.lots_plan import lots_plan

_NEEDS = (*LOCAL, "caseload")
_ASKS = ("pcn", "practice")

PLAN = Figure(
    "lots/plan",
    lots_plan,
    choices=("wanted", LotsWanted),
    asks=_ASKS,
    with_draws=True,
    needs=_NEEDS,
)
LIST = Figure(
    "lots/list",
    lots_list,
    (Chart("worklist"),),
    asks=_ASKS,
    with_draws=True,
    needs=_NEEDS,
)
ESTIMATE = Figure(
    "lots/estimate",
    lots_estimate,
    (Chart("forest"),),
    asks=_ASKS,
    with_draws=True,
    needs=_NEEDS,
)
FOLLOWED = Figure(
    "lots/followed", lots_followed, asks=_ASKS, with_draws=True, needs=_NEEDS
)

FIGURES = declared(globals())
