"""The rule by which a caseload was made of contacts goes from a profile to the page."""

import csv
from datetime import date
from pathlib import Path

from data_access.door import Context
from data_access.ingest.extract.profiles import FileProfile, Profile
from data_access.ingest.extract.report import LoadReport
from data_access.ingest.recognised.recognised_files import HowToRead, recognised_files
from data_access.operations.loading import load_local
from data_access.questions.caseload.caseload_compared import caseload_compared
from data_access.selection import Selection
from data_access.settings import read_settings
from data_access.store.evidence import Evidence
from data_access.store.lake import current_version
from data_access.viewer import Role, Viewer

PERSON = "999 000 1065"
CONTACTS = ["05-Jan-2026", "02-Feb-2026", "13-Jun-2026", "20-Oct-2026"]


def files(folder: Path) -> Path:
    folder.mkdir()
    written = {
        "practices.csv": [
            ("practice_code", "practice_name", "pcn_code", "pcn_name"),
            ("Y99001", "Riverside", "U99901", "Riverside PCN"),
        ],
        "patients.csv": [
            ("patient_id", "practice_code", "birth_year", "sex", "registered_from"),
            (PERSON, "Y99001", 1950, "male", "2020-01-01"),
        ],
        "admissions.csv": [
            ("patient_id", "admitted_on", "method"),
            (PERSON, "2026-01-05", "21"),
            (PERSON, "2026-10-05", "21"),
        ],
        "Codes 2026-10.csv": [
            ("NHS Number", "Date", "Code Term"),
            *((PERSON, day, "Seen by care coordinator") for day in CONTACTS),
        ],
    }
    for name, rows in written.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    return folder


def load(home: Path, folder: Path, months: int | None) -> LoadReport:
    part = FileProfile(
        match="codes*.csv", table="caseload", months_without_contact=months
    )
    profile = Profile(name="ours", title="Ours", about="", source="", files=(part,))
    how = HowToRead(profile=profile if months else None)
    read = recognised_files(sorted(folder.iterdir()), how)
    return load_local(
        read_settings(home=home),
        folder,
        profile=read.profile,
        found=(read.files, read.others),
    )


def cases(home: Path) -> set[tuple[date, date | None]]:
    version = current_version(home)
    held = version.read("caseload") if version else None
    assert held is not None
    opened, closed = (held[name].to_pylist() for name in ("opened_on", "closed_on"))
    return set(zip(opened, closed, strict=True))


def test_the_page_names_the_rule_and_the_profile_sets_its_months(
    tmp_path: Path,
) -> None:
    folder, home = files(tmp_path / "files"), tmp_path / "home"
    assert load(home, folder, 3).stored
    jan, feb, jun, oct_ = date(2026, 1, 5), date(2026, 2, 2), date(2026, 6, 13), None
    assert cases(home) == {(jan, feb), (jun, jun), (date(2026, 10, 20), oct_)}
    evidence = Evidence(home)
    for viewer in (Viewer(), Viewer(Role.PCN_MANAGER, frozenset({"Y99001"}))):
        summary = caseload_compared(
            Context(evidence, Selection(), viewer), "practice"
        ).caption.summary
        assert "before 3 months without one" in summary
    assert not load(home, folder, 3).stored
    # The same file by the product's own rule: what the page says goes with it.
    assert load(home, folder, None).stored
    assert (jan, None) in cases(home)
    assert "6 months" in evidence.meta().caseload_rule
    assert "3 months" not in evidence.meta().caseload_rule


def test_cases_loaded_as_such_have_no_rule(tmp_path: Path) -> None:
    folder, home = files(tmp_path / "files"), tmp_path / "home"
    (folder / "Codes 2026-10.csv").unlink()
    (folder / "caseload.csv").write_text(
        "episode_id,patient_id,opened_on,closed_on\n"
        f"E1,{PERSON},2026-01-05,2026-09-01\nE2,{PERSON},2026-10-20,\n",
        encoding="utf-8",
    )
    load(home, folder, None)
    context = Context(Evidence(home), Selection(), Viewer())
    assert context.evidence.meta().caseload_rule == ""
    assert "coded" not in caseload_compared(context, "practice").caption.summary
