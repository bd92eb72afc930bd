"""Recount emergency admissions with cancer from Fingertips' file, in plain Python."""

import csv
import gzip
import io
import math
from pathlib import Path

import pytest
from cachelib import NullCache
from fixtures.england_files import FOLDER

from data_access.answers.core import Mark
from data_access.door import Door
from data_access.ingest.published.sources.files import read_feed
from data_access.questions.england.england_cancer import england_cancer
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer

FILE = (
    Path(__file__).parents[2]
    / "fixtures/published/hospital-use/fingertips_91355_practice_pcn.csv"
)
OTHER = FOLDER / "hospital-use" / "fingertips_93930_ae_0-4_practice_pcn.csv.gz"
AREAS = {"U90001": "A90001", "U90002": "A90003", "U90003": "A90004"}
Z = 1.959963984540054


def byar(count: int, patients: int) -> tuple[float, ...]:
    """Return a rate with Byar's limits, which hold from ten events up."""
    assert count >= 10
    low = count * (1 - 1 / (9 * count) - Z / (3 * math.sqrt(count))) ** 3
    more = count + 1
    high = more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3
    return tuple(10_000 * number / patients for number in (count, low, high))


def expected(row: dict[str, str]) -> tuple[object, ...]:
    if not row["Count"]:
        return (Mark.NO_DATA,) * 5
    count, patients = int(row["Count"]), int(row["Denominator"])
    return (*byar(count, patients), count, patients)


@pytest.mark.parametrize("area", AREAS)
def test_rates_are_of_the_published_rows_of_everybody(
    demo_home: Path, area: str
) -> None:
    with FILE.open() as file:
        rows = {
            row["Area Code"]: row
            for row in csv.DictReader(file)
            if row["Indicator ID"] == "91355"
            and row["Sex"] == "Persons"
            and not row["Category"]
        }
    door = Door(Evidence(demo_home), NullCache())
    report = door.ask(england_cancer, Selection(area=area), Viewer())
    shown = {row[0].casefold(): row[1:] for row in report.table.rows}
    codes = [*AREAS, AREAS[area], "E92000001"]
    assert len(shown) == len(codes)
    for code in codes:
        name = rows[code]["Area Name"].casefold()
        # A practice's name has a comma on the map, and none at Fingertips.
        given = {key.replace(",", ""): row for key, row in shown.items()}[name]
        figures = expected(rows[code])
        known = figures[0] is not Mark.NO_DATA
        assert given == (pytest.approx(figures, rel=1e-9) if known else figures)
    england = expected(rows["E92000001"])
    assert report.average == pytest.approx(england[0])
    hidden = not rows[area]["Count"]
    assert ("are published for it" in report.caption.headline) == hidden


@pytest.mark.skipif(
    not OTHER.is_file(),
    reason="no published files: set CARE_IMPACT_OPEN_DATA to their folder",
)
def test_a_published_file_of_another_indicator_is_read_by_its_layout(
    tmp_path: Path,
) -> None:
    text = gzip.decompress(OTHER.read_bytes()).decode("utf-8-sig")
    raw = list(csv.DictReader(io.StringIO(text, newline="")))
    path = tmp_path / "fingertips.csv"
    path.write_text(text.replace("\n93930,", "\n91355,"), encoding="utf-8")
    ((file, reading),) = read_feed(path)
    assert reading is not None
    assert file.rows_read == len(raw) == 7_610
    frame = reading.tables["cancer_admissions"]
    kinds = frame.groupby("org_type").size().to_dict()
    assert (kinds["practice"], kinds["pcn"]) == (6_343, 1_191)
    whole = frame[(frame["org_type"] == "england") & (frame["year"] == "2021-22")]
    (england,) = {
        int(row["Count"])
        for row in raw
        if row["Area Type"] == "England"
        and row["Sex"] == "Persons"
        and not row["Category"]
        and row["Time period"] == "2021/22"
    }
    assert england in set(whole["admissions"])
    hidden = sum(row["Count"] == "" for row in raw)
    assert frame["admissions"].isna().sum() == hidden == 1
