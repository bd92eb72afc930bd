"""Erase one person from every version of the lake."""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from data_access.errors import CareImpactError
from data_access.ingest.extract.load import (
    Build,
    exclusive,
    in_one_sentence,
    put_in_use,
    store_in_use,
    user_name,
)
from data_access.ingest.extract.load_database import as_loaded
from data_access.state.people_kept import prepare_names
from data_access.state.store import has_state, open_state
from data_access.store import lake
from data_access.store.durable import replace_file
from data_access.store.erased import erased_file, erased_marks, write_erased_marks
from data_access.store.lake import LakeVersion
from data_access.store.rewrite import next_file, recover, rewrite

_RECORD = "erasures.jsonl"


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure: its time (UTC), its author, and the versions and rows changed."""

    at: str
    by: str
    versions: int
    rows: int


def forget(
    home: Path,
    patient_id: str,
    *,
    key: str | None = None,
    made_by: str | None = None,
    build: Build | None = None,
) -> Erasure:
    """Erase one person from every version, and exclude them from later loads.

    ``erasures.jsonl`` in the home records that it happened, without an identifier.
    Raises CareImpactError if the person is in no version.
    """
    with exclusive(home):
        with in_one_sentence():
            recover(home)
            current, keys = store_in_use(home, key)
            identifier = _as_loaded(patient_id)
            person = keys.pseudonym(identifier)
            versions = lake.versions(home)
            episodes = _episodes(versions, person)
            rows = [_rows_of(version, person, episodes) for version in versions]
            if not any(rows):
                raise CareImpactError(
                    "This person is in no version of the store: check the identifier."
                )
            erasure = Erasure(
                dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                made_by or user_name(),
                sum(count > 0 for count in rows),
                sum(rows),
            )
            # Both take effect with the rewrite, or not at all.
            marks = erased_marks(home) | {keys.erasure_mark(identifier)}
            write_erased_marks(next_file(home, erased_file(home).name), marks)
            _record(home, erasure)
            if has_state(home):
                prepare_names(
                    open_state(home), lambda one: None if one == person else one
                )

            def without(_: str, table: pa.Table) -> pa.Table | None:
                is_person = _theirs(table, person, episodes)
                any_row = pc.any(is_person).as_py()
                return table.filter(pc.invert(is_person)) if any_row else None

            rewrite(home, without, keys.fingerprint)
        put_in_use(home, lake.open_version(home, current.name), build)
    return erasure


def erasures(home: Path) -> tuple[Erasure, ...]:
    """Return the record of erasures, oldest first."""
    path = home / _RECORD
    if not path.exists():
        return ()
    lines = path.read_text("utf-8").splitlines()
    return tuple(Erasure(**json.loads(line)) for line in lines)


def _as_loaded(patient_id: str) -> str:
    """Return an identifier in the form a load gives it before the key is applied."""
    (identifier,) = as_loaded([patient_id.strip()])
    if identifier is None:
        raise CareImpactError("Give the identifier of the person to erase.")
    return identifier


def _episodes(versions: tuple[LakeVersion, ...], person: str) -> pa.Array:
    """Return every episode of a person in any version: contacts name no person."""
    ids = [pa.array([], pa.string())]
    for version in versions:
        caseload = version.read("caseload")
        if caseload is not None:
            rows = caseload.filter(pc.equal(caseload["person_id"], person))
            ids.append(rows["episode_id"].combine_chunks())
    return pc.unique(pa.concat_arrays(ids))


def _rows_of(version: LakeVersion, person: str, episodes: pa.Array) -> int:
    tables = [version.read(name) for name in version.manifest.tables]
    return sum(
        pc.sum(_theirs(table, person, episodes)).as_py() or 0
        for table in tables
        if table is not None
    )


def _theirs(table: pa.Table, person: str, episodes: pa.Array) -> pa.ChunkedArray:
    if "person_id" in table.column_names:
        return pc.equal(table["person_id"], person)
    if "episode_id" in table.column_names:
        return pc.is_in(table["episode_id"], value_set=episodes)
    return pa.chunked_array([pa.array([False] * table.num_rows, pa.bool_())])


def _record(home: Path, erasure: Erasure) -> None:
    path = home / _RECORD
    before = path.read_text("utf-8") if path.exists() else ""
    content = f"{before}{json.dumps(asdict(erasure))}\n"
    replace_file(next_file(home, _RECORD), content.encode("utf-8"))
