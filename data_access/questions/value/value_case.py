"""What does a post cost, what may be claimed for it, and what does the PCN pay?"""

from data_access.answers.core import Caption, Cell, Column, Compared, Option, Table
from data_access.answers.value import CaseOptions, CaseReport
from data_access.catalogue.arrs import Cap, Split, cap_of, split, years_of
from data_access.catalogue.costs import UnitRange, read_costs
from data_access.choices.arrs_case import WEIGHTINGS, CaseChoices
from data_access.door import Context
from data_access.marts.care.staff_cost import ROLE
from data_access.questions.impact.impact_value import EVENT, break_even
from data_access.questions.parts.place import find_place
from data_access.questions.value.value_posts import Recorded, posts_by_month, recorded
from data_access.words.numbers import (
    date_text,
    number_text,
    plain_text,
    value_text,
)
from data_access.words.sentences import sentence_case


def value_options(_: Context) -> CaseOptions:
    """List the years and weightings that a case can use."""
    years = years_of(read_costs(), ROLE)
    return CaseOptions(
        years=tuple(Option(year, year) for year in years),
        weightings=tuple(
            Option(code, sentence_case(name)) for code, name in WEIGHTINGS.items()
        ),
        year=years[0],
    )


def value_case(context: Context, choices: CaseChoices) -> CaseReport:
    """Report a year of the posts chosen: cost, claim, the rest, and the break-even.

    A cost that the reader does not give is that of a whole-time post in the newest
    claims, or the cap if no claim says what a post cost.

    Raises CareImpactError if there is no cap for the year and weighting.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        posts = recorded(posts_by_month(connection, place))
    settings = read_costs()
    cap = cap_of(settings, ROLE, choices)
    each, source = _each(choices, posts, cap)
    paid = split(each * choices.wte, choices.wte, cap.gbp_per_wte)
    unit = settings.of(EVENT, place.month)
    needed = break_even(paid.actual, unit)
    return CaseReport(
        caption=Caption(
            headline=_headline(paid, choices.wte, cap),
            subtitle=(
                f"Pounds a year for {_posts(choices.wte)}, {cap.year}, "
                f"{cap.weighting} weighting, {place.pcn_name}"
            ),
            summary=(
                "ARRS repays what a post costs, salary and employer's on-costs, up "
                "to the cap; the PCN pays the rest. A cost below the cap leaves no "
                f"surplus: only what is spent is repaid. Cost: {source}. Cap: "
                f"{cap.source}."
            ),
            definition="value",
        ),
        parts=tuple(
            Compared(code, name, amount)
            for code, name, amount in (
                ("actual", "Actual cost", paid.actual),
                ("claimable", "May be claimed from ARRS", paid.claimable),
                ("beyond", "The PCN pays", paid.beyond),
            )
        ),
        break_even=needed,
        warnings=_warnings(cap),
        table=_table(choices, each, source, cap, paid, unit, needed),
    )


def _each(choices: CaseChoices, posts: Recorded | None, cap: Cap) -> tuple[float, str]:
    if choices.cost is not None:
        return choices.cost, "entered by the reader"
    if posts is None:
        return (
            cap.gbp_per_wte,
            "not known, so the cap is used; enter it, or load an arrs_claims file",
        )
    months = "month" if posts.months == 1 else "months"
    return posts.each, f"as recorded in the newest {posts.months} {months} of claims"


def _posts(wte: float) -> str:
    return f"{plain_text(wte)} whole-time post{'' if wte == 1 else 's'}"


def _headline(paid: Split, wte: float, cap: Cap) -> str:
    costs = "costs" if wte == 1 else "cost"
    first = f"{_posts(wte)} {costs} {value_text(paid.actual, 'gbp')} a year"
    unsure = "" if cap.certain else ", if the cap is right"
    if not paid.beyond:
        return f"{first}: all of it may be claimed from ARRS{unsure}"
    return (
        f"{first}: ARRS pays {value_text(paid.claimable, 'gbp')}, the PCN "
        f"{value_text(paid.beyond, 'gbp')}{unsure}"
    )


def _warnings(cap: Cap) -> tuple[str, ...]:
    if cap.certain:
        return ()
    if cap.given:
        return ("The cap was entered by the reader: check it against the contract.",)
    warning = (
        f"The cap of {cap.year}, {cap.weighting}, is not confirmed: check it "
        "against the Network Contract DES before sharing this."
    )
    return (warning,)


def _table(
    choices: CaseChoices,
    each: float,
    source: str,
    cap: Cap,
    paid: Split,
    unit: UnitRange,
    needed: tuple[int, int],
) -> Table:
    since = f", from {date_text(cap.valid_from)}" if cap.valid_from else ""
    rows: list[tuple[Cell, ...]] = [
        ("Whole-time equivalents", plain_text(choices.wte), "chosen"),
        ("Actual cost of one, a year", value_text(each, "gbp"), source),
        (
            f"Cap for one, {cap.year}, {cap.weighting}{since}",
            value_text(cap.gbp_per_wte, "gbp"),
            "confirmed" if cap.certain else "not confirmed",
        ),
        ("Actual cost", value_text(paid.actual, "gbp"), "cost of one times posts"),
        (
            "May be claimed from ARRS",
            value_text(paid.claimable, "gbp"),
            "the lower of cost and cap",
        ),
        ("The PCN pays beyond it", value_text(paid.beyond, "gbp"), "cost minus claim"),
        (
            "Admissions a year worth as much, in opportunity value",
            " to ".join(map(number_text, needed)),
            f"at {unit.words} an {EVENT}",
        ),
    ]
    columns = (Column("Item"), Column("Amount"), Column("How it is known"))
    return Table(f"ARRS case, {cap.year}, {cap.weighting}", columns, tuple(rows))
