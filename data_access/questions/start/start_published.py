"""Where would a first coordinator gain most, from published figures alone?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data_access.answers.core import Caption
from data_access.answers.start import StartReport
from data_access.catalogue.start import StartCheck, read_start
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.published.published_schema import MERGERS, YEAR_OF_MERGERS
from data_access.queries.england_places import EnglishPcn
from data_access.queries.start_practices import (
    checks_paid_for,
    deprivation_fifths,
    ld_by_area,
    practices_around,
    registers_of,
    smi_by_area,
)
from data_access.questions.england.england_place import find_english_pcn
from data_access.questions.start.start_ranked import Candidate, start_report
from data_access.stats.gains import LogOdds, pooled_shares, typical_share
from data_access.words import remedies
from data_access.words.numbers import month_text
from data_access.words.places import place_name
from data_access.words.sentences import listed

_NO_QOF = remedies.published(
    "No QOF prevalence file has been loaded, so it is not known how many people each "
    "practice has on a register",
    "the Quality and Outcomes Framework prevalence file",
)
_NO_SMI = remedies.published(
    "SMI checks cannot be ranked",
    "NHS England's Physical Health Checks for People with Severe Mental Illness, all "
    "areas,",
)
_NO_LD = remedies.published(
    "Learning disability checks cannot be ranked",
    "NHS England's NHS Payments to General Practice, or its Learning Disabilities "
    "Health Check Scheme,",
)
_NO_IMD = remedies.published(
    "Deprivation is not known",
    "the practices' deprivation scores from Fingertips",
)
_NOT_PUBLISHED = (
    "Reviews in dementia, cancer and diabetes are not ranked: no file that can be "
    "loaded has them by practice or area. A local extract would have them."
)
_ADMISSIONS = (
    "Emergency admissions are published by ICB alone, so they cannot compare "
    "practices and are not part of this ranking. A local extract would show them."
)


@dataclass(frozen=True, slots=True)
class _Uptake:
    """The share with a complete check by practice, and how each is known."""

    shares: dict[str, LogOdds]
    known: dict[str, str]


def start_published(context: Context) -> StartReport:
    """Rank each register of each practice of a real PCN by the checks it could gain.

    Raises CareImpactError naming the file if no register or no uptake is loaded.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        practices = practices_around(connection, pcn.code, pcn.icb_code)
        codes = practices["practice_code"].tolist()
        fifths = deprivation_fifths(connection, codes)
        candidates: list[Candidate] = []
        missing: list[str] = []
        for check, uptake_of, absent in _published_checks():
            registers = registers_of(connection, check.register, codes)
            if registers.empty:
                raise CareImpactError(_NO_QOF)
            register = practices.merge(registers, on="practice_code")
            uptake = uptake_of(connection, register, check)
            if uptake is None:
                missing.append(absent.said_to(context.viewer))
                continue
            here = register[register["pcn_code"] == pcn.code]
            missing += _unregistered(practices, here, pcn, check)
            candidates += _candidates(here, check, uptake, fifths)
    if not candidates:
        raise CareImpactError(
            " ".join(missing)
            or f"No register is published for the practices of {place_name(pcn.name)}: "
            "choose another PCN."
        )
    name = place_name(pcn.name)
    unranked = [] if fifths else [_NO_IMD.said_to(context.viewer)]
    return start_report(
        candidates,
        Caption(
            headline="",
            subtitle=(
                "Checks that a first coordinator could help to complete in a year, by "
                f"practice and register, {name}, from published figures"
            ),
            summary=(
                "A class includes all rows that do not differ beyond chance from "
                "its largest; within it, the most deprived practices come first. "
                "Lines run from the least to the most that uptake and the "
                "assumptions allow."
            ),
            definition="start",
        ),
        name,
        [*missing, *unranked, _NOT_PUBLISHED, _ADMISSIONS],
    )


Uptake = Callable[[Connection, pd.DataFrame, StartCheck], _Uptake | None]


def _published_checks() -> list[tuple[StartCheck, Uptake, remedies.Remedied]]:
    ways: dict[str, tuple[Uptake, remedies.Remedied]] = {
        "smi_check": (lambda db, held, _: _by_area(smi_by_area(db), held), _NO_SMI),
        "ld_check": (_learning_disability, _NO_LD),
    }
    return [
        (check, *ways[check.id]) for check in read_start().check if check.id in ways
    ]


def _learning_disability(
    connection: Connection, register: pd.DataFrame, check: StartCheck
) -> _Uptake | None:
    paid = checks_paid_for(connection, register["practice_code"].tolist())
    if paid.empty:
        return _by_area(ld_by_area(connection), register)
    joined = register.merge(paid, on="practice_code", suffixes=("", "_paid"))
    joined = joined[joined["register"] * check.due >= 1]
    if len(joined) < 2:
        return _by_area(ld_by_area(connection), register)
    due = joined["register"].to_numpy(dtype=float) * check.due
    # A list may have split or merged since: more checks than people due is all of them.
    done = np.minimum(joined["checks"].to_numpy(dtype=float), due)
    shares = pooled_shares(done, due)
    typical = typical_share(done, due)
    codes = joined["practice_code"].tolist()
    years = f"checks paid for in {joined['year_paid'].iloc[0]}"
    known = dict.fromkeys(codes, f"{years}, register of {joined['year'].iloc[0]}")
    unknown = [code for code in register["practice_code"] if code not in known]
    return _Uptake(
        {**dict(zip(codes, shares, strict=True)), **dict.fromkeys(unknown, typical)},
        {
            **known,
            **dict.fromkeys(
                unknown, "no checks published for it, so its ICB's are used"
            ),
        },
    )


def _by_area(areas: pd.DataFrame, register: pd.DataFrame) -> _Uptake | None:
    """Take a practice's uptake to be its sub-ICB's, as unsure as areas differ.

    The sub-ICB is that of the time: one was split in April 2026.
    """
    if len(areas) < 2:
        return None
    done, people = areas["done"].to_numpy(float), areas["people"].to_numpy(float)
    typical = typical_share(done, people)
    of_area = {
        code: LogOdds(float(np.log((d + 0.5) / (n - d + 0.5))), typical.error, 0.0)
        for code, d, n in zip(areas["sub_icb_code"], done, people, strict=True)
    }
    period = areas["period"].iloc[0]
    when = _period(period)
    old = period < (MERGERS if isinstance(period, date) else YEAR_OF_MERGERS)
    own = register["sub_icb_before" if old else "sub_icb_code"]
    shares, known = {}, {}
    for code, area in zip(register["practice_code"], own, strict=True):
        shares[code] = of_area.get(area, typical)
        place = "its sub-ICB's" if area in of_area else "England's"
        known[code] = (
            f"uptake is {place}, {when}, because none is published by practice"
        )
    return _Uptake(shares, known)


def _period(value: object) -> str:
    if isinstance(value, date):
        return month_text(value)
    return str(value)


def _candidates(
    here: pd.DataFrame, check: StartCheck, uptake: _Uptake, fifths: dict[str, int]
) -> list[Candidate]:
    candidates = []
    for row in here.to_dict("records"):
        code, people = str(row["practice_code"]), float(row["register"]) * check.due
        if people < 1:
            continue
        candidates.append(
            Candidate(
                check=check,
                practice=place_name(str(row["practice_name"])),
                people=people,
                done=uptake.shares[code],
                fifth=fifths.get(code),
                known=uptake.known[code],
            )
        )
    return candidates


def _unregistered(
    practices: pd.DataFrame, here: pd.DataFrame, pcn: EnglishPcn, check: StartCheck
) -> list[str]:
    own = practices[practices["pcn_code"] == pcn.code]
    left_out = own[~own["practice_code"].isin(here["practice_code"])]
    names = [place_name(str(name)) for name in left_out["practice_name"]]
    if not names:
        return []
    return [f"{check.short}: no register is published for {listed(names)}."]
