"""What each loader makes of its fixture, and that no row is ever lost uncounted."""

from datetime import date
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.ingest.published.sources import (
    ae_icb,
    workforce_individual,
    workforce_panel,
)
from data_access.ingest.published.sources.catalogue import FEEDS
from data_access.ingest.published.sources.files import read_feed
from data_access.ingest.published.sources.probe import Probe, plain_heading, probe
from data_access.ingest.published.sources.reading import SOURCE_ROWS, Rows
from data_access.ingest.published.sources.tables import FEED_TABLES

FIXTURES = Path(__file__).parents[3] / "fixtures" / "published"


def read(name, table):
    """Return the reading of a fixture and one of its tables as a list of rows."""
    ((reading, file),) = [
        (reading, file) for file, reading in read_feed(FIXTURES / name) if reading
    ]
    kept = sum(int(frame[SOURCE_ROWS].sum()) for frame in reading.tables.values())
    assert file.rows_read == kept + file.rows_rejected
    return reading, FEED_TABLES[table].arrow(reading.tables[table]).to_pylist()


def test_practice_map_gives_unallocated_practices_no_pcn():
    reading, rows = read("practice-map/gp-reg-pat-prac-map.zip", "org_practice")
    assert len(rows) == 4
    assert rows[0] == {
        "practice_code": "A90001",
        "practice_name": "THE ALDER SURGERY",
        "pcn_code": "U90001",
        "pcn_name": "ALDER PCN",
        "sub_icb_code": "90A",
        "sub_icb_name": "NHS Alder ICB - 90A",
        "icb_code": "QCC",
        "icb_name": "NHS Cedar ICB",
        "region_code": "Y60",
        "region_name": "Midlands",
        "sub_icb_ons_code": "E38000901",
        "icb_ons_code": "E54000903",
        "supplier": "TPP",
        "as_at": date(2026, 7, 1),
    }
    alone = rows[-1]
    assert (alone["practice_code"], alone["pcn_code"]) == ("A90005", None)
    assert reading.notes == {"practices in no PCN (code U, unallocated)": 1}


def test_practice_map_in_parquet_holds_every_month():
    _, rows = read("practice-map/gp_prac_pat_map.parquet", "org_practice")
    assert {row["as_at"] for row in rows} == {date(2025, 11, 1), date(2025, 12, 1)}
    assert len(rows) == 10
    assert {row["icb_code"] for row in rows} == {"QAA", "QBB"}


def test_epcn_reads_both_sheets_through_broken_headings():
    reading, pcns = read("practice-map/ePCN.xlsx", "org_pcn")
    assert pcns[0] == {
        "pcn_code": "U90001",
        "pcn_name": "ALDER PCN",
        "sub_icb_code": "90A",
        "opened_on": date(2019, 10, 1),
        "closed_on": None,
    }
    assert pcns[-1]["closed_on"] == date(2022, 3, 31)
    _, members = read("practice-map/ePCN.xlsx", "org_pcn_membership")
    assert [row for row in members if row["practice_code"] == "A90002"] == [
        {
            "practice_code": "A90002",
            "pcn_code": "U90001",
            "start": date(2022, 4, 1),
            "end": None,
        },
        {
            "practice_code": "A90002",
            "pcn_code": "U90009",
            "start": date(2019, 10, 1),
            "end": date(2022, 3, 31),
        },
    ]
    assert reading.rows_read == len(pcns) + len(members)


def test_list_size_keeps_every_level_and_each_adds_to_england():
    _, rows = read("list-size/gp-reg-pat-prac-quin-age.zip", "list_size")
    everyone = {}
    for row in rows:
        if row["sex"] == row["age_band_5"] == "all":
            level = row["org_type"]
            everyone[level] = everyone.get(level, 0) + row["patients"]
    assert everyone == dict.fromkeys(
        ("region", "icb", "sub_icb", "pcn", "practice"), 860
    )
    assert {row["age_band_5"] for row in rows} == {"0-4", "95+", "all"}
    assert {row["as_at"] for row in rows} == {date(2026, 7, 1)}


def test_imd_reads_past_a_byte_order_mark():
    _, rows = read("imd/fingertips-imd-2025-gp-practice.csv", "practice_imd")
    assert rows[1] == {"practice_code": "A90002", "imd_year": 2025, "score": 17.125}


def test_qof_takes_its_year_from_the_name_and_keeps_missing_missing():
    _, rows = read("qof/PREVALENCE_2425.csv.gz", "qof_register")
    assert rows[3] == {
        "practice_code": "A90001",
        "year": "2024-25",
        "group_code": "DM",
        "register": 200,
        "list_size": 3200,
        "list_type": "17OV",
    }
    (mental,) = [
        r for r in rows if (r["practice_code"], r["group_code"]) == ("A90003", "MH")
    ]
    assert mental["register"] is None


def test_individual_workforce_sums_posts_and_counts_people():
    reading, rows = read("pcn-workforce/PCNWFIndividualCSV.062026.zip", "workforce")
    figures = {(r["pcn_code"], r["role"]): (r["fte"], r["headcount"]) for r in rows}
    assert figures == {
        ("U90001", "care_coordinator"): (pytest.approx(2.1), 2),
        ("U90001", "link_worker"): (pytest.approx(1.8), 2),
        ("U90001", "health_coach"): (0, 0),
        ("U90002", "care_coordinator"): (0, 0),
        ("U90002", "link_worker"): (0, 0),
        ("U90002", "health_coach"): (0.6, 1),
    }
    assert {row["as_at"] for row in rows} == {date(2026, 6, 30)}
    assert sum(reading.rejected.values()) == 2
    returns = reading.tables["workforce_return"]
    assert sorted(returns["pcn_code"]) == ["U90001", "U90002"]


def test_workforce_panel_tells_no_return_from_zero():
    reading, rows = read(
        "pcn-workforce/derived_pcn_care_roles_panel.csv.gz", "workforce"
    )
    returns = FEED_TABLES["workforce_return"].arrow(reading.tables["workforce_return"])
    october = [r["pcn_code"] for r in returns.to_pylist() if r["as_at"].month == 10]
    assert october == ["U90001", "U90002"]
    (zero,) = [r for r in rows if r["pcn_code"] == "U90002"]
    assert (zero["fte"], zero["headcount"]) == (0, None)
    march = [r for r in rows if r["as_at"] == date(2025, 3, 31)]
    assert [(r["pcn_code"], r["fte"]) for r in march] == [
        ("U90003", 1),
        ("U90003", 0),
        ("U90003", 0),
    ]
    assert {r["role"] for r in rows} == {
        "care_coordinator",
        "link_worker",
        "health_coach",
    }


def test_workforce_panel_calls_a_pcn_with_an_area_and_no_staff_zero():
    frame = pd.DataFrame(
        {
            "pcn_code": ["U1", "U2", "U3"],
            "period": ["d", "d", "d"],
            "fte": [0.0, 0.0, 0.5],
            "headcount": [float("nan"), 0.0, 0.0],
            "sub_icb_code": ["90A", None, None],
            "icb_code": ["QAA", None, None],
        }
    )
    assert workforce_panel._no_return(frame).tolist() == [False, True, False]


def test_icb_admissions_put_a_month_that_repeats_an_earlier_one_aside():
    reading, rows = read(
        "ae-admissions/england_icb_accidents_emergency.csv", "admissions_icb"
    )
    months = [row["month"] for row in rows if row["icb_ons_code"] == "E54000901"]
    assert months == [
        date(2024, 2, 1),
        date(2024, 3, 1),
        date(2025, 1, 1),
        date(2025, 4, 1),
    ]
    assert list(reading.rejected.values()) == [2]
    assert rows[0]["emergency_admissions"] == 7000


def test_a_month_with_one_icb_changed_is_no_repeat():
    figures = ae_icb._FIGURES
    frame = pd.DataFrame(
        [
            [code, when, *numbers]
            for when, last in (("2024-02-01", 8), ("2025-02-01", 9))
            for code, numbers in (("E1", (1, 2, 3, 4)), ("E2", (5, 6, 7, last)))
        ],
        columns=["icb_code", "date", *figures],
    ).astype({"date": "datetime64[s]"})
    assert ae_icb.repeated_months(frame) == []
    frame.loc[3, figures] = [5, 6, 7, 8]
    assert ae_icb.repeated_months(frame) == [pd.Timestamp("2025-02-01")]
    frame = frame.astype(dict.fromkeys(figures, float))
    frame.loc[3, figures[3]] = float("nan")
    assert ae_icb.repeated_months(frame) == [pd.Timestamp("2025-02-01")]
    frame.loc[1, figures] = float("nan")
    assert ae_icb.repeated_months(frame) == [pd.Timestamp("2025-02-01")]
    frame.loc[2, figures[0]] = 2.0
    assert ae_icb.repeated_months(frame) == []


def test_icb_codes_ignore_the_year_in_the_heading():
    _, rows = read("geo/ICB_JUL_2022_EN_NC.xlsx", "org_icb_code")
    assert [(row["ons_code"], row["ods_code"]) for row in rows] == [
        ("E54000901", "QAA"),
        ("E54000902", "QBB"),
    ]


def test_ld_checks_keep_the_unallocated():
    _, rows = read("ld-health-check/derived_ld_health_checks_sicbl.csv.gz", "ld_checks")
    assert rows[1] == {
        "sub_icb_code": "90A",
        "year": "2020-21",
        "sex": "male",
        "age_band": "75 and over",
        "register": 40,
        "checks": 25,
    }
    assert rows[-1]["sub_icb_code"] == "U"


def test_ld_payments_call_unknown_missing():
    _, rows = read(
        "gp-payments/derived_practice_ld_health_check_payments.csv.gz", "ld_payments"
    )
    first, second, third, *_ = rows
    assert (first["ld_health_checks_est"], first["pcn_code"]) == (None, None)
    assert second["ld_health_checks_est"] == 28
    assert (second["rurality"], second["registered_patients"]) == ("urban", 4200.75)
    assert (third["pcn_code"], third["rurality"]) == (None, None)
    assert third["ld_health_checks_est"] == 0


def test_smi_checks_read_below_the_title_and_keep_missing_missing():
    reading, rows = read(
        "smi-health-check/Physical-Health-Checks-SMI Raw Data.xlsx", "smi_checks"
    )
    assert rows[0] == {
        "sub_icb_code": "89Z",
        "quarter_end": date(2018, 12, 31),
        "measure": "register",
        "value": None,
    }
    latest = {r["measure"]: r["value"] for r in rows if r["sub_icb_code"] == "90A"}
    assert latest["all_six"] / latest["register"] == 0.585
    assert len(latest) == 8
    assert reading.notes == {"no figure returned: missing, not zero": 1}


cells = st.one_of(
    st.sampled_from(["", "*", "-", "U", "U90001", "1,234", "0", "-3", "2.5", "x y"]),
    st.sampled_from(["2026", "6", "2025-03-31", "SMI-Q4-2022-2023", "F", "ALL", "GP"]),
    st.sampled_from(["99999999999", "inf", "1e999", "0001-01-01", "9999-12-31", "²"]),
    st.text(max_size=6),
)


FOUND = [
    (source, found)
    for path in sorted(FIXTURES.rglob("*.*"))
    for found in probe(path)
    for source in FEEDS
    if source.recognise(found)
]


class Spoiled(Probe):
    """A fixture with some of its cells overwritten."""

    spoils: ClassVar[list[tuple[int, int, str]]] = []

    def frame(self, columns, heading=plain_heading):
        frame = Probe.frame(self, columns, heading)
        for row, column, cell in self.spoils:
            frame.iloc[row % len(frame), column % frame.shape[1]] = cell
        return frame


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(FOUND),
    st.lists(st.tuples(st.integers(0, 999), st.integers(0, 99), cells), max_size=6),
)
def test_no_row_of_any_layout_is_lost_whatever_its_cells_hold(known, spoils):
    source, found = known
    Spoiled.spoils = spoils
    spoiled = Spoiled(found.path, found.member, found.kind, found.heads)
    reading = source.read(spoiled)
    assert reading.rows_read == source.read(found).rows_read
    kept = sum(int(frame[SOURCE_ROWS].sum()) for frame in reading.tables.values())
    assert reading.rows_read == kept + sum(reading.rejected.values())
    for name in source.fills:
        FEED_TABLES[name].arrow(reading.tables[name])


@given(st.lists(st.tuples(cells, cells, st.booleans()), max_size=12))
def test_a_row_is_rejected_once_under_its_first_reason(drawn):
    rows = Rows(
        pd.DataFrame(
            [(code, count) for code, count, _ in drawn],
            columns=["code", "n"],
            dtype=str,
        )
    )
    rows.codes("code")
    rows.numbers("n", counts=True)
    good = pd.Series([keep for *_, keep in drawn], dtype=bool)
    rows.keep(good[rows.frame.index], "left out")
    assert rows.rows_read == len(rows.frame) + sum(rows.rejected.values())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("99999999999", "above 70,000,000"),
        ("2147483648", "above 70,000,000"),
        ("inf", "not a number"),
        ("1e999", "not a number"),
        ("-1", "negative"),
        ("2.5", "not a whole number"),
        ("²", "not a number"),
    ],
)
def test_what_cannot_be_a_count_is_put_aside_and_its_row_kept(text, why):
    frame = pd.DataFrame(
        {"code": ["A1", "A2", "A3"], "patients": [text, "70,000,000", "0"]}
    )
    rows = Rows(frame.assign(list=["5", "6", "7"]))
    rows.codes("code")
    rows.numbers("patients", "list", counts=True)
    assert rows.frame["patients"].fillna(-9).tolist() == [-9, 70_000_000, 0]
    assert rows.frame["list"].tolist() == [5, 6, 7]
    assert not rows.rejected
    (aside,) = rows.aside
    assert aside.sentence() == (f'1 figure put aside: patients is {why} (A1: "{text}")')


@pytest.mark.parametrize("census", ["0-6", "2026-13", "2026-", "²-6", ""])
def test_a_wrong_census_month_is_none(census):
    assert workforce_individual._census_day(census) is None


def test_a_financial_year_must_follow_on():
    rows = Rows(pd.DataFrame({"year": ["2021-22", "2021-99", "2021/22", ""]}))
    rows.years("year")
    assert rows.frame["year"].tolist() == ["2021-22"]
    assert rows.rejected == {"year is not like 2021-22": 3}
