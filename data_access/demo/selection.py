"""Who joins the caseload and when: a hazard that follows recent admissions.

The hazard depends only on what the matched estimate stratifies by (age band, main
cohort, emergency admissions in the 12 and the 3 months before, deprivation), and on the
practice, which does not change risk by itself. So, within strata, starting is random,
and the estimate can be compared with the truth. `hidden_risk_selection` breaks this on
purpose.
"""

from dataclasses import dataclass

import numpy as np

from data_access.demo.arrays import NEVER, Flags, Real, Whole
from data_access.demo.cohorts import COHORTS
from data_access.demo.people import People
from data_access.demo.places import Pcn
from data_access.demo.settings import HISTORY, DemoSettings
from data_access.demo.timeline import Timeline

AGE_EDGES = np.array([18, 40, 65, 75, 85])
AGE_WEIGHT = np.array([0.0, 0.3, 0.7, 1.0, 1.5, 2.0])
COHORT_WEIGHT = {
    "palliative": 1.2,
    "frailty_severe": 1.9,
    "dementia": 1.8,
    "smi": 1.8,
    "learning_disability": 1.8,
    "cancer": 1.0,
    "frailty_moderate": 1.6,
    "housebound": 1.4,
    "diabetes": 1.1,
    "long_term_conditions": 1.3,
    "carer": 0.9,
}
NO_COHORT_WEIGHT = 0.4
YEAR_WEIGHT = np.array([1.0, 8.0, 13.0, 15.0])  # 0, 1, 2, 3 or more admissions
QUARTER_WEIGHT = np.array([1.0, 3.0])  # none, some
# More deprived people start less often (the inverse care law): quintile unknown, then
# 1 (most deprived) to 5.
QUINTILE_WEIGHT = np.array([1.0, 0.75, 0.9, 1.0, 1.1, 1.15])
FASTEST = 0.4  # no more than this share of any group in one month
RAMP = np.array([0.6, 0.75, 0.9])  # of the usual intake, in the first months


@dataclass(frozen=True, slots=True)
class Starts:
    """Month of each person's first episode (`NEVER` for none), and the hazards of it.

    `hazard` is (person, month): the chance of starting in the month for someone who
    has not yet started, given the admissions of the world without the service.
    """

    month: Whole
    hazard: Real


def starts(
    settings: DemoSettings,
    pcn: Pcn,
    timeline: Timeline,
    folk: People,
    main: Whole,
    emergencies: Whole,
    flare: Real,
) -> Starts:
    """Draw who starts in which month.

    Args:
        settings: gives the strength of selection on hidden risk.
        pcn: gives the monthly intake.
        timeline: months.
        folk: people.
        main: (person, month) main cohort.
        emergencies: (person, month) emergency spells without the service. Until people
            start, that is what happens to them.
        flare: (person, month) bad patches.
    """
    months = np.arange(HISTORY, timeline.months)
    weight = _weights(pcn, timeline, folk, main, emergencies, months)
    if settings.hidden_risk_selection > 0:
        hidden_risk = folk.hidden[:, None] * np.sqrt(flare[:, months])
        weight *= np.clip(hidden_risk, 0.02, 20.0) ** settings.hidden_risk_selection
    weight *= _present(timeline, folk, months)
    target = np.full(len(months), pcn.monthly_intake)
    ramp = RAMP[: len(months)]
    target[: len(ramp)] *= ramp
    marks = settings.stream(pcn.number, "starts").random(weight.shape)
    month = np.full(folk.count, NEVER)
    hazard = np.zeros((folk.count, timeline.months))
    for step, now in enumerate(months.tolist()):
        waiting = weight[month == NEVER, step].sum()
        pressure = target[step] / max(float(waiting), 1e-9)
        hazard[:, now] = np.minimum(-np.expm1(-weight[:, step] * pressure), FASTEST)
        month[(month == NEVER) & (marks[:, step] < hazard[:, now])] = now
    return Starts(month, hazard)


def _weights(
    pcn: Pcn,
    timeline: Timeline,
    folk: People,
    main: Whole,
    emergencies: Whole,
    months: Whole,
) -> Real:
    total = np.zeros((folk.count, timeline.months + 1), dtype=np.int64)
    np.cumsum(emergencies, axis=1, out=total[:, 1:])
    year = total[:, months] - total[:, months - 12]
    quarter = total[:, months] - total[:, months - 3]
    age = timeline.years[months] - folk.birth_year[:, None]
    quintile = (folk.imd + 1) // 2
    cohort = np.array([*(COHORT_WEIGHT[name] for name in COHORTS), NO_COHORT_WEIGHT])
    person = QUINTILE_WEIGHT[quintile] * pcn.of_practices("referring")[folk.practice]
    return np.asarray(
        person[:, None]
        * AGE_WEIGHT[np.searchsorted(AGE_EDGES, age, side="right")]
        * cohort[main[:, months]]
        * YEAR_WEIGHT[np.minimum(year, 3)]
        * QUARTER_WEIGHT[np.minimum(quarter, 1)]
    )


def _present(timeline: Timeline, folk: People, months: Whole) -> Flags:
    first = timeline.firsts[months]
    last_present = np.minimum(folk.left, folk.died)
    return (folk.joined[:, None] < first) & (first <= last_present[:, None])
