"""Which SQL made an indicator's figure?"""

from data_access.answers.definition import Step
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.queries.indicator_rows import indicator_select
from data_access.queries.mart_sql import mart_sql
from data_access.questions.parts.place import find_place


def indicator_sql(context: Context, indicator_id: str) -> tuple[Step, ...]:
    """Return the SQL of each step from loaded tables to the figure, as it was run.

    The first two were run when this version was built, the last is run for the page,
    for the place and months selected. They contain no person's data.
    """
    indicator = BY_ID[indicator_id]
    with context.evidence.connect() as connection:
        place = find_place(context, connection, neighbourhoods=True)
        steps = [
            Step("Each person and month", mart_sql(connection, "person_month")),
            Step(
                f"What happened to each person (columns {indicator.id}_n over "
                f"{indicator.id}_d)",
                mart_sql(connection, indicator.counts),
            ),
        ]
        statement = indicator_select(
            [indicator.id],
            None if place.members else place.pcn,
            place.practice_codes if place.members else (place.practice,),
            place.cohort,
            last=place.month,
        ).compile(connection, compile_kwargs={"literal_binds": True})
    steps.append(Step("Sums by month and place, for this page", str(statement)))
    return tuple(step for step in steps if step.sql)
