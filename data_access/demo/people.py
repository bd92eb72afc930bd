"""The people of one PCN: their traits, and when they came and left."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_access.demo.arrays import (
    NEVER,
    Flags,
    Real,
    Whole,
    coded,
    dates,
    new_year,
    optional,
    pick,
    year_of,
)
from data_access.demo.places import Pcn
from data_access.demo.settings import DemoSettings
from data_access.demo.timeline import Timeline

# Registered patients in thousands by five-year band from 0-4 to 95 and over (NHS
# England, Patients Registered at a GP Practice, July 2026).
FEMALES = np.array(
    [1403, 1634, 1829, 1874, 1905, 2168, 2295, 2348, 2179, 1965, 1878,
     2008, 1953, 1658, 1388, 1351, 951, 575, 280, 94]
)  # fmt: skip
MALES = np.array(
    [1475, 1717, 1922, 1964, 1926, 2207, 2343, 2418, 2268, 2074, 1963,
     2040, 1947, 1606, 1279, 1180, 772, 405, 161, 36]
)  # fmt: skip
SEXES = ("male", "female", "other", "unknown")
ETHNICITIES = ("white", "mixed", "asian", "black", "other", "unknown")
ARRIVING = 0.045  # of the list each year, about what leaves it and dies
LEAVING = 0.034
NEWBORN = 0.2  # of those arriving
EFI_FROM = 65  # the electronic frailty index is made for people of 65 and over
FRAILTY_SHAPE = 0.55  # of the gamma risk that no record shows; smaller is more unequal


@dataclass(frozen=True, slots=True)
class People:
    """Arrays with one value per person; days are day numbers.

    `left` is the last day registered or `NEVER`; `died` likewise; `hidden` is the
    person's risk that no extract records, with mean 1; `imd` is 0 where unknown;
    `age` is the age reached in the year the extract begins (negative: not yet born).
    """

    practice: Whole
    sex: Whole
    birth_year: Whole
    age: Whole
    imd: Whole
    ethnicity: Whole
    efi: Real
    housebound: Flags
    care_home: Flags
    opted_out: Flags
    joined: Whole
    left: Whole
    died: Whole
    hidden: Real

    @property
    def count(self) -> int:
        """Number of people."""
        return len(self.practice)

    @property
    def deprivation(self) -> Real:
        """1 for the most deprived decile to -1 for the least, 0 where unknown."""
        return np.where(self.imd > 0, (5.5 - self.imd) / 4.5, 0.0)

    def present(self, person: Whole, days: Whole) -> Flags:
        """Return whether each person was registered and alive on each day."""
        return np.asarray(
            (days >= self.joined[person])
            & (days <= self.left[person])
            & (days <= self.died[person])
        )


def people(settings: DemoSettings, pcn: Pcn, timeline: Timeline) -> People:
    """Draw everyone registered at any time of the extract.

    The list at the end is about `pcn.patients`; rows are about an eighth more, for
    those who left or died on the way.
    """
    rng = settings.stream(pcn.number, "people")
    years = timeline.months / 12
    count = round(pcn.patients * (1 + ARRIVING * years))
    arriving = rng.random(count) < ARRIVING * years / (1 + ARRIVING * years)
    practice = pick(rng, pcn.of_practices("share"), count)
    sex = pick(rng, [0.4993, 0.4993, 0.0008, 0.0006], count)
    age = _ages(rng, pcn, practice, sex, arriving)
    joined = _joined(rng, timeline, age, arriving)
    birth_year = int(timeline.years[0]) - age
    newborn = arriving & (rng.random(count) < NEWBORN)
    birth_year[newborn] = year_of(joined[newborn])
    age = int(timeline.years[0]) - birth_year
    imd = _deciles(rng, pcn, practice)
    efi = _efi(rng, age, imd)
    hidden = rng.gamma(FRAILTY_SHAPE, 1 / FRAILTY_SHAPE, count)
    care_home = rng.random(count) < np.select(
        [age >= 85, age >= 75], [0.11, 0.022], 0.0004
    )
    died = _deaths(rng, timeline, joined, age, imd, efi, hidden, care_home)
    left = _departures(rng, timeline, joined, age)
    return People(
        practice=practice,
        sex=sex,
        birth_year=birth_year,
        age=age,
        imd=imd,
        ethnicity=_ethnicities(rng, pcn, practice),
        efi=efi,
        housebound=rng.random(count)
        < np.clip(0.5 * (efi - 0.12), 0.0008, 0.5) * (age >= 18),
        care_home=care_home,
        opted_out=rng.random(count) < 0.01,
        joined=joined,
        left=np.minimum(left, died),
        died=np.where(died <= left, died, NEVER),
        hidden=hidden,
    )


def patient_ids(pcn: Pcn, count: int) -> pa.Array:
    """Name the people of a PCN; the names cannot be NHS numbers."""
    return pa.array([f"SYN{pcn.tag}{number:07d}" for number in range(1, count + 1)])


def patients_columns(pcn: Pcn, folk: People, carer: Flags) -> dict[str, pa.Array]:
    """Give the columns of the patients table."""
    return {
        "patient_id": patient_ids(pcn, folk.count),
        "practice_code": coded(
            [practice.code for practice in pcn.practices], folk.practice
        ),
        "birth_year": pa.array(folk.birth_year),
        "sex": coded(SEXES, folk.sex),
        "registered_from": dates(folk.joined),
        "registered_to": dates(folk.left),
        "deceased_on": dates(folk.died),
        "imd_decile": optional(folk.imd, folk.imd == 0),
        "ethnicity": coded(ETHNICITIES, folk.ethnicity),
        "efi": optional(folk.efi.round(3), folk.age < EFI_FROM),
        "housebound": pa.array(folk.housebound),
        "carer": pa.array(carer),
        "care_home": pa.array(folk.care_home),
        "opted_out": pa.array(folk.opted_out),
    }


def _ages(
    rng: np.random.Generator, pcn: Pcn, practice: Whole, sex: Whole, arriving: Flags
) -> Whole:
    bands = np.arange(len(FEMALES))
    ages = np.empty(len(practice), dtype=np.int64)
    for place, site in enumerate(pcn.practices):
        tilt = np.exp(site.age * (bands - 8) / 8)
        for is_female, counts in ((True, FEMALES), (False, MALES)):
            here = (practice == place) & ((sex == 1) == is_female)
            ages[here] = 5 * pick(rng, counts * tilt, int(here.sum()))
    ages += rng.integers(0, 5, len(ages))
    # People who move home are mostly young adults.
    young = arriving & (rng.random(len(ages)) < 0.6)
    ages[young] = rng.integers(18, 40, int(young.sum()))
    return ages


def _joined(
    rng: np.random.Generator, timeline: Timeline, age: Whole, arriving: Flags
) -> Whole:
    tenure = np.minimum(rng.exponential(11.0, len(age)), age + 0.5) * 365.25
    before = timeline.start - 1 - tenure.astype(np.int64)
    span = timeline.last - timeline.start + 1
    during = timeline.start + rng.integers(0, span, len(age))
    # A birth year is all the extract has: nobody is registered before its first day.
    born = new_year(int(timeline.years[0]) - age)
    return np.where(arriving, during, np.maximum(before, born))


def _deciles(rng: np.random.Generator, pcn: Pcn, practice: Whole) -> Whole:
    deciles = np.arange(1, 11)
    imd = np.empty(len(practice), dtype=np.int64)
    for place, site in enumerate(pcn.practices):
        here = practice == place
        weights = np.exp(site.deprivation * (5.5 - deciles) / 4.5)
        imd[here] = 1 + pick(rng, weights, int(here.sum()))
    imd[rng.random(len(imd)) < 0.012] = 0
    return imd


def _ethnicities(rng: np.random.Generator, pcn: Pcn, practice: Whole) -> Whole:
    minority = rng.random(len(practice)) < pcn.of_practices("minority")[practice]
    ethnicity = np.where(minority, 1 + pick(rng, [15, 48, 25, 12], len(practice)), 0)
    ethnicity[rng.random(len(practice)) < 0.05] = ETHNICITIES.index("unknown")
    return ethnicity


def _efi(rng: np.random.Generator, age: Whole, imd: Whole) -> Real:
    # Means that give the shares of Clegg 2016 among people of 65 and over: about one
    # in eight moderately and one in thirty severely frail.
    mean = np.where(age >= EFI_FROM, 0.09 + 0.0052 * (age - 65), 0.04)
    mean = mean * (1 + 0.12 * np.where(imd > 0, (5.5 - imd) / 4.5, 0))
    return np.minimum(rng.gamma(3.0, mean / 3.0), 0.75)


def _deaths(
    rng: np.random.Generator,
    timeline: Timeline,
    joined: Whole,
    age: Whole,
    imd: Whole,
    efi: Real,
    hidden: Real,
    care_home: Flags,
) -> Whole:
    """Draw the day of death, on which the service has no effect by construction.

    Gompertz with about 1.2% a year at 65 and 9% at 85. Hidden risk counts, which is
    what makes deaths a negative control that can fail.
    """
    yearly = 0.0115 * np.exp(0.093 * (np.maximum(age, 0) - 65) + 3.0 * (efi - 0.1))
    yearly *= np.exp(0.3 * np.where(imd > 0, (5.5 - imd) / 4.5, 0))
    yearly *= np.where(care_home, 2.5, 1.0) * (0.25 + 0.75 * hidden**0.8)
    risk = np.concatenate([[0.0], np.cumsum(timeline.season)]) / 12
    entry = np.interp(np.maximum(joined, timeline.start), timeline.firsts, risk)
    reached = entry + rng.exponential(1.0, len(age)) / yearly
    day = np.interp(reached, risk, timeline.firsts).astype(np.int64)
    return np.where(reached < risk[-1], day, NEVER)


def _departures(
    rng: np.random.Generator, timeline: Timeline, joined: Whole, age: Whole
) -> Whole:
    yearly = LEAVING * np.where((age >= 18) & (age < 40), 1.8, 0.6)
    stay = rng.exponential(1.0, len(age)) / yearly * 365.25
    left = np.maximum(joined + 14, timeline.start) + stay.astype(np.int64)
    return np.where(left <= timeline.last, left, NEVER)
