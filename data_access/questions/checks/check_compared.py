"""Who has their check: practice by practice, and by deprivation, ethnicity and age?"""

from data_access.answers.checks import CheckComparisons
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.checks.check_place import check_place
from data_access.questions.parts.comparison import compare_practices
from data_access.questions.parts.group_comparison import compare_groups
from data_access.questions.parts.why_missing import missing

DIMENSIONS = ("deprivation", "ethnicity", "age")


def check_compared(context: Context, check: str) -> CheckComparisons:
    """Compare one check's uptake between practices of the PCN and groups of the place.

    Raises CareImpactError naming the files to load where the check is not held.
    """
    indicator = BY_ID[check]
    with context.evidence.connect() as connection:
        place = check_place(context, connection)
        rows = indicator_rows(
            connection,
            indicators=[check],
            pcn=place.pcn,
            practices=None,
            first=place.month,
            last=place.month,
        )
        groups = compare_groups(connection, indicator, DIMENSIONS, place, context)
    if rows.empty:
        raise CareImpactError(missing(context, indicator, place))
    practices = compare_practices(indicator, rows, place, context)
    return CheckComparisons((("practices", practices), *groups))
