"""Are people missing from the registers, compared with England and by deprivation?"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from data_access.answers.core import Caption, Cell, Column, Mark, Table
from data_access.answers.impact import Effect, RatiosReport
from data_access.catalogue.cohorts import COHORT_NAMES, cohort_name
from data_access.disclosure.counts import figure_as_shown, limits_as_shown
from data_access.disclosure.rule import LEAST_SHOWN
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.equity_registers import EnglishRegister, english_registers
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.questions.equity.equity_slope import require_groups
from data_access.questions.parts.group_measure import MEASURES
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.place import Place, find_place
from data_access.stats.intervals import rate_ratio, wilson
from data_access.words import remedies
from data_access.words.numbers import month_text
from data_access.words.sentences import listed

MEASURE = MEASURES["caseload"]
BESIDE = ("england", "deprivation")
# QOF's codes of registers whose list is of all ages, as ours are.
QOF = {"smi": "MH", "learning_disability": "LD", "dementia": "DEM", "cancer": "CAN"}
CONFIDENCE = 0.95

# People on a register, and people who could be.
Part = tuple[float, float]
Limits = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Beside:
    """A register's share here or in one fifth, and the share it is compared with.

    Both are as the reader may know them, None where withheld.
    """

    name: str
    part: Part | None
    other: Part | None


def equity_registers(context: Context, beside: str) -> RatiosReport:
    """Report the size of each register as a ratio, by one of BESIDE.

    The ratio is to England's share on the same register, or of the most deprived
    fifth's share to the least deprived fifth's.

    Raises NotPermittedError for one practice's fifths outside direct care, and
    CareImpactError naming the files to load if there is nothing to compare.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        exact = require_groups(context, place)
        cells = month_cells(
            connection,
            indicators=(MEASURE.record.id,),
            pcn=place.pcn,
            months=(place.month,),
            cohorts=None,
            dimensions=("all", "deprivation"),
            practices=(place.practice,),
        )
        england = (
            english_registers(connection, list(QOF.values()))
            if beside == "england" and context.evidence.meta().published
            else {}
        )
    by_group = {(cell.cohort, cell.category): cell for cell in cells}
    registers = _registers(by_group, exact=exact)
    if not registers:
        raise CareImpactError(
            f"The registers of {place.name} cannot be shown in "
            f"{month_text(place.month)}: they need cohorts.csv and caseload.csv."
        )
    if beside == "deprivation":
        return _by_deprivation(place, by_group, registers, exact=exact)
    if beside != "england":
        raise CareImpactError("Choose England or deprivation.")
    if not england:
        raise CareImpactError(
            remedies.published(
                "No registers for England are loaded to compare with",
                "NHS England's Quality and Outcomes Framework prevalence file",
            )
        )
    return _beside_england(place, by_group, registers, england, exact=exact)


def _registers(
    by_group: Mapping[tuple[str, str], MonthCell], *, exact: bool
) -> tuple[str, ...]:
    cohorts = [
        cohort
        for (cohort, category), cell in by_group.items()
        if category == "all"
        and cohort != "all"
        # The name of a register with hardly anyone on it would reveal that someone is.
        and (exact or (cell.denominator or 0) >= LEAST_SHOWN)
    ]
    usual = [code for code in COHORT_NAMES if code in cohorts]
    return (*usual, *sorted(set(cohorts) - set(usual)))


def _by_deprivation(
    place: Place,
    by_group: Mapping[tuple[str, str], MonthCell],
    registers: tuple[str, ...],
    *,
    exact: bool,
) -> RatiosReport:
    def pair(cohort: str) -> _Beside:
        most, least = (_part(by_group, cohort, fifth) for fifth in ("1", "5"))
        return _Beside(cohort_name(cohort), most, least)

    def limits(first: Part, other: Part, level: float) -> Limits:
        ratio = rate_ratio(*first, *other, confidence=level)
        return float(ratio.lower), float(ratio.upper)

    pairs = [pair(cohort) for cohort in registers]
    subtitle = (
        "Share on each register, ratio of the most deprived fifth to the least "
        "deprived, "
    )
    return _report(
        pairs,
        limits,
        f"{subtitle}{place.name}, {month_text(place.month)}",
        names=("Most deprived fifth", "Least deprived fifth"),
        ways=("larger", "smaller"),
        than="in the most deprived fifth",
        summary="Illness is often more common where deprivation is greater, so "
        "check a register that is no larger there.",
        exact=exact,
    )


def _beside_england(
    place: Place,
    by_group: Mapping[tuple[str, str], MonthCell],
    registers: tuple[str, ...],
    england: Mapping[str, EnglishRegister],
    *,
    exact: bool,
) -> RatiosReport:
    def pair(cohort: str) -> _Beside:
        here = _part(by_group, cohort, "all")
        # England's share as that of as many people, which is how many would be on it.
        expected = here and (here[1] * england[QOF[cohort]].share, here[1])
        return _Beside(cohort_name(cohort), here, expected)

    def limits(register: Part, other: Part, level: float) -> Limits:
        share = wilson(*register, level)
        whole = other[0] / other[1]
        return float(share.lower) / whole, float(share.upper) / whole

    pairs = [pair(cohort) for cohort in registers if QOF.get(cohort) in england]
    years = max(register.year for register in england.values())
    return _report(
        pairs,
        limits,
        "Share on each register, as a ratio to England's (Quality and Outcomes "
        f"Framework {years}), {place.name}, {month_text(place.month)}",
        names=("Here", "England"),
        ways=("smaller", "larger"),
        than="than England's",
        summary="Only registers that England publishes for all ages are compared.",
        exact=exact,
    )


def _part(
    by_group: Mapping[tuple[str, str], MonthCell], cohort: str, category: str
) -> Part | None:
    """Return who is on a register, and who could be; None where either is withheld."""
    cells = [by_group.get((code, category)) for code in (cohort, "all")]
    on, base = ((cell.denominator if cell else None) or 0.0 for cell in cells)
    return (on, base) if math.isfinite(on) and math.isfinite(base) and base else None


def _report(
    pairs: list[_Beside],
    limits: Callable[[Part, Part, float], Limits],
    subtitle: str,
    *,
    names: tuple[str, str],
    ways: tuple[str, str],
    than: str,
    summary: str,
    exact: bool,
) -> RatiosReport:
    """Lay the ratios out, with a reading of each."""
    rows: list[Effect] = []
    table: list[tuple[Cell, ...]] = []
    apart: dict[str, list[str]] = {"larger": [], "smaller": []}
    level = 1 - (1 - CONFIDENCE) / max(len(pairs), 1)
    for pair in pairs:
        first, second = pair.part, pair.other
        if first is None or second is None or not first[0] or not second[0]:
            rows.append(Effect(pair.name))
            table.append((pair.name, *(Mark.SUPPRESSED,) * 5, "not compared"))
            continue
        ratio = (first[0] / first[1]) / (second[0] / second[1])
        ratio = figure_as_shown(ratio, exact=exact)
        lower, upper = limits_as_shown(*limits(first, second, CONFIDENCE), exact=exact)
        rows.append(Effect(pair.name, ratio, lower, upper))
        low, high = limits(first, second, level)
        reading = "larger" if low > 1 else "smaller" if high < 1 else ""
        if reading:
            apart[reading].append(pair.name)
        shares = (100 * first[0] / first[1], 100 * second[0] / second[1])
        difference = reading or "no difference beyond chance"
        table.append((pair.name, *shares, ratio, lower, upper, difference))
    return RatiosReport(
        caption=Caption(
            headline=_headline(rows, apart, ways, than),
            subtitle=subtitle,
            summary=f"{summary} A small register may mean fewer people who are "
            "ill, or fewer who were diagnosed. Lines show 95% limits; a difference "
            "is reported only where it is more than chance, allowing for "
            f"{len(pairs)} registers. Figures are not adjusted for age.",
            definition="inequality",
        ),
        rows=tuple(rows),
        table=_table(subtitle, names, table),
    )


def _headline(
    rows: list[Effect], apart: dict[str, list[str]], ways: tuple[str, str], than: str
) -> str:
    if all(row.ratio is None for row in rows):
        return "No register here has enough people to compare"
    sentences = [f"{way} {than}: {listed(apart[way])}" for way in ways if apart[way]]
    if not sentences:
        return f"No register is {' or '.join(ways)} {than} by more than chance"
    first, *more = sentences
    return "; ".join(
        (f"Registers {first}", *(sentence.replace(f" {than}", "") for sentence in more))
    )


def _table(caption: str, names: tuple[str, str], rows: list[tuple[Cell, ...]]) -> Table:
    columns = (
        Column("Register"),
        *(Column(name, "percent") for name in names),
        Column("Ratio", "ratio"),
        *limit_columns("ratio"),
        Column("Reading"),
    )
    return Table(caption, columns, tuple(rows))
