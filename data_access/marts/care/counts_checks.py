"""Health checks done in the twelve months to the end of each month."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.marts.calendar import month_index

NAME = "counts_checks"

WINDOW_MONTHS = 12
CANCER_MONTHS = 24

# The programme leaves out people already on these registers; it names more
# conditions (such as hypertension) than the local extract distinguishes.
NHS_CHECK_EXCLUDES = ("diabetes", "long_term_conditions", "palliative")

_SMI = ("alcohol", "blood_glucose", "lipids", "blood_pressure", "bmi", "smoking")


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, month, then <id>_n and <id>_d as 0, 1 or null.

    Only people registered on the last day of the month are counted. ``_d`` is null for
    people who are not in an indicator's denominator.
    """
    done = _done_in_window(tables)
    people = attach(_on_registers(tables), done, ["person_id", "month"])
    columns = {}
    for id_, (register, achieved) in _definitions(people).items():
        columns[f"{id_}_n"] = ibis.ifelse(register & achieved, 1.0, 0.0)
        columns[f"{id_}_d"] = ibis.ifelse(register, 1.0, 0.0)
    return people.select("person_id", "month", **columns)


def _definitions(
    people: ir.Table,
) -> dict[str, tuple[ir.BooleanValue, ir.BooleanValue]]:
    def done(key: str) -> ir.BooleanValue:
        return people[key].fill_null(0) == 1

    all_six = done(f"smi_{_SMI[0]}")
    for element in _SMI[1:]:
        all_six = all_six & done(f"smi_{element}")
    smi = people.on_smi == 1
    learning = (people.on_learning_disability == 1) & (people.age >= 14)
    complete = done("ld_check") & done("ld_plan") & (people.ethnicity_known == 1)
    eligible = (people.age >= 40) & (people.age <= 74) & (people.on_excluded == 0)
    return {
        "smi_check": (smi, all_six),
        **{f"smi_{element}": (smi, done(f"smi_{element}")) for element in _SMI},
        "ld_check": (learning, complete),
        "ld_health_check": (learning, done("ld_check")),
        "ld_action_plan": (learning, done("ld_plan")),
        "ld_ethnicity": (learning, people.ethnicity_known == 1),
        "dementia_review": (people.on_dementia == 1, done("dementia")),
        "diabetes_processes": (people.on_diabetes == 1, done("diabetes")),
        "diabetes_foot": (people.on_diabetes == 1, done("foot")),
        "cancer_review": (people.on_cancer_recent == 1, people.cancer_reviewed == 1),
        "nhs_health_check": (eligible, done("nhs")),
    }


def _done_in_window(tables: Mapping[str, ir.Table]) -> ir.Table:
    checks = tables["health_checks"]
    records = checks.filter(
        checks.done_on.notnull() & ~checks.declined.fill_null(False)
    )
    records = records.select(
        "person_id", "check", "element", done_index=month_index(records.done_on)
    ).distinct()
    months = tables["months"]
    within = (records.done_index <= months.month_index) & (
        records.done_index > months.month_index - WINDOW_MONTHS
    )
    covered = records.inner_join(months, within)

    def ever(check: str, element: str | None = None) -> ir.IntegerScalar:
        match = covered.check == check
        if element is not None:
            match = match & (covered.element == element)
        return match.cast("int8").max()

    return covered.group_by("person_id", "month").agg(
        **{f"smi_{element}": ever("smi", element) for element in _SMI},
        ld_check=ever("learning_disability", "check"),
        ld_plan=ever("learning_disability", "action_plan"),
        dementia=ever("dementia_review"),
        diabetes=ever("diabetes_care_processes"),
        foot=ever("diabetes_foot"),
        nhs=ever("nhs_health_check"),
    )


def _on_registers(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return people registered on the last day with the registers they are on."""
    person_month, months = tables["person_month"], tables["months"]
    patients, membership = tables["patients"], tables["membership"]

    def on(*cohorts: str) -> ir.IntegerScalar:
        return membership.cohort.isin(cohorts).cast("int8").max()

    registers = membership.group_by("person_id", "month").agg(
        on_smi=on("smi"),
        on_learning_disability=on("learning_disability"),
        on_dementia=on("dementia"),
        on_diabetes=on("diabetes"),
        on_excluded=on(*NHS_CHECK_EXCLUDES),
    )
    ethnicity = patients.group_by("person_id").agg(
        ethnicity_known=(patients.ethnicity.fill_null("unknown") != "unknown")
        .cast("int8")
        .max(),
        left_on=ibis.least(
            patients.registered_to.fill_null(_NEVER).max(),
            patients.deceased_on.fill_null(_NEVER).max(),
        ),
    )
    people = (
        person_month.select("person_id", "month", "age")
        .inner_join(months, "month")
        .inner_join(ethnicity, "person_id")
    )
    people = attach(people, registers, ["person_id", "month"])
    people = attach(people, _recent_cancer(tables), ["person_id", "month"])
    present = people.filter(people.left_on > people.month_end)
    return present.select(
        "person_id",
        "month",
        "ethnicity_known",
        "age",
        **{
            column: present[column].fill_null(0)
            for column in (
                "on_smi",
                "on_learning_disability",
                "on_dementia",
                "on_diabetes",
                "on_excluded",
                "on_cancer_recent",
                "cancer_reviewed",
            )
        },
    )


_NEVER = ibis.date("9999-12-31")


def _recent_cancer(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return who was diagnosed lately at each month, and who has been reviewed."""
    entries, months = cancer_entries(tables), tables["months"]
    entries = entries.mutate(
        from_index=month_index(entries.from_date),
        reviewed_index=month_index(entries.reviewed_on),
    )
    recent = (entries.from_index <= months.month_index) & (
        entries.from_index > months.month_index - CANCER_MONTHS
    )
    joined = entries.inner_join(months, recent)
    reviewed = (joined.reviewed_index <= joined.month_index).fill_null(False)
    people = joined.group_by("person_id", "month").agg(
        cancer_reviewed=reviewed.cast("int8").max()
    )
    return people.mutate(on_cancer_recent=ibis.literal(1, "int8"))


def cancer_entries(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, from_date and reviewed_on of each entry on the cancer register.

    ``reviewed_on`` is the first review within WINDOW_MONTHS of the entry; null if there
    is none. Source: QOF 2023/24, indicator CAN004.
    """
    cohorts, checks = tables["cohorts"], tables["health_checks"]
    entries = cohorts.filter(cohorts.cohort == "cancer").select(
        "person_id", "from_date"
    )
    reviews = checks.filter(
        (checks.check == "cancer_review") & ~checks.declined.fill_null(False)
    ).select("done_on", reviewed_person="person_id")
    in_time = [
        entries.person_id == reviews.reviewed_person,
        reviews.done_on >= entries.from_date,
        reviews.done_on <= entries.from_date + ibis.interval(months=WINDOW_MONTHS),
    ]
    joined = entries.left_join(reviews, in_time)
    return joined.group_by("person_id", "from_date").agg(
        reviewed_on=joined.done_on.min()
    )
