"""Whatever a published file holds: an answer or a sentence, never an error of ours."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from cachelib import NullCache
from fixtures.spoiled_england import (
    FIGURES,
    HELD,
    MARKS,
    MONEY,
    NO_FIGURES,
    PUBLISHED,
    Cell,
    spoil,
    spoil_each,
    two_years,
)
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from plotly.utils import PlotlyJSONEncoder

from components.figure_frame import figure_frame
from data_access.answers.core import Mark
from data_access.door import Door
from data_access.errors import CareImpactError
from data_access.figures.plain import plain_figure
from data_access.figures.record import ShownFigure
from data_access.figures.registry import FIGURES as FIGURES_OF
from data_access.figures.show import Request, show
from data_access.figures.table_csv import csv_bytes
from data_access.ingest.published.published_lake import current_published
from data_access.ingest.published.sources.catalogue import FEEDS
from data_access.ingest.published.sources.tables import FEED_TABLES
from data_access.operations import loading
from data_access.selection import Selection
from data_access.settings import read_settings
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
AREAS = ("U90001", "U90002", "U90003")
# Every figure that is made of published files alone.
ENGLAND = [figure for figure in FIGURES_OF.values() if figure.asks == ("area",)]
PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
NO_NUMBER = re.compile(r"\b(?:nan|inf|infinity)\b", re.IGNORECASE)


def requests(folder: Path, home: Path) -> list[Request]:
    loading.load_published(read_settings(home=home), folder)
    door = Door(Evidence(home), NullCache())
    return [Request(door, Viewer(), Selection(area=area)) for area in AREAS]


def written(shown: ShownFigure) -> str:
    """Draw a figure and write it as JSON and CSV; raise for what JSON cannot have."""
    drawn = json.dumps(figure_frame(shown), cls=PlotlyJSONEncoder, allow_nan=False)
    plain = json.dumps(plain_figure(shown), allow_nan=False)
    return drawn + plain + csv_bytes(shown.report.table, "reference").decode()


def ask_all(folder: Path, home: Path) -> int:
    """Ask every figure of every PCN; return how many have an answer."""
    answers, refusals = 0, []
    for request in requests(folder, home):
        for figure in ENGLAND:
            try:
                text = written(show(figure, request))
            except CareImpactError as refusal:
                refusals.append(str(refusal))
                continue
            answers += 1
            assert not NO_NUMBER.search(text), figure.name
    assert not any("\n" in sentence for sentence in refusals)
    return answers


def test_the_files_as_they_are_answer_every_figure(tmp_path: Path) -> None:
    assert len(ENGLAND) == 18
    assert ask_all(PUBLISHED, tmp_path / "home") >= 49


# What a cell is made: a mark, what cannot be, or a figure that others may contradict.
SPOILED: dict[str, Callable[[str], str]] = {
    **{mark or "blank": lambda _, mark=mark: mark for mark in MARKS},
    **{text: lambda _, text=text: text for text in (*NO_FIGURES, "-5", "0", "7")},
    "tenfold": lambda cell: f"{10 * float(cell):.10g}" if cell else "",
    "above": lambda cell: f"{3e7 + float(cell):.10g}" if cell else "",
}
RISES = ("tenfold", "above")
ROWS: dict[str, Callable[[int], bool]] = {
    "one": lambda n: n == 3,
    "another": lambda n: n == 2,
    "all": lambda _: True,
}
REPEATED = {"admissions_icb": 2}  # rows of a month that is published twice
NO_REASON = {mark or "blank" for mark in MARKS}
FILES = list(dict.fromkeys(file for file, _ in FIGURES))
Choice = tuple[str, str, str]  # a column, how it is spoiled, in which rows


def spoiled_files(folder: Path, choices: dict[str, Choice]) -> Path:
    """Write two years of the files, a column of each spoiled as chosen."""
    cells: dict[tuple[str, str], Cell] = {}
    for file, (column, how, where) in choices.items():
        # Where all of them rise, last year's too, nothing says that they are wrong.
        these = ROWS["one" if how in RISES else where]

        def cell(n: int, text: str, how=how, these=these) -> str:
            return SPOILED[how](text) if these(n) else text

        cells[file, column] = cell
    return spoil_each(two_years(folder), cells)


def held(home: Path) -> dict[str, pd.DataFrame]:
    folder = current_published(home)
    assert folder is not None
    return {
        name: pd.read_parquet(folder / f"{name}.parquet")
        for name in (*FEED_TABLES, "published_aside")
        if (folder / f"{name}.parquet").exists()
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("whole")
    requests(two_years(folder / "files"), folder / "home")
    tables = held(folder / "home")
    assert tables["published_aside"].empty
    return tables


def check_load(whole: dict[str, pd.DataFrame], home: Path, choices: set[Choice]) -> int:
    """Every figure is what was published, or missing for a reason that is told."""
    now, left_out = held(home), 0
    ways = {held: how for column, how, _ in choices for held in HELD.get(column, ())}
    for name, table in FEED_TABLES.items():
        if name not in whole or not table.figures:
            continue
        if name not in now:  # a file without one usable figure is refused
            assert set(ways.values()) & {*NO_FIGURES, "-5", "7"}, name
            continue
        key = list(table.key)
        pair = whole[name].merge(now[name], "outer", key, indicator=True)
        rows = pair[pair.pop("_merge") != "right_only"]
        if name != "workforce":  # listed with no hours at all is no return
            assert len(rows) == len(pair) == len(now[name]) == len(whole[name])
        without_reason = 0
        for figure in table.figures:
            before, after = rows[f"{figure}_x"], rows[f"{figure}_y"]
            how = ways.get(f"{name}.{figure}", "")
            gone = before.notna() & after.isna()
            left_out += int(gone.sum())
            # A list of nobody is of a practice that closed, as a note says.
            closed = how == "0" and figure == "registered_patients"
            without_reason += int(gone.sum()) if how in NO_REASON or closed else 0
            differs = after.notna() & (after != before)
            assert not differs.any() or how, (name, figure)
            for old, new in zip(before[differs], after[differs], strict=True):
                assert possible(figure, how, old, new), (name, figure, how, old, new)
            if figure not in MONEY:
                assert not (after < 0).any(), (name, figure)
        for part, all_ in table.parts.items():
            assert not (now[name][part] > now[name][all_]).any(), (name, part)
        if name != "workforce":
            told = now["published_aside"].query("title in @titles(@name)")
            missing = sum(
                int((rows[f"{one}_x"].notna() & rows[f"{one}_y"].isna()).sum())
                for one in table.figures
            )
            # Of a cell that was blank, or in a row that another file has, no figure
            # is missing, and what stood there is told all the same.
            empty = sum(int(rows[f"{one}_x"].isna().sum()) for one in table.figures)
            told = told["figures"].sum() - (missing - without_reason)
            assert 0 <= told <= empty + REPEATED.get(name, 0), (name, ways)
    return left_out


def titles(table: str) -> list[str]:
    return [feed.title for feed in FEEDS if table in feed.fills]


def possible(figure: str, how: str, old: float, new: float) -> bool:
    """Say whether a figure that differs is one that was written, and can be."""
    if figure == "fte":  # of one post of several, summed
        return 0 <= new <= 100
    if how == "tenfold":
        # A year's rise from fewer than ten says nothing, and money may go anywhere.
        return new == pytest.approx(10 * old) and (old < 12 or figure in MONEY)
    if how == "above":
        return figure in MONEY
    return (how, new) in {("0", 0), ("7", 7)} or (how == "-5" and figure in MONEY)


def check_pages(home: Path) -> int:
    """Every figure is an answer or a sentence, and nothing in it is impossible."""
    answers, refusals = 0, []
    door = Door(Evidence(home), NullCache())
    for area in AREAS:
        for figure in (*ENGLAND, FIGURES_OF["quality/aside"]):
            try:
                shown = show(figure, Request(door, Viewer(), Selection(area=area)))
                text = written(shown)
            except CareImpactError as refusal:
                refusals.append(str(refusal))
                continue
            answers += 1
            # What was published is told as it was, where it was put aside.
            told = figure.name == "quality/aside"
            assert told or not NO_NUMBER.search(text), figure.name
            caption = shown.report.caption
            said = f"{caption.headline} {caption.summary}"
            assert all(float(n) <= 100 for n in PERCENT.findall(said)), said
            for row in shown.report.table.rows:
                for cell, column in zip(row, shown.report.table.columns, strict=True):
                    most = 100 if column.kind == "percent" else 7e7
                    if isinstance(cell, (int, float)):
                        assert 0 <= cell <= most, (row, column)
    assert not any("\n" in sentence for sentence in refusals)
    return answers


@settings(max_examples=3, phases=[Phase.generate])  # to shrink takes minutes
@given(
    st.fixed_dictionaries(
        {
            file: st.tuples(
                st.sampled_from([column for name, column in FIGURES if name == file]),
                st.sampled_from(list(SPOILED)),
                st.sampled_from(list(ROWS)),
            )
            for file in FILES
        }
    )
)
def test_a_spoiled_figure_is_left_out_with_its_reason_and_never_shown(
    tmp_path_factory: pytest.TempPathFactory,
    whole: dict[str, pd.DataFrame],
    choices: dict[str, Choice],
) -> None:
    folder = tmp_path_factory.mktemp("spoiled")
    sweep(folder, whole, choices)


def sweep(
    folder: Path, whole: dict[str, pd.DataFrame], choices: dict[str, Choice]
) -> tuple[int, int]:
    """Load files spoiled as chosen; return figures left out and answers given."""
    files = spoiled_files(folder / "files", choices)
    loading.load_published(read_settings(home=folder / "home"), files)
    left_out = check_load(whole, folder / "home", set(choices.values()))
    return left_out, check_pages(folder / "home")


def test_a_register_above_its_list_costs_no_other_register(tmp_path: Path) -> None:
    files = tmp_path / "files"
    shutil.copytree(PUBLISHED, files)
    (files / "qof/PREVALENCE_2425.csv.gz").unlink()
    shutil.copy(CASES / "08-qof-register-above-list/PREVALENCE_2425.csv", files / "qof")
    alder, *_ = requests(files, tmp_path / "home")
    shown = show(FIGURES_OF["england/registers"], alder)
    assert written(shown)
    rows = {row[0]: row[1] for row in shown.report.table.rows}
    assert rows["Learning disability: Alder PCN"] is Mark.NO_DATA
    assert rows["Dementia: Alder PCN"] is Mark.NO_DATA
    assert rows["Severe mental illness: Alder PCN"] == pytest.approx(100 * 30 / 4000)
    # A90003 and A90008, which is on no map of today.
    england = rows["Learning disability: England"]
    assert england == pytest.approx(100 * (12 + 7) / (5000 + 900))
    listed = show(FIGURES_OF["quality/aside"], alder).report
    assert listed.caption.summary.startswith("2 figures of 1 file cannot be.")
    whys = {row[2]: row[3:] for row in listed.table.rows}
    why = "register is above list size"
    assert whys == {
        "A90001 2024-25 DEM TOTAL": ("168 of 1", why, 1),
        "A90001 2024-25 LD TOTAL": ("441 of 1", why, 1),
    }


def test_all_six_above_the_register_is_no_finding(tmp_path: Path) -> None:
    file = "smi-health-check/Physical-Health-Checks-SMI Raw Data.xlsx"
    files = spoil(
        tmp_path / "files", file, "Answer", lambda n, t: "1001" if n == 3 else t
    )
    alder, *_ = requests(files, tmp_path / "home")
    with pytest.raises(CareImpactError, match="SMI"):
        show(FIGURES_OF["england/checks"], alder)


def test_age_groups_above_their_whole_have_no_share(
    tmp_path_factory: pytest.TempPathFactory, whole: dict[str, pd.DataFrame]
) -> None:
    """Each band is as large as the whole list, so that two of them are twice it."""
    lists = "list-size/gp-reg-pat-prac-quin-age.zip"
    folder = tmp_path_factory.mktemp("spoiled")
    sweep(folder, whole, {lists: ("NUMBER_OF_PATIENTS", "7", "all")})
