"""Which practices, groups and registers have the fewest people referred?"""

from dataclasses import replace

from data_access.answers.core import Caption, Compared, Comparison
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicator import ROLLING_MONTHS
from data_access.catalogue.indicators import BY_ID
from data_access.disclosure.rule import LEAST_SHOWN
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.indicator_rows import indicator_rows
from data_access.queries.referrals import register_rows
from data_access.questions.parts.comparison import compare_practices
from data_access.questions.parts.group_comparison import compare_groups
from data_access.questions.parts.intervals import SHARE, intervals_table
from data_access.questions.parts.place import Place, find_place
from data_access.questions.parts.senders import senders_of_each
from data_access.questions.parts.series import compared_at, series_of
from data_access.questions.parts.why_missing import what_is_missing
from data_access.selection import ALL
from data_access.words.numbers import month_text, value_text

INDICATOR = BY_ID["referral_reach"]
PARTS = ("practices", "deprivation", "registers")


def referral_reach(context: Context, part: str) -> Comparison:
    """Compare the share referred in twelve months, by one of PARTS.

    Raises CareImpactError for another part, or if no loaded file or month has it.
    """
    with context.evidence.connect() as connection:
        place = replace(find_place(context, connection), cohort=ALL)
        if part == "deprivation":
            by_fifth = compare_groups(connection, INDICATOR, (part,), place, context)
            if not by_fifth:
                raise _missing(context, place)
            return by_fifth[0][1]
        if part == "registers":
            rows = register_rows(
                connection, INDICATOR.id, place.pcn, place.practice, place.month
            )
        elif part in PARTS:
            rows = indicator_rows(
                connection,
                indicators=[INDICATOR.id],
                pcn=place.pcn,
                practices=None,
                first=place.month,
                last=place.month,
            )
        else:
            raise CareImpactError("Choose practices, deprivation or registers.")
    if rows.empty:
        raise _missing(context, place)
    if part == "practices":
        return compare_practices(INDICATOR, rows, place, context)
    exact = context.viewer.exact_for(place.practice_codes)
    # The name of a register with hardly anyone on it would reveal that someone is.
    offered = rows[exact | (rows["denominator"] >= LEAST_SHOWN)]
    frames = {str(cohort): frame for cohort, frame in offered.groupby("cohort")}
    items = [
        compared_at(
            INDICATOR,
            series_of(INDICATOR, frame, place, exact=exact),
            -1,
            cohort,
            cohort_name(cohort),
        )
        for cohort, frame in frames.items()
    ]
    names = {cohort: cohort_name(cohort) for cohort in frames}
    return _by_register(tuple(items), place, senders_of_each(frames, place, names))


def _missing(context: Context, place: Place) -> CareImpactError:
    return CareImpactError(
        f"Referral rates cannot be shown for {place.name} in "
        f"{month_text(place.month)}: it needs referrals.csv and cohorts.csv, "
        "and a year of referrals."
        + what_is_missing(context, INDICATOR, place, ROLLING_MONTHS)
    )


def _by_register(items: tuple[Compared, ...], place: Place, whose: str) -> Comparison:
    return Comparison(
        caption=Caption(
            headline=_headline(items),
            subtitle=f"{INDICATOR.name}, by register, {place.name}, "
            f"{month_text(place.month)}",
            summary="A person on two registers counts in both. Lines show 95% "
            f"confidence intervals. {whose}".strip(),
            definition=INDICATOR.id,
        ),
        places=items,
        average=None,
        whose=whose,
        table=intervals_table(
            INDICATOR.name, "Register", SHARE, items, whole="On the register"
        ),
    )


def _headline(items: tuple[Compared, ...]) -> str:
    known = [(item.value, item.name) for item in items if item.value is not None]
    if not known:
        return "Too few people were referred to be shown by register"
    value, name = min(known)
    return (
        f"Register with the lowest referral rate: {name}, "
        f"{value_text(value, 'percent')} referred"
    )
