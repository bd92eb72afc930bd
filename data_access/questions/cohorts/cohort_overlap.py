"""Which registers do the people of a cohort share?"""

from collections import Counter

from data_access.answers.cohorts import Overlap, OverlapReport
from data_access.answers.core import Caption, Cell, Column, Table
from data_access.catalogue.cohorts import cohort_name
from data_access.choices.cohort_rules import CohortRules
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.people import register_lists
from data_access.questions.cohorts.cohort_scope import cohort_scope
from data_access.words.numbers import value_text
from data_access.words.sentences import listed

MOST_REGISTERS = 6  # rows of the chart
MOST_OVERLAPS = 7  # columns that a phone has room for


def cohort_overlap(context: Context, rules: CohortRules) -> OverlapReport:
    """Report a cohort's largest registers, and how many people are on which of them.

    An overlap counts the registers shown only: a person on one of them may also be on a
    register that is not shown. Raises as `cohort_scope`; and CareImpactError if no one
    is on any register.
    """
    with context.evidence.connect() as connection:
        scope = cohort_scope(context, connection)
        lists = register_lists(connection, scope.practices, rules)
    sizes: Counter[str] = Counter()
    for registers, people in lists:
        for register in registers:
            sizes[register] += people
    if not sizes:
        raise CareImpactError(
            "No one in this cohort is on a register: load cohorts.csv, or choose "
            "another cohort."
        )
    order = sorted(sizes, key=lambda register: (-sizes[register], register))
    largest = order[:MOST_REGISTERS]
    exact: Counter[tuple[str, ...]] = Counter()
    for registers, people in lists:
        registers_of = tuple(register for register in largest if register in registers)
        if registers_of:
            exact[registers_of] += people
    every = [
        Overlap(tuple(cohort_name(register) for register in registers_of), people)
        for registers_of, people in sorted(
            exact.items(), key=lambda overlap: (-overlap[1], overlap[0])
        )
    ]
    several = sum(overlap.people for overlap in every if len(overlap.registers) > 1)
    whole = sum(overlap.people for overlap in every)
    return OverlapReport(
        caption=Caption(
            headline=(
                f"{value_text(several, 'count')} of {value_text(whole, 'count')} "
                "people are on two or more of these registers"
            ),
            subtitle=f"People by the registers they are on, {rules.words}, "
            f"{scope.where}, {scope.day}",
            summary=_summary(every, len(order) - len(largest)),
            definition="cohorts",
        ),
        registers=tuple((cohort_name(code), sizes[code]) for code in largest),
        overlaps=tuple(every[:MOST_OVERLAPS]),
        table=_table(every),
    )


def _summary(every: list[Overlap], left_out: int) -> str:
    largest = next((overlap for overlap in every if len(overlap.registers) > 1), None)
    summary = "Each column is a group of people on exactly the registers with a dot."
    if largest is not None:
        summary += (
            f" The largest overlap is {listed(list(largest.registers))}, "
            f"{value_text(largest.people, 'count')} people."
        )
    if left_out:
        summary += f" {left_out} smaller registers are not drawn."
    return summary + " The table has every overlap."


def _table(every: list[Overlap]) -> Table:
    columns = (
        Column("On exactly these registers"),
        Column("Registers", "count"),
        Column("People", "count"),
    )
    rows: list[tuple[Cell, ...]] = [
        (listed(list(overlap.registers)), len(overlap.registers), overlap.people)
        for overlap in every
    ]
    return Table("People by the registers they are on", columns, tuple(rows))
