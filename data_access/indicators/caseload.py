"""Caseload, contacts, care plans and referrals of the care coordinators."""

from datetime import date

from data_access.answers import Unit
from data_access.indicators.record import Direction, Indicator, Theme

_FROM = date(2025, 4, 1)
_OWN = "The product's own definition; no national one was found"


def _measure(
    id_: str,
    name: str,
    numerator: str,
    denominator: str,
    *,
    theme: Theme = "Caseload",
    unit: Unit,
    improvement: Direction = "neutral",
    facts: str = "facts_caseload",
    needs: tuple[str, ...] = ("caseload",),
    exclusions: str = "none",
    window: str = "the month",
    caveat: str = "",
    lookback_months: int = 0,
    headline: bool = True,
) -> Indicator:
    return Indicator(
        id=id_,
        version=1,
        name=name,
        theme=theme,
        unit=unit,
        improvement=improvement,
        numerator=numerator,
        denominator=denominator,
        exclusions=exclusions,
        window=window,
        facts=facts,
        needs=needs,
        source=_OWN,
        valid_from=_FROM,
        caveat=caveat,
        lookback_months=lookback_months,
        headline=headline,
    )


CASELOAD: tuple[Indicator, ...] = (
    _measure(
        "caseload_open",
        "People on the caseload",
        "people with an episode open on the last day",
        "none: a count",
        unit="count",
        window="the last day of the month",
    ),
    _measure(
        "caseload_new",
        "People starting on the caseload",
        "people with an episode opened in the month",
        "none: a count",
        unit="count",
    ),
    _measure(
        "caseload_closed",
        "People whose episode closed",
        "people with an episode closed in the month",
        "none: a count",
        unit="count",
        headline=False,
    ),
    _measure(
        "contacts",
        "Contacts with people on the caseload",
        "attended contacts in the month, every mode but administration",
        "people with an episode open on any day of the month",
        unit="per_100",
        needs=("caseload", "contacts"),
        exclusions="contacts not attended, and of unknown attendance",
    ),
    _measure(
        "home_visits",
        "Home visits to people on the caseload",
        "attended home visits in the month",
        "people with an episode open on any day of the month",
        unit="per_100",
        needs=("caseload", "contacts"),
        exclusions="visits not attended, and of unknown attendance",
    ),
    _measure(
        "did_not_attend",
        "Contacts not attended",
        "contacts recorded as did not attend",
        "contacts recorded as attended or did not attend",
        unit="percent",
        improvement="decrease",
        needs=("caseload", "contacts"),
        exclusions="contacts of unknown attendance",
    ),
    _measure(
        "care_plan",
        "Personalised care and support plan in place",
        "people whose plan was agreed or reviewed in the 12 months to the last day",
        "people with an episode open on the last day",
        theme="Care planning",
        unit="percent",
        improvement="increase",
        needs=("caseload", "care_plans"),
        window="the 12 months to the last day of the month",
        lookback_months=12,
    ),
    _measure(
        "referrals_in",
        "Referrals to the care coordinators",
        "referrals received in the month with the care coordinator as destination",
        "none: a count",
        theme="Referrals",
        unit="count",
        facts="facts_referrals",
        needs=("referrals",),
    ),
    _measure(
        "referrals_out",
        "Referrals on to others",
        "referrals made in the month from the caseload to another service",
        "none: a count",
        theme="Referrals",
        unit="count",
        facts="facts_referrals",
        needs=("referrals",),
    ),
    _measure(
        "referrals_accepted",
        "Referrals accepted",
        "referrals received in the month and accepted",
        "referrals received in the month with a decision",
        theme="Referrals",
        unit="percent",
        facts="facts_referrals",
        needs=("referrals",),
        exclusions="referrals still pending",
        headline=False,
    ),
)
