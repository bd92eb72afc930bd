"""What may be chosen in the filter bar?"""

from data_access.answers.core import FilterOptions, Option
from data_access.catalogue.cohorts import cohort_name
from data_access.disclosure.rule import allowed_options
from data_access.door import Context
from data_access.months import months_between
from data_access.queries.neighbourhoods import neighbourhood_name, neighbourhoods
from data_access.queries.places import cohort_sizes, practices
from data_access.questions.parts.place import find_place
from data_access.words.numbers import month_text


def filter_options(context: Context) -> FilterOptions:
    """Offer months (latest first), PCNs, practices of the chosen PCN, and cohorts.

    Neighbourhoods are those with a practice of the PCN.

    A cohort of fewer than 8 people is not offered: its name alone would reveal that a
    person here has that condition.
    """
    meta = context.evidence.meta()
    with context.evidence.connect() as connection:
        place = find_place(context, connection, neighbourhoods=True)
        sizes = cohort_sizes(connection, place.pcn)
        grouped = neighbourhoods(connection)
        everywhere = practices(connection)
    offered = [cohort for cohort in allowed_options(sizes) if cohort != "all"]
    months = months_between(place.first_month, meta.last_month or place.month)
    return FilterOptions(
        months=tuple(Option(f"{m:%Y-%m}", month_text(m)) for m in reversed(months)),
        pcns=tuple(
            Option(code, name)
            for code, name in dict.fromkeys(
                (practice.pcn_code, practice.pcn_name) for practice in everywhere
            )
        ),
        practices=tuple(
            Option(practice.code, practice.name) for practice in place.practices
        ),
        neighbourhoods=tuple(
            Option(code, f"Neighbourhood {neighbourhood_name(code)}")
            for code, members in grouped.items()
            if any(practice.pcn_code == place.pcn for practice in members)
        ),
        cohorts=(
            Option("all", "Everyone registered"),
            *(Option(cohort, cohort_name(cohort)) for cohort in offered),
        ),
        month=f"{place.month:%Y-%m}",
        pcn=place.pcn,
    )
