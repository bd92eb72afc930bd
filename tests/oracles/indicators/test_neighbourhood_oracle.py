"""Neighbourhoods are sums of what is shown of their practices, recounted by hand."""

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data_access.answers.core import Mark
from data_access.catalogue.indicator import MULTIPLIER
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import NotLoadedError, SaidOnceError
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.checks.check_overview import check_overview
from data_access.questions.filters.filter_options import filter_options
from data_access.questions.indicators.indicator import indicator
from data_access.questions.indicators.indicator_trend import indicator_trend
from data_access.questions.indicators.this_month import this_month
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

NORTH = "neighbourhood:North"
LACKING = date(2026, 3, 1)
ASKED = ("emergency", "smi_check", "ld_check", "caseload_open", "first_contact")
Cell = tuple[float, float | None, bool, bool]
Cells = dict[tuple[str, date], list[Cell]]


@pytest.fixture(scope="module")
def made(
    demo_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[str], Cells]:
    """Give a copy of the demo of which two practices are North, and one is South.

    Beside it are its practices, and the exact cells of the two.
    """
    copy = tmp_path_factory.mktemp("neighbourhoods")
    folder = demo_home / "evidence"
    name = (folder / "current").read_text().strip()
    (copy / "evidence").mkdir()
    (copy / "evidence" / name).write_bytes((folder / name).read_bytes())
    (copy / "evidence" / "current").write_text(name)
    with duckdb.connect(str(copy / "evidence" / name)) as store:
        north = members(store)
        for code, place in zip(north, ("North", "North", "South"), strict=False):
            store.execute(
                "update practice set neighbourhood = ? where practice_code = ?",
                [place, code],
            )
        # One practice sent nothing of one month: the other alone is not the two.
        store.execute(
            "delete from indicator_month where practice_code = ? and month = ? "
            "and indicator = 'emergency'",
            [north[0], LACKING],
        )
        rows = store.execute(
            "select indicator, month, numerator, denominator, numerator_withheld, "
            "denominator_withheld from indicator_month where dimension = 'all' "
            "and cohort = 'all' and practice_code in (?, ?)",
            north[:2],
        ).fetchall()
    cells: Cells = {}
    for id_, month, *cell in rows:
        cells.setdefault((id_, date(month.year, month.month, 1)), []).append(
            tuple(cell)
        )
    return copy, north, cells


def members(store: duckdb.DuckDBPyConnection) -> list[str]:
    query = "select practice_code from practice order by practice_code"
    return [code for (code,) in store.execute(query).fetchall()]


@pytest.fixture
def home(made: tuple[Path, list[str], Cells]) -> Path:
    return made[0]


@pytest.fixture
def held(made: tuple[Path, list[str], Cells]) -> tuple[list[str], Cells]:
    return made[1:]


def rounded(count: float) -> float:
    return math.floor(count / 5 + 0.5) * 5


def asked(home: Path, viewer: Viewer, practice: str = NORTH) -> Context:
    return Context(Evidence(home), Selection(practice=practice), viewer)


def rows_of(home: Path, viewer: Viewer) -> dict[tuple[str, date], dict]:
    context = asked(home, viewer)
    with context.evidence.connect() as connection:
        rows = indicator_rows(
            connection, indicators=list(BY_ID), pcn=None, practices=(NORTH,)
        )
    found = {}
    for row in rows.to_dict("records"):
        assert row["practice_code"] == NORTH
        found[row["indicator"], row["month"].date()] = row
    return found


def test_a_board_is_given_the_sum_of_what_it_sees_of_each_practice(
    home: Path, held: tuple[list[str], Cells]
) -> None:
    rows = rows_of(home, Viewer())
    suppressed = shown = 0
    whole = {key: cells for key, cells in held[1].items() if len(cells) == 2}
    assert set(rows) == set(whole)
    for (id_, month), cells in whole.items():
        row = rows[id_, month]
        hidden = any(flag or 0 < n < 8 for n, _, flag, _ in cells)
        assert row["numerator_withheld"] == hidden
        if hidden:
            assert math.isnan(row["numerator"])
            suppressed += 1
        else:
            assert row["numerator"] == sum(rounded(n) for n, *_ in cells)
            shown += 1
        of_people = BY_ID[id_].people_denominator
        small = [flag or (d is not None and d < 8) for _, d, _, flag in cells]
        if any(small) and of_people:
            assert math.isnan(row["denominator"])
        elif cells[0][1] is not None and of_people:
            wanted = sum(rounded(d) for _, d, *_ in cells)
            assert row["denominator"] == pytest.approx(wanted)
    assert suppressed > 100
    assert shown > 100


def test_a_manager_of_its_practices_is_given_the_exact_sum(
    home: Path, held: tuple[list[str], Cells]
) -> None:
    codes, cells = held
    manager = Viewer(Role.PCN_MANAGER, tuple(codes[:2]))
    rows = rows_of(home, manager)
    for key, row in rows.items():
        assert row["numerator"] == pytest.approx(sum(n for n, *_ in cells[key]))
    trend = indicator_trend(asked(home, manager), "emergency").trend
    for month, value in zip(trend.months, trend.values, strict=True):
        both = cells.get(("emergency", month), [])
        if len(both) < 2:
            assert value is None
            continue
        n, d = (sum(cell[at] for cell in both) for at in (0, 1))
        multiplier = MULTIPLIER[BY_ID["emergency"].unit]
        assert value == pytest.approx(multiplier * n / d)
    assert LACKING in trend.months


@pytest.mark.parametrize("id_", ASKED)
def test_no_month_is_shown_of_which_a_practice_is_not(
    home: Path, held: tuple[list[str], Cells], id_: str
) -> None:
    codes, _ = held
    north = indicator(asked(home, Viewer()), id_).over_time
    each = [indicator(asked(home, Viewer(), code), id_).over_time for code in codes[:2]]
    assert north is not None
    for month in north.trend.months:
        parts = [one.trend.cell(month) for one in each if month in one.trend.months]
        if Mark.SUPPRESSED in parts:
            lacking = (id_, month) == ("emergency", LACKING)
            wanted = Mark.NO_DATA if lacking else Mark.SUPPRESSED
            assert north.trend.cell(month) is wanted
    assert "North neighbourhood" in north.caption.subtitle


def test_a_neighbourhood_is_offered_and_answered_where_it_can_be(home: Path) -> None:
    options = filter_options(asked(home, Viewer(), "all"))
    assert filter_options(asked(home, Viewer())) == options
    assert [(one.value, one.label) for one in options.neighbourhoods] == [
        (NORTH, "Neighbourhood North")  # South is of one practice
    ]
    assert this_month(asked(home, Viewer())).place == "North neighbourhood"
    with pytest.raises(SaidOnceError, match="not made for a neighbourhood"):
        check_overview(asked(home, Viewer()))
    for unknown in ("neighbourhood:South", "neighbourhood:nowhere"):
        with pytest.raises(NotLoadedError):
            this_month(asked(home, Viewer(), unknown))


def test_without_neighbourhoods_none_is_offered(
    copy_of_demo: Callable[[], Path],
) -> None:
    assert not filter_options(asked(copy_of_demo(), Viewer(), "all")).neighbourhoods
