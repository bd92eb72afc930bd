"""After an erasure or a new key, nothing under the home folder knows the old person."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from fixtures.homes.extract_files import small_extract, write_csv
from fixtures.homes.kept import Homes
from fixtures.homes.loaded import load_twice

from app import create_app
from data_access.answers.core import Caption, Table
from data_access.answers.lots import LotsPlan
from data_access.choices.cohort_rules import CohortRules
from data_access.choices.lots_wanted import LotsWanted
from data_access.door import Door
from data_access.errors import CareImpactError
from data_access.operations import loading, maintenance
from data_access.operations.draws import draw
from data_access.operations.forget import forget
from data_access.operations.purge import purge_derived
from data_access.operations.uploads.batch import open_batch, take
from data_access.settings import Settings, read_settings
from data_access.state.draws import Draw, Drawn, draws_of, keep_draw
from data_access.state.store import open_state
from data_access.state.worklist_rows import row_states, set_row_state
from data_access.stats.lots import draw_lots
from data_access.store import lake
from data_access.store.evidence import Evidence
from data_access.store.pseudonyms import Keys, read_keys
from data_access.store.rewrite import PURGE_DUE
from pages._store import STORES

RAW = "9990000101"
NOBODY_LISTENS = "redis://127.0.0.1:1"


@dataclass
class Home:
    settings: Settings
    door: Door
    person: str

    @property
    def path(self) -> Path:
        return self.settings.home

    def places(self, words: str) -> set[str]:
        """Name the folder or file, under the home, of each file that holds words."""
        return {
            path.relative_to(self.path).parts[0]
            for path in self.path.rglob("*")
            if path.is_file() and words in content(path)
        }


def content(path: Path) -> str:
    """Give a file's bytes as text, and what is compressed in it."""
    text = path.read_bytes().decode("latin-1") + path.name
    if path.suffix == ".parquet":
        text += str(pq.read_table(path, partitioning=None).to_pylist())
    elif path.suffix == ".duckdb":
        # A copy, because the server of the test may have the file open.
        copy = path.parents[2] / path.name
        shutil.copy(path, copy)
        with duckdb.connect(str(copy), read_only=True) as connection:
            for (name,) in connection.execute("show tables").fetchall():
                text += str(connection.table(name).fetchall())
    return text


@pytest.fixture(scope="module")
def two_loads(homes: Homes) -> Path:
    """A folder with a home that has loaded twice, and with what was loaded."""
    return homes.home("two-loads", load_twice)


@pytest.fixture
def home(two_loads: Path, tmp_path: Path) -> Iterator[Home]:
    """A home with two versions and all that is made from them, and a server on it."""
    shutil.copytree(two_loads / "home", tmp_path / "home")
    settings = read_settings(home=tmp_path / "home", reader="clinical_lead")
    keys = read_keys(settings.home)
    assert keys is not None
    door: Door = create_app(settings).server.extensions[STORES].home.door
    person = keys.pseudonym(RAW)
    door.cache.set("a list of people", [person])
    with (two_loads / "second/patients.csv").open("rb") as stream:
        take(open_batch(settings.home), stream, "patients.csv", 1)
    door.evidence.meta()
    yield Home(settings, door, person)
    door.evidence.close()


def test_who_is_erased_is_in_no_file(home: Home) -> None:
    assert home.places(home.person) == {"cache", "evidence", "lake"}
    assert home.places(RAW) == {"uploads"}
    assert len(list((home.path / "evidence").glob("*.duckdb"))) == 2

    erasure = maintenance.forget_person(home.settings, RAW)

    assert (erasure.versions, erasure.rows > 20) == (2, True)
    assert home.places(home.person) == set()
    assert home.places(RAW) == set()
    assert not (home.path / PURGE_DUE).exists()
    # A server that was running answers from what is there now, and keeps its answers.
    assert home.door.evidence.meta().last_month is not None
    assert home.door.cache.get("a list of people") is None
    assert home.door.cache.set("another", 1)
    assert home.door.cache.get("another") == 1


def test_a_new_key_leaves_no_old_pseudonym(home: Home) -> None:
    keys = read_keys(home.path)
    assert keys is not None
    old = [keys.pseudonym(row["patient_id"]) for row in small_extract()["patients"]]
    version = lake.current_version(home.path)
    assert version is not None
    assert set(version.read("patients")["person_id"].to_pylist()) == set(old)

    maintenance.change_key(home.settings)

    everything = "".join(
        content(path) for path in home.path.rglob("*") if path.is_file()
    )
    assert not [person for person in old if person in everything]
    assert home.door.evidence.meta().last_month is not None


def drawn(home: Home) -> list[str]:
    """Keep a draw of everybody loaded, and give their pseudonyms."""
    version = lake.current_version(home.path)
    assert version is not None
    people = sorted(version.read("patients")["person_id"].to_pylist())
    lots = draw_lots({"A99001": people}, 4, "seed")
    keep_draw(
        open_state(home.path),
        "U99001",
        Draw(
            CohortRules(on="smi"),
            date(2027, 1, 1),
            4,
            1,
            "seed",
            "A. Lead",
            tuple(Drawn(person, "A99001", step) for person, step in lots.items()),
        ),
    )
    for person in people:
        set_row_state(open_state(home.path), "U99001", person, "booked", "A. Lead", 0)
    return people


def lots_of(home: Home) -> dict[str, int]:
    """Give who drew which step; whoever has a lot has a row in the worklists too."""
    (one,) = draws_of(open_state(home.path), "U99001")
    lots = {drawn.person: drawn.step for drawn in one.people}
    assert set(row_states(open_state(home.path), "U99001").of) == set(lots)
    return lots


def test_who_is_erased_leaves_the_draw_and_nobody_elses_lot_changes(home: Home) -> None:
    drawn(home)
    before = lots_of(home)
    assert "state.sqlite" in {name.split("-")[0] for name in home.places(home.person)}

    maintenance.forget_person(home.settings, RAW)

    assert home.places(home.person) == set()
    after = lots_of(home)
    assert after == {who: n for who, n in before.items() if who != home.person}
    # A build that a crash made necessary again takes out nobody else.
    (home.path / PURGE_DUE).touch()
    loading.rebuild(home.settings)
    assert lots_of(home) == after


def test_a_crash_before_the_purge_leaves_the_draw_until_the_next_build(
    home: Home,
) -> None:
    drawn(home)
    forget(home.path, RAW)
    assert home.person in lots_of(home)
    plan = LotsPlan(
        "U99001",
        LotsWanted(CohortRules(on="smi")),
        date(2026, 11, 20),
        (("somebody", "A99001"),),
        "",
        Caption("", "", "", ""),
        Table("", (), ()),
    )
    with pytest.raises(CareImpactError, match="has not finished"):
        draw(home.path, plan, "A. Lead", date(2026, 11, 20))
    loading.rebuild(home.settings)
    assert home.places(home.person) == set()


def test_a_new_key_renames_everybody_in_a_draw(home: Home) -> None:
    people = drawn(home)
    before = lots_of(home)
    maintenance.change_key(home.settings)
    keys = read_keys(home.path)
    assert keys is not None
    newest = Keys(keys.chain[-1:])
    assert lots_of(home) == {newest.pseudonym(one): before[one] for one in people}
    assert not [one for one in people if home.places(one)]


def test_who_opts_out_leaves_the_draw_with_the_load_that_says_so(
    home: Home, tmp_path: Path
) -> None:
    people = drawn(home)
    extract = small_extract()
    for row in extract["patients"]:
        if row["patient_id"] == RAW:
            row["opted_out"] = "true"
    loading.load_local(home.settings, write_csv(tmp_path / "third", extract))
    assert set(lots_of(home)) == set(people) - {home.person}


def test_nobody_draws_twice_and_a_draw_needs_a_name(home: Home) -> None:
    drawn(home)
    (one,) = draws_of(open_state(home.path), "U99001")
    with pytest.raises(CareImpactError, match="nobody draws twice"):
        keep_draw(open_state(home.path), "U99001", one)
    with pytest.raises(CareImpactError, match="needs your name"):
        keep_draw(open_state(home.path), "U99001", replace(one, author=" "))
    assert draws_of(open_state(home.path), "U99001") == (one,)
    # Its text names it in caches and references: no pseudonym may be in it.
    assert not [person for person in lots_of(home) if person in repr(one)]
    fewer = replace(one, people=one.people[1:])
    assert repr(fewer) != repr(one)


def test_what_a_crash_left_goes_with_the_next_build(home: Home) -> None:
    # Killed after the lake was rewritten and before anything was built from it.
    forget(home.path, RAW)
    assert home.places(home.person) == {"cache", "evidence"}

    loading.rebuild(home.settings)

    assert home.places(home.person) == set()
    assert home.places(RAW) == set()


def test_a_cache_that_does_not_answer_is_said_and_emptied_later(home: Home) -> None:
    elsewhere = home.settings.model_copy(update={"cache_url": NOBODY_LISTENS})
    mark, current = home.path / PURGE_DUE, home.door.evidence.current_file()
    mark.touch()
    with pytest.raises(CareImpactError, match="run `care-impact build`"):
        purge_derived(elsewhere, current)
    assert mark.exists()
    purge_derived(home.settings, current)
    assert not mark.exists()
    assert list(current.parent.glob("*.duckdb")) == [current]


def test_a_rollback_serves_the_earlier_version(home: Home) -> None:
    newer = Evidence(home.path).meta().data_version
    maintenance.roll_back(home.settings, "0001")
    assert Evidence(home.path).meta().data_version != newer
    maintenance.roll_back(home.settings, "0002")
    assert Evidence(home.path).meta().data_version == newer


def test_a_start_undoes_what_a_crash_interrupted(home: Home) -> None:
    unfinished = home.path / "lake/versions/.unfinished-0"
    unfinished.mkdir()
    loading.tidy(home.settings)
    assert not unfinished.exists()
