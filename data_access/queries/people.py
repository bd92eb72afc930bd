"""Counts and rows of people registered now, for direct care only."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, or_, select
from sqlalchemy.types import Integer

from data_access.choices.cohort_rules import ANY, CohortRules
from data_access.marts.care.person_schema import LIST_MARK, PERSON_NOW

_P = PERSON_NOW.c
_NEVER = date(1900, 1, 1)
_FRAILTY = {"mild": 1, "moderate": 2, "severe": 3}
_AGES = {
    "0-17": (0, 17),
    "18-39": (18, 39),
    "40-64": (40, 64),
    "65-74": (65, 74),
    "75-84": (75, 84),
    "65plus": (65, 200),
    "75plus": (75, 200),
    "85plus": (85, 200),
}
Condition = ColumnElement[bool]

HOME_VISIT: Condition = or_(_P.housebound.is_(True), _P.care_home.is_(True))


def listed_in(column: ColumnElement[str], value: str) -> Condition:
    """Return whether a list includes a value."""
    return column.contains(f"{LIST_MARK}{value}{LIST_MARK}", autoescape=True)


def lapsed(months: int) -> Condition:
    """Return whether a person had no contact in the months to the extract's day."""
    since = _P.as_at - func.to_months(months)
    return or_(_P.last_contact_on.is_(None), _P.last_contact_on <= since)


def inside(rules: CohortRules) -> Condition:
    """Return whether a person is in a cohort; never null."""
    conditions: list[Condition] = [func.length(_P.person_id) > 0]
    conditions += [
        listed_in(_P.registers, value)
        for value in (rules.on, rules.also)
        if value != ANY
    ]
    if rules.without != ANY:
        conditions.append(~listed_in(_P.registers, rules.without))
    if rules.age != ANY:
        conditions.append(_P.age.between(*_AGES[rules.age]))
    if rules.frailty != ANY:
        conditions.append(_P.frailty >= _FRAILTY[rules.frailty])
    for flag in ("housebound", "carer", "care_home"):
        value = getattr(rules, flag)
        if value != ANY:
            conditions.append(_P[flag].is_(value == "yes"))
    conditions += (
        _admitted(rules.admitted) + _contact(rules.contact) + _left(rules.left)
    )
    return func.coalesce(and_(*conditions), False)


def _admitted(rule: str) -> list[Condition]:
    if rule == ANY:
        return []
    if rule == "none":
        return [_P.emergency_12m == 0]
    return [_P.emergency_12m >= int(rule)]


def _contact(rule: str) -> list[Condition]:
    if rule == ANY:
        return []
    if rule == "never":
        return [_P.last_contact_on.is_(None)]
    return [~lapsed(3)] if rule == "recent" else [lapsed(int(rule))]


def _left(rule: str) -> list[Condition]:
    return {
        ANY: [],
        "some": [_P.steps_left > 0],
        "one": [_P.nearest == 1],
        "none": [_P.steps_left == 0],
    }[rule]


def extract_day(connection: Connection) -> date | None:
    """Return the day of the extract; None if there are no people."""
    day: date | None = connection.execute(select(func.max(_P.as_at))).scalar()
    return day


def registers_held(connection: Connection, practices: Sequence[str]) -> list[str]:
    """Return the registers with at least one person."""
    lists = select(_P.registers).where(_here(practices)).distinct()
    return sorted(
        {name for (text,) in connection.execute(lists) for name in split_list(text)}
    )


def split_list(text: str) -> list[str]:
    """Return the values of a list in one cell."""
    return [value for value in text.split(LIST_MARK) if value]


def counts_inside_and_out(
    connection: Connection,
    practices: Sequence[str],
    rules: CohortRules,
    measures: Mapping[str, tuple[Condition, Condition]],
) -> dict[bool, dict[str, tuple[int, int]]]:
    """Count each measure in the cohort (True) and among all others (False).

    ``measures`` gives, by name, the conditions of numerator and denominator. The result
    has the two counts by name, and "people" for everyone.
    """
    columns = [func.count().label("people")]
    for name, (condition, could) in measures.items():
        columns.append(_count(and_(could, condition)).label(f"{name}_n"))
        columns.append(_count(could).label(f"{name}_d"))
    group = inside(rules).label("inside")
    query = select(group, *columns).where(_here(practices)).group_by(group)
    nothing = {"people": (0, 0), **dict.fromkeys(measures, (0, 0))}
    counts = {True: nothing, False: nothing}
    for row in connection.execute(query).mappings():
        counts[bool(row["inside"])] = {
            "people": (row["people"], row["people"]),
            **{name: (row[f"{name}_n"], row[f"{name}_d"]) for name in measures},
        }
    return counts


def step_lists(
    connection: Connection, practices: Sequence[str], rules: CohortRules
) -> list[tuple[bool, set[str], set[str], int]]:
    """Count people with a check due, by the checks due and those not complete.

    Each row has whether they are in the cohort, the checks due, the checks with a step
    missing or declined, and the number of people.
    """
    within = inside(rules).label("inside")
    columns = (within, _P.due, _P.missing, _P.declined)
    query = (
        select(within, _P.due, _P.missing, _P.declined, func.count().label("people"))
        .where(_here(practices), _P.due != "")
        .group_by(*columns)
    )
    return [
        (
            bool(row.inside),
            set(split_list(row.due)),
            _checks(row.missing + row.declined),
            row.people,
        )
        for row in connection.execute(query)
    ]


def _checks(steps: str) -> set[str]:
    return {step.partition(":")[0] for step in split_list(steps)}


def register_lists(
    connection: Connection, practices: Sequence[str], rules: CohortRules
) -> list[tuple[list[str], int]]:
    """Count the cohort by the registers people are on, each exact set once."""
    query = (
        select(_P.registers, func.count())
        .where(_here(practices), inside(rules))
        .group_by(_P.registers)
        .order_by(_P.registers)
    )
    return [(split_list(text), count) for text, count in connection.execute(query)]


def practice_counts(
    connection: Connection, practices: Sequence[str], rules: CohortRules
) -> dict[str, tuple[int, int, int, int]]:
    """Return by practice: in the cohort, registered, with steps left, one step away."""
    member = inside(rules)
    query = (
        select(
            _P.practice_code,
            _count(member),
            func.count(),
            _count(and_(member, _P.steps_left > 0)),
            _count(and_(member, _P.nearest == 1)),
        )
        .where(_here(practices))
        .group_by(_P.practice_code)
    )
    rows = connection.execute(query).all()
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def ranked_people(
    connection: Connection, practices: Sequence[str], rules: CohortRules, most: int
) -> Sequence[Row[tuple[object, ...]]]:
    """Return rows of people: the nearest to a complete check first.

    People one step away come first, then those with more steps, then those with none;
    within each, people who need a home visit, then those who have waited longest
    (referred and not seen, never seen, seen longest ago). At most ``most`` rows.
    """
    band = case((_P.nearest == 1, 0), (_P.steps_left > 0, 1), else_=2)
    waiting = case(
        (_P.referred_on.is_not(None), 0), (_P.last_contact_on.is_(None), 1), else_=2
    )
    since = func.coalesce(_P.referred_on, _P.last_contact_on, _P.listed_on)
    query = (
        select(PERSON_NOW)
        .where(_here(practices), inside(rules))
        .order_by(
            band,
            case((HOME_VISIT, 0), else_=1),
            waiting,
            since.is_(None),
            since,
            _P.person_id,
        )
        .limit(most)
    )
    return connection.execute(query).all()


def _here(practices: Sequence[str]) -> Condition:
    return _P.practice_code.in_(list(practices))


def _count(condition: Condition) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).cast(Integer)
