"""Going back, erasing a person and rotating the key keep the store whole."""

import datetime as dt
import shutil
import stat
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fixtures.homes.extract_files import small_extract, write_csv
from fixtures.homes.kept import Homes

from data_access.errors import CareImpactError
from data_access.ingest.extract.load import load_extract
from data_access.ingest.extract.report import LoadReport
from data_access.operations.forget import erasures, forget
from data_access.operations.rollback import rollback
from data_access.operations.rotate_key import rotate_key
from data_access.store import lake
from data_access.store.erased import erased_marks
from data_access.store.pseudonyms import read_keys

TODAY = dt.date(2026, 11, 20)
PERSON = "9990000101"


def load(folder: Path, home: Path, **options: object) -> LoadReport:
    return load_extract(folder, home, today=TODAY, **options)  # type: ignore[arg-type]


def load_twice(folder: Path) -> None:
    extract = small_extract()
    # The person's second episode is named after the person.
    extract["caseload"].append({**extract["caseload"][0], "episode_id": f"{PERSON}/2"})
    extract["contacts"].append(
        {**extract["contacts"][0], "contact_id": "K99", "episode_id": f"{PERSON}/2"}
    )
    load(write_csv(folder / "first", extract), folder / "home")
    extract["patients"][-1]["sex"] = "other"
    load(write_csv(folder / "second", extract), folder / "home")


@pytest.fixture
def home(homes: Homes, tmp_path: Path) -> Path:
    """A home with two versions; the second has another sex for the last person."""
    made = homes.home("two-versions", load_twice)
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "home"


def sexes(version: lake.LakeVersion | None) -> set[str]:
    assert version is not None
    held = version.read("patients")
    assert held is not None
    return set(held["sex"].to_pylist())


def test_a_rollback_makes_an_earlier_version_current_and_keeps_the_later(
    home: Path,
) -> None:
    served = []
    version = rollback(home, "0001", build=lambda v: lambda: served.append(v.name))

    assert version.name == "0001" == served[0]
    assert sexes(lake.current_version(home)) == {"male", "female"}
    assert lake.version_names(home) == ("0001", "0002")
    # The next load starts from the version gone back to.
    again = load(home.parent / "second", home)
    assert (again.version.name, again.version.manifest.parent) == ("0003", "0001")
    assert sexes(again.version) == {"male", "female", "other"}


@pytest.mark.parametrize("name", ["0007", "../0001", "", "current"])
def test_a_version_that_is_not_there_is_named_with_those_that_are(
    home: Path, name: str
) -> None:
    with pytest.raises(CareImpactError, match=r"choose one .* \(0001, 0002\)"):
        rollback(home, name)


def test_a_damaged_version_is_not_gone_back_to(home: Path) -> None:
    path = home / "lake/versions/0001/patients.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    with pytest.raises(CareImpactError, match=r"Version 0001 is damaged \(patients\)"):
        rollback(home, "0001")

    (home / "lake/versions/0001/manifest.json").write_text("{")
    with pytest.raises(CareImpactError, match="Version 0001 of the store is damaged"):
        rollback(home, "0001")
    assert sexes(lake.current_version(home)) == {"male", "female", "other"}


def test_forgetting_takes_a_person_out_of_every_version(home: Path) -> None:
    keys = read_keys(home)
    assert keys is not None
    person = keys.pseudonym(PERSON)
    before = {v.name: v.identity for v in lake.versions(home)}
    rows = {v.name: _row_counts(v) for v in lake.versions(home)}

    erasure = forget(home, "999 000 0101", made_by="ig lead")

    for version in lake.versions(home):
        assert version.identity != before[version.name]
        for name, stored in version.manifest.tables.items():
            table = version.read(name)
            assert table is not None
            assert stored.rows == table.num_rows
            assert lake.file_hash(version.path / f"{name}.parquet") == stored.sha256
            assert person not in str(table.to_pylist())
        contacts = version.read("contacts")
        assert contacts is not None
        assert "E0" not in contacts["episode_id"].to_pylist()
        lost = rows[version.name] - _row_counts(version)
        # Patient, cohort, referral, 2 episodes, 3 contacts, check, plan, measure,
        # 2 admissions, attendance, appointment.
        assert lost == 15
    assert (erasure.versions, erasure.rows, erasure.by) == (2, 30, "ig lead")
    assert erasures(home) == (erasure,)


def _row_counts(version: lake.LakeVersion) -> int:
    return sum(table.rows for table in version.manifest.tables.values())


def test_the_record_of_an_erasure_holds_no_identifier(home: Path) -> None:
    keys = read_keys(home)
    assert keys is not None
    forget(home, PERSON)

    for path in home.rglob("*"):
        if path.is_file() and path.suffix != ".parquet":
            content = path.read_text(errors="replace")
            assert PERSON not in content
            assert keys.pseudonym(PERSON) not in content
    assert stat.S_IMODE((home / "erased").stat().st_mode) == 0o600


def test_a_person_forgotten_does_not_come_back_with_the_next_extract(
    home: Path,
) -> None:
    forget(home, PERSON)
    again = load(home.parent / "second", home)

    assert not again.stored
    dropped = {f.table: f.opted_out for f in again.check.files if f.opted_out}
    assert dropped["patients"] == 1
    assert dropped["contacts"] == 3


def test_forgetting_somebody_not_held_says_so(home: Path) -> None:
    for unknown in ("9990009999", " "):
        with pytest.raises(CareImpactError, match="identifier"):
            forget(home, unknown)
    with pytest.raises(CareImpactError, match="Nothing has been loaded"):
        forget(home.parent / "empty", PERSON)
    assert erasures(home) == ()
    assert erased_marks(home) == frozenset()


def test_a_rotated_key_renames_everyone_and_loads_still_match(home: Path) -> None:
    forget(home, "9990000102")
    old = read_keys(home)
    assert old is not None
    before = [v.read("patients")["person_id"].to_pylist() for v in lake.versions(home)]  # type: ignore[index]
    sizes = [_row_counts(version) for version in lake.versions(home)]

    rotate_key(home)

    new = read_keys(home)
    assert new is not None
    assert len(new.chain) == 2
    assert stat.S_IMODE((home / "key").stat().st_mode) == 0o600
    after = [v.read("patients")["person_id"].to_pylist() for v in lake.versions(home)]  # type: ignore[index]
    for one, other in zip(before, after, strict=True):
        assert len(one) == len(other)
        assert not set(one) & set(other)
    assert new.pseudonym(PERSON) in after[0]
    assert old.pseudonym(PERSON) in before[0]
    assert [_row_counts(version) for version in lake.versions(home)] == sizes
    # The same files still name the same people, the erased one and the episode
    # numbered after its patient included.
    again = load(home.parent / "second", home)
    assert not again.stored, again.check.changes
    old_names = {name for names in before for name in names}
    for path in (home / "lake").rglob("*.parquet"):
        text = str(pq.read_table(path).to_pylist())
        assert not any(name in text for name in old_names)


def test_a_key_of_the_environment_is_not_rotated_here(home: Path) -> None:
    with pytest.raises(CareImpactError, match="set in CARE_IMPACT_PSEUDONYM_KEY"):
        rotate_key(home, key="0123456789abcdef" * 4)


def test_a_chain_of_keys_may_be_given_by_the_environment(home: Path) -> None:
    rotate_key(home)
    chain = ",".join((home / "key").read_text().split())
    (home / "key").unlink()
    assert not load(home.parent / "second", home, key=chain).stored
