"""Which part of a check is missing most often?"""

from data_access.answers.core import Caption, Compared, Comparison
from data_access.catalogue.checks import PARTS
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.month_cells import month_cells
from data_access.questions.checks.check_place import check_place
from data_access.questions.parts.month_values import compared_value, comparison_table
from data_access.questions.parts.senders import said_of_senders
from data_access.questions.parts.why_missing import missing
from data_access.words.numbers import month_text, value_text
from data_access.words.sentences import sentence_case


def check_parts(context: Context, check: str) -> Comparison:
    """Report how many on the register have each part of a check.

    Raises CareImpactError if the check has no parts, or none is loaded.
    """
    indicator = BY_ID[check]
    if check not in PARTS:
        raise CareImpactError(
            f"{indicator.name} is recorded as a whole, so there are no parts to show."
        )
    with context.evidence.connect() as connection:
        place = check_place(context, connection)
        cells = month_cells(
            connection,
            indicators=PARTS[check],
            pcn=place.pcn,
            months=(place.month,),
            dimensions=("all",),
            practices=(place.practice,),
        )
    if not cells:
        raise CareImpactError(missing(context, indicator, place))
    by_indicator = {cell.indicator: cell for cell in cells}
    exact = context.viewer.exact_for(place.practice_codes)
    items = tuple(
        compared_value(
            BY_ID[id_], by_indicator.get(id_), id_, part_name(id_), exact=exact
        )
        for id_ in PARTS[check]
    )
    subtitle = (
        f"Parts of the {indicator.name}, {place.name}, 12 months to "
        f"{month_text(place.month)}"
    )
    return Comparison(
        caption=Caption(
            headline=_headline(items),
            subtitle=f"{subtitle}, per cent of the register",
            summary=said_of_senders(
                "A check is complete only with every part. Lines show 95% "
                "confidence intervals.",
                cells[0].senders,
                place,
            ),
            definition=check,
        ),
        places=items,
        average=None,
        table=comparison_table(subtitle, "Part", indicator, items),
    )


def part_name(id_: str) -> str:
    """Return the name of a part without the name of its check."""
    name = BY_ID[id_].name.partition(": ")[2]
    return sentence_case(name)


def _headline(items: tuple[Compared, ...]) -> str:
    if any(item.value is None for item in items):
        return "Parts of the check side by side; some cannot be shown"
    least = min(items, key=lambda item: item.value or 0.0)
    most = max(items, key=lambda item: item.value or 0.0)
    low, high = (
        value_text(extreme.value or 0.0, "percent") for extreme in (least, most)
    )
    # Limits that meet tell no part from another; of the same people, they are wide.
    if (least.upper or 100.0) >= (most.lower or 0.0):
        return f"Each part is recorded for {low} to {high}; none stands out"
    return (
        f"{least.name} is missing most often, recorded for {low}; "
        f"{most.name[0].lower() + most.name[1:]} least often, recorded for {high}"
    )
