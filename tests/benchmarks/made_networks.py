"""What would networks look like in which nothing changes?

Made-up networks of one size, as the demo makes them: winters, long hospital stays,
admissions, bed days and A&E that move together, a caseload that joins and leaves, the
same people checked year after year. `simulate_verdicts` puts them before the product.
"""

from datetime import date

import numpy as np

from data_access.demo.timeline import EMERGENCY_SEASON
from data_access.months import months_after

HELD = 36  # months of history, the month of the report included
PEOPLE = 54_500
WARM = 60  # months before the history, so that a caseload is no longer ramping up
EACH_MONTH = ", each month"  # after a check's id: those completed in a month
REGISTERS = {  # people, and the share with a complete check in a year
    "smi_check": (480, 0.57),
    "ld_check": (270, 0.62),
    "dementia_review": (430, 0.68),
    "diabetes_processes": (3_400, 0.5),
    "cancer_review": (290, 0.45),
}

Pair = tuple[np.ndarray, np.ndarray]
Counts = dict[str, Pair]


def calendar(last: date, length: int) -> np.ndarray:
    """Return calendar months, 0 for January, of the months to the last."""
    return np.array(
        [months_after(last, back - length + 1).month - 1 for back in range(length)]
    )


def network(random: np.random.Generator, last: date) -> Counts:
    """Return each headline's numerators and denominators, month by month."""
    season = (EMERGENCY_SEASON / EMERGENCY_SEASON.mean())[calendar(last, HELD)]
    made = {**hospital(random, season), **caseload(random)}
    for id_, (people, share) in REGISTERS.items():
        made[id_], made[id_ + EACH_MONTH] = checked(random, last, people, share)
    return made


def spread(random: np.random.Generator, mean: np.ndarray, excess: float) -> np.ndarray:
    """Draw counts whose variance is ``excess`` times their mean."""
    shape = np.maximum(mean, 1e-9) / (excess - 1)
    return random.poisson(random.gamma(shape, excess - 1)).astype(float)


def hospital(random: np.random.Generator, season: np.ndarray) -> Counts:
    """Use of hospital and GP: one cold month moves all of it."""
    life = np.full(HELD, float(PEOPLE))
    shared = random.lognormal(0, 0.02, HELD) * season
    admitted = spread(random, 8.2e-3 * PEOPLE * shared, 1.4)
    stays = [random.lognormal(0.6, 1.15, int(n)).round().sum() for n in admitted]
    return {
        "emergency": (admitted, life),
        "ambulatory_sensitive": (random.binomial(admitted.astype(int), 0.19), life),
        "bed_days": (np.array(stays), life),
        "attendances": (spread(random, 23e-3 * PEOPLE * shared, 2.0), life),
        "gp_appointments": (spread(random, 0.23 * PEOPLE * np.sqrt(shared), 8.0), life),
    }


def caseload(random: np.random.Generator) -> Counts:
    """Follow a caseload that joins and leaves at the same pace throughout."""
    length = WARM + HELD
    joined = spread(random, np.full(length, 17.0), 1.3)
    open_, planned, now, with_plan = np.empty(length), np.empty(length), 0, 0
    for month in range(length):
        began = int(joined[month])
        plans = random.binomial(began, 0.5)
        with_plan += plans - random.binomial(with_plan, 0.14)
        now += began - plans - random.binomial(now, 0.14)
        planned[month], open_[month] = with_plan, with_plan + now
    active, joined = open_[WARM:] + random.poisson(12, HELD), joined[WARM:]
    held = open_[WARM:]
    posts = np.full(HELD, 3.6)
    contacts = spread(random, 1.1 * active, 2.0)
    booked = contacts + spread(random, 0.1 * active, 1.5)
    referred = spread(random, np.full(HELD, 20.0), 1.3)
    accepted = random.binomial(referred.astype(int), 0.85).astype(float)
    none = np.full(HELD, np.nan)
    return {
        "caseload_open": (held, none),
        "caseload_new": (joined, none),
        "caseload_per_wte": (held, posts),
        "caseload_weighted_per_wte": (held * random.normal(1.2, 0.02, HELD), posts),
        "contacts": (contacts, active),
        "home_visits": (spread(random, 0.18 * active, 1.5), active),
        "did_not_attend": (booked - contacts, booked),
        "care_plan": (planned[WARM:], held),
        "referrals_in": (referred, none),
        "referrals_out": (spread(random, np.full(HELD, 20.0), 1.5), none),
        "first_contact": (random.binomial(accepted.astype(int), 0.55), accepted),
    }


def checked(
    random: np.random.Generator, last: date, people: int, share: float
) -> tuple[Pair, Pair]:
    """Count who had a check in the twelve months to each month, and whose was in it.

    People differ in how likely they come, and the year's end has more checks. In a
    month, people count by their first check of the financial year.
    """
    length = HELD + 11
    of_year = calendar(last, length)
    busy = np.where(of_year < 3, 1.6, 0.8)
    yearly = random.beta(4 * share, 4 * (1 - share), people)
    monthly = -np.log1p(-np.minimum(yearly, 0.995)) / 12
    pace = busy * random.lognormal(0, 0.1, length)
    done = random.random((people, length)) < -np.expm1(-np.outer(monthly, pace))
    ever = np.lib.stride_tricks.sliding_window_view(done, 12, axis=1).any(axis=2)
    first = np.empty(done.shape, dtype=bool)
    for begins in np.split(np.arange(length), np.flatnonzero(of_year == 3)):
        sofar = done[:, begins].cumsum(axis=1)
        first[:, begins] = done[:, begins] & (sofar == 1)
    return (
        (ever.sum(axis=0).astype(float), np.full(HELD, float(people))),
        (first[:, -HELD:].sum(axis=0).astype(float), np.full(HELD, np.nan)),
    )
