"""Run the SQL that an indicator's page shows, and count its people by hand."""

from datetime import date

import pandas as pd
import pytest
from fixtures.by_hand.checks_by_hand import Town
from fixtures.by_hand.months_by_hand import count, value_of
from sqlalchemy import text

from data_access.catalogue.indicators import BY_ID
from data_access.questions.indicators.indicator_sql import indicator_sql
from data_access.questions.indicators.indicator_trend import indicator_trend
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

MANAGER = Viewer(Role.PCN_MANAGER, ("P1", "P2"))


@pytest.fixture(scope="module")
def care(care_store: Evidence, care_tables: dict[str, pd.DataFrame]) -> Town:
    return Town(care_store, care_tables, date(2026, 6, 1), "N1")


@pytest.mark.parametrize("id_", ["smi_check", "caseload_open", "contacts"])
def test_the_sql_that_is_shown_gives_the_figures_that_are_shown(
    id_: str, care: Town
) -> None:
    for practice in (None, "P2"):
        where = {"practice": practice} if practice else {}
        context = care.ask(MANAGER, **where)
        steps = indicator_sql(context, id_)
        assert len(steps) == 3
        assert f"{id_}_n" in steps[1].sql
        assert f"{id_}_d" in steps[1].sql
        assert "days_at_risk" in steps[0].sql
        with care.evidence.connect() as connection:
            ran = connection.execute(text(steps[2].sql)).mappings().all()
        held = [{**row, "month": pd.Timestamp(row["month"]).date()} for row in ran]
        trend = indicator_trend(context, id_).trend
        assert [row["month"] for row in held] == list(trend.months)
        for row, shown in zip(held, trend.values, strict=True):
            n, d, _ = count(care, id_, row["month"], practice or "all")
            assert row["numerator"] == n
            assert shown == value_of(
                id_, (row["numerator"], row["denominator"], 0), exact=True
            )
            if BY_ID[id_].unit != "count":
                assert row["denominator"] == d
        everyone = {str(p["person_id"]) for p in care.people}
        assert not any(person in step.sql for step in steps for person in everyone)
