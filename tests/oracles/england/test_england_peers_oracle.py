"""Peers, missing returns and the map of the invented England, worked out by hand.

Its files are made by tests/fixtures/make_published.py: three PCNs of 200, 210 and 220
patients, of whom 15, 15 and 15 are 95 or over and the rest under 5.
"""

from datetime import date
from math import log, sqrt
from pathlib import Path
from statistics import fmean, pstdev

import pytest
from cachelib import NullCache

from data_access.answers.core import Mark
from data_access.door import Door
from data_access.errors import CareImpactError
from data_access.questions.england.england_admissions import england_admissions
from data_access.questions.england.england_age import dated, is_old
from data_access.questions.england.england_beside_peers import england_beside_peers
from data_access.questions.england.england_checks import (
    england_checks,
    england_ld_checks,
)
from data_access.questions.england.england_map import england_map
from data_access.questions.england.england_peers import england_peers
from data_access.questions.england.england_returns import england_returns
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer

ALDER, BIRCH, BEECH = "U90001", "U90002", "U90003"
IMD = {ALDER: 10.0, BIRCH: 24.25, BEECH: 31.375}
SIZES = {ALDER: 200, BIRCH: 210, BEECH: 220}


@pytest.fixture(scope="module")
def door(demo_home: Path) -> Door:
    return Door(Evidence(demo_home), NullCache())


def ask(door: Door, question, area: str):
    return door.ask(question, Selection(area=area), Viewer())


@pytest.mark.parametrize("area", [ALDER, BIRCH, BEECH])
def test_the_pcn_without_a_return_is_named(door: Door, area: str) -> None:
    report = ask(door, england_returns, area)
    assert report.caption.headline == (
        "1 of 3 PCNs of NHS Cedar ICB filed no workforce return for June 2026: "
        "Beech PCN"
    )
    rows = {row[1]: row[2:] for row in report.table.rows}
    # October 2025 lists Beech with nothing in any role: it made no return then either.
    assert rows == {
        ALDER: ("Yes", date(2026, 6, 30), 3, 200),
        BIRCH: ("Yes", date(2026, 6, 30), 2, 210),
        BEECH: ("No return", date(2025, 3, 31), 1, 220),
    }
    shares = dict(zip(report.dates, report.lines[0].values, strict=True))
    assert [value for value in shares.values() if value is not None] == pytest.approx(
        [100 / 3, 100 / 3, 200 / 3, 200 / 3]
    )
    gap = [day for day, value in shares.items() if value is None]
    assert len(gap) == 1
    assert date(2022, 9, 30) < gap[0] < date(2025, 3, 31)


def distances(mine: str) -> list[tuple[float, str]]:
    """Compare by hand; nobody but Alder has a known rurality, so it is left out."""
    figures = {
        code: (log(size), 100 * (size - 15) / size, 1500 / size, IMD[code])
        for code, size in SIZES.items()
    }
    spread = [pstdev(column) for column in zip(*figures.values(), strict=True)]
    found = []
    for code, values in figures.items():
        squares = [
            ((a - b) / sd) ** 2
            for a, b, sd in zip(values, figures[mine], spread, strict=True)
        ]
        found.append((sqrt(fmean(squares)), code))
    return sorted(found)


@pytest.mark.parametrize("area", [ALDER, BIRCH, BEECH])
def test_peers_come_in_the_order_of_their_distance(door: Door, area: str) -> None:
    report = ask(door, england_peers, area)
    expected = distances(area)
    assert [row[1] for row in report.table.rows] == [code for _, code in expected]
    shown = [row[3] for row in report.table.rows]
    assert shown == pytest.approx([away for away, _ in expected])
    for _, code, _, _, *likeness in report.table.rows:
        size = SIZES[code]
        rural = 0.0 if code == ALDER else Mark.NO_DATA
        assert likeness[:4] == pytest.approx(
            [size, 100 * (size - 15) / size, 1500 / size, IMD[code]]
        )
        assert likeness[4] == rural
    assert "because figures are missing: rural practices" in report.caption.summary


def test_what_a_pcn_has_is_missing_where_it_made_no_return(door: Door) -> None:
    report = ask(door, england_beside_peers, ALDER)
    rows = {row[1]: row[2:] for row in report.table.rows}
    # 2.1 coordinators and 1.8 link workers over 200 patients; 28 LD checks paid for
    # over a register of 10; 585 of 1,000 with all six.
    assert rows[ALDER] == pytest.approx((105, 90, 0, 280, 58.5))
    assert rows[BIRCH][:3] == pytest.approx((0, 0, 10_000 * 0.6 / 210))
    assert rows[BIRCH][3:] == (Mark.NO_DATA, Mark.NO_DATA)
    assert rows[BEECH] == (Mark.NO_DATA,) * 5
    assert "0 of 1 peers with a return have more" in report.caption.headline
    assert "1 of the peers: no figure of their staff" in report.caption.summary
    *pcns, england = report.places
    assert [one.value for one in pcns] == [105, 0, None]
    assert (england.name, england.value) == ("England", pytest.approx(21_000 / 410))
    staffed = {row.name: row for row in report.rows}["Care coordinators"]
    assert staffed.mine.deviations == pytest.approx(1)
    assert [peer.name for peer in staffed.peers] == ["Birch PCN"]
    nobody = ask(door, england_beside_peers, BEECH)
    assert "has no figure of its staff" in nobody.caption.headline


@pytest.mark.parametrize(
    ("area", "chosen"), [(ALDER, "NHS Alder ICB"), (BEECH, "NHS Birch ICB")]
)
def test_pcns_are_put_into_the_icbs_that_the_boundary_file_has(
    door: Door, area: str, chosen: str
) -> None:
    # In June 2026 both ICBs are one, and the boundaries are those of before.
    report = ask(door, england_map, area)
    assert report.table.rows == (
        ("NHS Alder ICB", "E54000901", "QAA", 1, 1, pytest.approx(2.1), 200, 105.0),
        ("NHS Birch ICB", "E54000902", "QBB", 2, 1, 0.0, 210, 0.0),
    )
    assert [one.name for one in report.areas if one.chosen] == [chosen]
    assert [one.band for one in report.areas] == [2, 0]
    (ring,) = report.areas[0].outline
    assert set(ring) == {(-2.0, 52.0), (-1.0, 52.0), (-1.0, 53.0), (-2.0, 53.0)}
    assert ring[0] == ring[-1]


def test_ld_checks_are_summed_over_sexes_and_ages(door: Door) -> None:
    rows = ask(door, england_ld_checks, ALDER).table.rows
    assert [(row[0], row[1], row[5], row[6]) for row in rows] == [
        ("NHS Alder ICB - 90A", date(2022, 3, 31), 9, 12),
        ("NHS Alder ICB - 90A", date(2021, 3, 31), 31, 50),
        ("England", date(2022, 3, 31), 40, 58),
        ("England", date(2021, 3, 31), 31, 50),
    ]
    none_here = ask(door, england_ld_checks, BEECH)
    assert "no figure published" in none_here.caption.headline


def test_figures_much_older_than_the_newest_map_are_marked(door: Door) -> None:
    # The map is of July 2026; 18 months before are January 2025.
    for question, month in (
        (england_checks, "March 2023"),
        (england_ld_checks, "March 2022"),
    ):
        caption = ask(door, question, ALDER).caption
        assert caption.headline.endswith(f", to {month} (old)")
        assert caption.summary.startswith(
            f"Old figures: nothing newer than {month} is loaded, and the newest map of "
            "practices is of July 2026. "
        )
    beside = ask(door, england_beside_peers, ALDER).caption.summary
    assert "in the year to March 2023 (old)." in beside
    admissions = ask(door, england_admissions, ALDER).caption
    assert admissions.subtitle.endswith("April 2025")


@pytest.mark.parametrize(
    ("to", "old"),
    [
        (date(2024, 3, 31), True),
        (date(2024, 12, 31), True),
        (date(2025, 1, 1), False),
        (date(2025, 3, 31), False),
        (date(2026, 7, 1), False),
    ],
)
def test_a_figure_is_old_from_a_year_and_a_half(to: date, old: bool) -> None:
    assert is_old(to, date(2026, 7, 1)) is old
    assert dated(to, date(2026, 7, 1)).endswith("(old)") is old


@pytest.mark.parametrize(
    "question", [england_returns, england_peers, england_map, england_ld_checks]
)
def test_a_code_of_no_pcn_is_told_in_a_sentence(door: Door, question) -> None:
    with pytest.raises(CareImpactError, match="No PCN in England has the code X1"):
        ask(door, question, "X1")
