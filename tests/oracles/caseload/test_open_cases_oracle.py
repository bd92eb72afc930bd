"""Of a caseload without one closed case there is today's number, and no past."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from fixtures.homes.kept import Homes
from fixtures.lakes import care_lake, small_lake
from sqlalchemy import text

from data_access.catalogue.indicators import INDICATORS
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.caseload.caseload_compared import caseload_compared
from data_access.questions.caseload.caseload_flow import caseload_flow
from data_access.questions.caseload.caseload_load import caseload_load
from data_access.questions.caseload.caseload_pressure import caseload_pressure
from data_access.questions.caseload.caseload_stay import caseload_stay, caseload_stay_by
from data_access.questions.caseload.caseload_wait import caseload_wait
from data_access.questions.caseload.contacts_concentrated import (
    contacts_concentrated,
)
from data_access.questions.impact.impact import impact
from data_access.questions.indicators.indicator_trend import indicator_trend
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

OPEN, OTHER = ("P1", "P2"), ("P3",)
LEAD = Viewer(Role.CLINICAL_LEAD, (*OPEN, *OTHER))
OF_THE_PAST: tuple[Callable[[Context], object], ...] = (
    caseload_flow,
    caseload_load,
    lambda context: caseload_pressure(context, "as_now"),
    caseload_stay,
    lambda context: caseload_stay_by(context, "practice"),
    caseload_wait,
    contacts_concentrated,
    impact,
)
Tables = dict[str, pd.DataFrame]


def made() -> Tables:
    tables = care_lake.make_tables()
    practice = tables["patients"].set_index("person_id")["practice_code"]
    cases = tables["caseload"]
    cases.loc[cases["person_id"].map(practice).isin(OPEN), "closed_on"] = None
    return tables


@pytest.fixture(scope="module")
def store(homes: Homes) -> Evidence:
    return Evidence(homes.home("open", lambda home: small_lake.build(made(), home)))


def read(store: Evidence, query: str) -> pd.DataFrame:
    with store.connect() as connection:
        return pd.DataFrame(connection.execute(text(query)).all())


def of_pcn(store: Evidence, pcn: str) -> Context:
    last = store.meta().last_month
    return Context(store, Selection(month=last, pcn=pcn), LEAD)


def refusal(ask: Callable[[Context], object], context: Context) -> str:
    """Give the reason why there is no answer; empty if there is one."""
    try:
        ask(context)
    except CareImpactError as error:
        return str(error)
    return ""


def test_only_the_last_month_of_an_open_caseload_has_figures(store: Evidence) -> None:
    needing = {one.id for one in INDICATORS if "caseload" in one.needs}
    found = read(
        store, "select distinct pcn_code, indicator, month from indicator_month"
    )
    found = found[found["indicator"].isin(needing)]
    last = pd.Timestamp(store.meta().last_month)
    months = {
        pcn: set(pd.to_datetime(rows["month"]))
        for pcn, rows in found.groupby("pcn_code")
    }
    assert months["N1"] == {last}
    assert len(months["N2"]) > 12
    assert "caseload_open" in set(found.loc[found["pcn_code"] == "N1", "indicator"])
    assert "caseload_closed" not in set(
        found.loc[found["pcn_code"] == "N1", "indicator"]
    )


def test_todays_number_is_that_of_the_sheet(store: Evidence) -> None:
    tables, last = made(), store.meta().last_month
    assert last is not None
    end = care_lake.end_of(last)
    cases = tables["caseload"]
    people = {
        person["person_id"]: person for person in tables["patients"].to_dict("records")
    }
    on = {
        case["person_id"]
        for case in cases.to_dict("records")
        if people[case["person_id"]]["practice_code"] in OPEN
        and case["opened_on"] <= end
        and people[case["person_id"]]["registered_from"] <= end
        and care_lake.leaves(people[case["person_id"]]) > end
    }
    items = caseload_compared(of_pcn(store, "N1"), "practice").places
    assert sum(item.value or 0 for item in items) == len(on) > 0


@pytest.mark.parametrize("ask", OF_THE_PAST)
def test_what_needs_the_past_says_why_it_has_no_data(
    store: Evidence, ask: Callable[[Context], object]
) -> None:
    assert "open cases only" in refusal(ask, of_pcn(store, "N1"))
    # A small PCN may lack something else.
    assert "open cases only" not in refusal(ask, of_pcn(store, "N2"))


@pytest.mark.parametrize("indicator", ["caseload_open", "contacts", "caseload_new"])
def test_no_trend_of_the_caseload_is_drawn(store: Evidence, indicator: str) -> None:
    with pytest.raises(CareImpactError, match="open cases only"):
        indicator_trend(of_pcn(store, "N1"), indicator)
    assert indicator_trend(of_pcn(store, "N2"), indicator)


def test_a_month_before_the_last_says_it_too(store: Evidence) -> None:
    context = Context(store, Selection(month=date(2025, 6, 1), pcn="N1"), LEAD)
    with pytest.raises(CareImpactError, match="open cases only"):
        caseload_compared(context, "practice")
