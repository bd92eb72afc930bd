"""What a hospital's file covers is told by its rows or said, and kept with the load."""

from datetime import date
from pathlib import Path

import pytest

from data_access.errors import CareImpactError
from data_access.ingest.extract.hospital_cover import declared_cover
from data_access.ingest.extract.load import load_extract
from data_access.ingest.extract.report import LoadReport
from data_access.ingest.recognised.part_of import Pcn
from data_access.ingest.recognised.recognised_files import HowToRead, recognised_files
from data_access.store.lake import Cover, current_version

EXPORTS = Path(__file__).parents[2] / "fixtures" / "exports"
TODAY = date(2026, 12, 1)


def load(home: Path, cover: Cover | None = None) -> LoadReport:
    files = [p for p in sorted(EXPORTS.iterdir()) if p.name[:2] in ("01", "09", "10")]
    read = recognised_files(files, HowToRead(Pcn("U99901", "Riverside PCN")))
    return load_extract(
        EXPORTS,
        home,
        profile=read.profile,
        found=(read.files, read.others),
        bad_row_share=1.0,
        today=TODAY,
        cover=cover,
    )


def kept(home: Path) -> Cover | None:
    version = current_version(home)
    assert version is not None
    covers = {
        source.table: source.cover
        for source in version.manifest.sources
        if source.cover is not None
    }
    assert set(covers) == {"admissions"}
    return covers["admissions"]


def test_its_rows_tell_months_and_providers_until_somebody_says(tmp_path: Path) -> None:
    report = load(tmp_path)
    held = report.version.read("admissions")
    assert held is not None
    days = held["admitted_on"].to_pylist()
    told = kept(tmp_path)
    assert told is not None
    assert (told.first, told.last) == (f"{min(days):%Y-%m}", f"{max(days):%Y-%m}")
    assert not told.declared
    assert told.providers
    # The same rows again, of which is now said more.
    said = declared_cover("2025-04", "2026-09")
    again = load(tmp_path, said)
    assert again.stored
    assert kept(tmp_path) == Cover("2025-04", "2026-09", told.providers, declared=True)
    assert not load(tmp_path, said).stored


@pytest.mark.parametrize(
    ("first", "last"), [("2026-09", "2026-04"), ("April", "2026-09"), ("2026-13", "x")]
)
def test_months_that_are_none_are_refused(first: str, last: str) -> None:
    with pytest.raises(CareImpactError, match="hospital's file"):
        declared_cover(first, last)
