"""Which map a row joins, held to a slow search that spells the rule out."""

from datetime import date
from itertools import pairwise

import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from data_access.ingest.published.sources.areas import fill_areas
from data_access.ingest.published.sources.joins import (
    EPCN,
    JoinCounts,
    OrgMap,
    count_joined,
    maps_for,
)
from data_access.ingest.published.sources.tables import Join

days = st.dates(date(2019, 1, 1), date(2027, 12, 31))
LEVELS = ("pcn", "sub_icb", "icb", "region")
MAPS = (date(2025, 3, 1), date(2025, 12, 1), date(2026, 7, 1))


def orgs():
    """Two ICBs and their practices in 2025; one of them is left in 2026."""
    columns = ("as_at", "practice_code", *(f"{level}_code" for level in LEVELS))
    rows = [
        (MAPS[0], "A1", "U1", "90A", "QAA", "Y60"),
        (MAPS[0], "A2", "U2", "90B", "QBB", "Y60"),
        (MAPS[1], "A1", "U1", "90A", "QAA", "Y60"),
        (MAPS[1], "A3", None, "90B", "QBB", "Y60"),
        (MAPS[2], "A1", "U1", "90A", "QAA", "Y60"),
        (MAPS[2], "A3", None, "90B", "QAA", "Y60"),
    ]
    practice = pa.Table.from_pylist([dict(zip(columns, r, strict=True)) for r in rows])
    pcns = [
        {"pcn_code": "U9", "sub_icb_code": "90A"},
        {"pcn_code": "U8", "sub_icb_code": "old"},
    ]
    members = [
        {"practice_code": "A9", "pcn_code": "U9"},
        {"practice_code": "A8", "pcn_code": "U8"},
    ]
    return OrgMap.of(
        {
            "org_practice": practice,
            "org_pcn": pa.Table.from_pylist(pcns),
            "org_pcn_membership": pa.Table.from_pylist(members),
        }
    )


@given(days, st.lists(days, unique=True, max_size=6).map(tuple))
def test_maps_are_tried_within_their_geography_first_then_by_nearness(as_at, held):
    tried = maps_for(as_at, held)
    assert sorted(tried) == sorted(held)
    before = date(2026, 3, 31)  # the last day of 42 ICBs
    for first, then in pairwise(tried):
        same_first = (first <= before) == (as_at <= before)
        same_then = (then <= before) == (as_at <= before)
        assert same_first >= same_then
        if same_first == same_then:
            assert abs(first - as_at) <= abs(then - as_at)


def test_a_practice_joins_the_nearest_map_that_knows_it():
    find = orgs().find
    assert find("practice", "A1", date(2025, 3, 31)) == "2025-03-01"
    assert find("practice", "A3", date(2025, 3, 31)) == "2025-12-01"
    assert find("practice", "A2", date(2026, 6, 30)) == "2025-03-01"
    assert find("practice", "A9", date(2021, 6, 30)) == EPCN
    assert find("practice", "A8", date(2021, 6, 30)) is None
    assert find("practice", None, date(2021, 6, 30)) is None


def test_a_pcn_that_closed_joins_through_epcn_where_its_sub_icb_lives_on():
    find = orgs().find
    assert find("pcn", "U9", date(2021, 6, 30)) == EPCN
    assert find("pcn", "U8", date(2021, 6, 30)) is None
    assert find("pcn", "U", date(2026, 7, 1)) is None


def test_an_icb_never_joins_the_map_of_the_other_geography():
    find = orgs().find
    assert find("icb", "QBB", date(2026, 3, 31)) == "2025-12-01"
    assert find("icb", "QBB", date(2026, 4, 1)) is None
    assert find("icb", "QAA", date(2026, 4, 1)) == "2026-07-01"


def test_an_undated_list_joins_the_map_that_knows_most_of_it():
    known = orgs()
    assert known.best("icb", ["QAA", "QBB"]) == MAPS[1]
    assert known.best("icb", ["QAA"]) == MAPS[2]
    assert OrgMap({}, {}).best("icb", ["QAA"]) is None


def test_with_no_map_nothing_joins_and_every_row_is_counted():
    joined = JoinCounts()
    frame = pd.DataFrame(
        {"code": ["A1", "A2", None], "year": ["2024-25"] * 3, "source_rows": [1, 2, 1]}
    )
    join = Join("practice", "code", "year")
    count_joined(frame, join, OrgMap({}, {}), joined)
    assert joined.by_map.total() == 0
    assert joined.reasons() == {
        "practices on no loaded map, closed or merged earlier: A1, A2, none given": 4
    }


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A1", "A2", "A3", "A7", "A9", None]),
            st.sampled_from([date(2021, 1, 1), *MAPS]),
            st.integers(0, 3),
        ),
        max_size=20,
    )
)
def test_counts_are_those_of_a_row_by_row_search(drawn):
    known, joined = orgs(), JoinCounts()
    frame = pd.DataFrame(drawn, columns=["code", "as_at", "source_rows"])
    count_joined(frame, Join("practice", "code", "as_at"), known, joined)
    by_map = {}
    lost = 0
    for code, as_at, rows in drawn:
        held = known.find("practice", code, as_at)
        if held is None:
            lost += rows
        else:
            by_map[held] = by_map.get(held, 0) + rows
    assert +joined.by_map == {held: rows for held, rows in by_map.items() if rows}
    assert joined.not_joined.total() == lost


def test_a_pcn_without_an_area_gets_that_of_most_of_its_practices_then():
    def practice(as_at, pcn, sub_icb, icb):
        return {
            "as_at": pd.Timestamp(as_at),
            "pcn_code": pcn,
            "sub_icb_code": sub_icb,
            "sub_icb_ons_code": f"E{sub_icb}",
            "icb_code": icb,
            "icb_ons_code": f"E{icb}",
            "icb_name": icb,
            "source_id": "practice_map",
        }

    practices = [
        practice("2025-03-01", "U1", "90A", "QAA"),
        practice("2025-12-01", "U1", "90A", "QAA"),
        practice("2025-12-01", "U1", "90B", "QBB"),
        practice("2025-12-01", "U1", "90B", "QBB"),
        practice("2026-07-01", "U1", "90B", "QCC"),
    ]
    workforce = pd.DataFrame(
        [
            ("U1", "2025-03-31", None, None),
            ("U1", "2026-03-31", None, None),
            ("U1", "2026-04-30", None, None),
            ("U1", "2025-03-31", "90Z", "QZZ"),
            ("U2", "2025-03-31", None, None),
        ],
        columns=["pcn_code", "as_at", "sub_icb_code", "icb_code"],
    ).astype({"as_at": "datetime64[s]"})
    filled = fill_areas(
        {"org_practice": pd.DataFrame(practices), "workforce": workforce}
    )["workforce"]
    areas = filled[["sub_icb_code", "icb_code"]].values.tolist()
    assert areas[:4] == [
        ["90A", "QAA"],
        ["90B", "QBB"],
        ["90B", "QCC"],
        ["90Z", "QZZ"],
    ]
    assert pd.isna(areas[4]).all()
