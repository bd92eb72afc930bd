"""Whatever a published file holds: an answer or a sentence, never an error of ours."""

import json
import re
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from cachelib import NullCache
from fixtures.spoiled_england import COLUMNS, PUBLISHED, spoil
from hypothesis import given, settings
from hypothesis import strategies as st
from plotly.utils import PlotlyJSONEncoder

from components.figure_frame import figure_frame
from data_access.answers.core import Mark
from data_access.door import Door
from data_access.errors import CareImpactError
from data_access.figures.plain import plain_figure
from data_access.figures.record import ShownFigure
from data_access.figures.registry import FIGURES
from data_access.figures.show import Request, show
from data_access.figures.table_csv import csv_bytes
from data_access.operations import loading
from data_access.selection import Selection
from data_access.settings import read_settings
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
AREAS = ("U90001", "U90002", "U90003")
# Every figure that is made of published files alone.
ENGLAND = [figure for figure in FIGURES.values() if figure.asks == ("area",)]
EXTREMES = ["0", "-5", "2147483647", "99999999999", "1e300", "", "c", "ten", "0.5", "7"]
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
    assert len(ENGLAND) == 10
    assert ask_all(PUBLISHED, tmp_path / "home") >= 25


@settings(max_examples=8)
@given(
    st.sampled_from(COLUMNS),
    st.lists(st.sampled_from(EXTREMES), min_size=1, max_size=3),
    st.sampled_from(
        [lambda _: True, lambda n: n == 0, lambda n: n > 0, lambda n: n % 2]
    ),
)
def test_no_figure_of_a_file_ends_a_page_or_a_download(
    tmp_path_factory: pytest.TempPathFactory, pair, cells, which
) -> None:
    folder = tmp_path_factory.mktemp("spoiled")
    file, column = pair
    spoil(
        folder / "files",
        file,
        column,
        lambda n, text: cells[n % len(cells)] if which(n) else text,
    )
    # A load may be refused too.
    with suppress(CareImpactError):
        ask_all(folder / "files", folder / "home")


def test_a_register_above_its_list_costs_no_other_register(tmp_path: Path) -> None:
    files = tmp_path / "files"
    shutil.copytree(PUBLISHED, files)
    (files / "qof/PREVALENCE_2425.csv.gz").unlink()
    shutil.copy(CASES / "08-qof-register-above-list/PREVALENCE_2425.csv", files / "qof")
    alder, *_ = requests(files, tmp_path / "home")
    shown = show(FIGURES["england/registers"], alder)
    assert written(shown)
    rows = {row[0]: row[1] for row in shown.report.table.rows}
    assert rows["Learning disability: Alder PCN"] is Mark.NO_DATA
    assert rows["Dementia: Alder PCN"] is Mark.NO_DATA
    assert rows["Severe mental illness: Alder PCN"] == pytest.approx(100 * 30 / 4000)
    # A90003 and A90008, which is on no map of today.
    england = rows["Learning disability: England"]
    assert england == pytest.approx(100 * (12 + 7) / (5000 + 900))


def test_all_six_above_the_register_is_no_finding(tmp_path: Path) -> None:
    file = "smi-health-check/Physical-Health-Checks-SMI Raw Data.xlsx"
    files = spoil(
        tmp_path / "files", file, "Answer", lambda n, t: "1001" if n == 3 else t
    )
    alder, *_ = requests(files, tmp_path / "home")
    with pytest.raises(CareImpactError, match="SMI"):
        show(FIGURES["england/checks"], alder)
