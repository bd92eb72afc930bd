"""Health checks: uptake over the twelve months to the end of each month."""

from datetime import date

from data_access.indicators.record import Indicator

_FROM = date(2025, 4, 1)
_ROLLING = "the 12 months to the last day of the month"
_NO_ADJUSTMENT = (
    "none: people who declined stay in the denominator, so a personalised care "
    "adjustment cannot raise the figure"
)

SMI_ELEMENTS = (
    ("alcohol", "alcohol"),
    ("blood_glucose", "blood glucose"),
    ("lipids", "lipids"),
    ("blood_pressure", "blood pressure"),
    ("bmi", "body mass index"),
    ("smoking", "smoking"),
)

_SMI_SOURCE = (
    "NHS England, Physical Health Checks for People with Severe Mental Illness, "
    "supporting information; the ambition is from the Directions specification"
)


def _check(
    id_: str,
    name: str,
    numerator: str,
    denominator: str,
    source: str,
    *,
    target: float | None = None,
    target_source: str = "",
    caveat: str = "",
    headline: bool = True,
) -> Indicator:
    return Indicator(
        id=id_,
        version=1,
        name=name,
        theme="Health checks",
        unit="percent",
        improvement="increase",
        numerator=numerator,
        denominator=denominator,
        exclusions=_NO_ADJUSTMENT,
        window=_ROLLING,
        facts="facts_checks",
        needs=("health_checks", "cohorts"),
        source=source,
        valid_from=_FROM,
        lookback_months=12,
        target=target,
        target_source=target_source,
        caveat=caveat,
        headline=headline,
    )


CHECKS: tuple[Indicator, ...] = (
    _check(
        "smi_check",
        "SMI physical health check, all six",
        "people with alcohol, blood glucose, lipids, blood pressure, BMI and smoking "
        "all recorded in the window",
        "registered people on the severe mental illness register on the last day",
        _SMI_SOURCE,
        target=60.0,
        target_source="NHS England ambition of 60%",
    ),
    *(
        _check(
            f"smi_{element}",
            f"SMI check: {words}",
            f"people with {words} recorded in the window",
            "registered people on the severe mental illness register on the last day",
            _SMI_SOURCE,
            headline=False,
        )
        for element, words in SMI_ELEMENTS
    ),
    _check(
        "ld_check",
        "Learning disability health check",
        "people with a check, a health action plan and ethnicity recorded in the "
        "window (ethnicity may be older)",
        "registered people aged 14 or over on the learning disability register on the "
        "last day",
        "NHS England, Network Contract DES 2025/26, indicator HI03, without its "
        "personalised care adjustments",
        target=75.0,
        target_source="national aim of 75%, to be confirmed for the year in use",
        caveat="National figures leave out checks done at a hub and recorded outside "
        "the practice (NHS England, Learning Disabilities Health Check Scheme, "
        "April 2026); this one counts them.",
    ),
    _check(
        "dementia_review",
        "Dementia care plan review",
        "people whose dementia review was done in the window",
        "registered people on the dementia register on the last day",
        "QOF indicator DEM004, without its personalised care adjustments",
        target=70.0,
        target_source="QOF upper threshold, 2023/24",
    ),
    _check(
        "diabetes_processes",
        "Diabetes care processes",
        "people with the care processes recorded complete in the window",
        "registered people on the diabetes register on the last day",
        "National Diabetes Audit care processes, as recorded in the local extract",
    ),
    _check(
        "diabetes_foot",
        "Diabetes foot check",
        "people with a foot check in the window",
        "registered people on the diabetes register on the last day",
        "QOF indicator DM012, without its personalised care adjustments",
        headline=False,
    ),
    _check(
        "cancer_review",
        "Cancer care review",
        "people with a cancer care review in the window",
        "registered people whose cancer register entry began in the 24 months before "
        "the last day",
        "QOF cancer care review, on a rolling window of the product's own choice",
    ),
    _check(
        "nhs_health_check",
        "NHS health check",
        "people with an NHS health check in the window",
        "registered people aged 40 to 74 on no register that the check leaves out, on "
        "the last day",
        "NHS Health Check programme eligibility by age; registers held locally are "
        "used for the exclusions",
        headline=False,
    ),
)
