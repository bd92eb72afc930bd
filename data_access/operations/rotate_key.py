"""Give everyone in the lake a new pseudonym, under a new key."""

from pathlib import Path

import pyarrow as pa

from data_access.errors import CareImpactError
from data_access.ingest.extract.load import (
    Build,
    exclusive,
    in_one_sentence,
    put_in_use,
    store_in_use,
)
from data_access.ingest.extract.record_ids import MARK
from data_access.state.people_kept import prepare_names
from data_access.state.store import has_state, open_state
from data_access.store import lake
from data_access.store.erased import erased_file, erased_marks, write_erased_marks
from data_access.store.pseudonyms import KEY_VARIABLE, Keys, key_file, write_keys
from data_access.store.rewrite import next_file, recover, rewrite

_RECORD_IDS = ("referral_id", "episode_id", "contact_id")


def rotate_key(
    home: Path, *, key: str | None = None, build: Build | None = None
) -> None:
    """Add a new key to the chain and rename every person in every version with it.

    Raises CareImpactError if ``key`` comes from the environment, because only the
    person who sets it there can change it.
    """
    if key:
        raise CareImpactError(
            f"The key is set in {KEY_VARIABLE}, so it cannot be rotated here: move it "
            "to the key file, one key per line, and unset the variable."
        )
    with exclusive(home):
        with in_one_sentence():
            recover(home)
            current, keys = store_in_use(home, None)
            rotated = keys.rotated()
            newest = Keys(rotated.chain[-1:])
            # Both take effect with the rewrite, or not at all.
            write_keys(next_file(home, key_file(home).name), rotated)
            marks = newest.pseudonyms(sorted(erased_marks(home)))
            write_erased_marks(next_file(home, erased_file(home).name), marks)
            if has_state(home):
                prepare_names(open_state(home), newest.pseudonym)
            rewrite(home, lambda _, table: _renamed(table, newest), rotated.fingerprint)
        put_in_use(home, lake.open_version(home, current.name), build)


def _renamed(table: pa.Table, key: Keys) -> pa.Table | None:
    before = table
    for name in ("person_id", *_RECORD_IDS):
        if name in table.column_names:
            place = table.column_names.index(name)
            renamed = [_new_name(name, value, key) for value in table[name].to_pylist()]
            table = table.set_column(place, name, pa.array(renamed, pa.string()))
    if table.equals(before):
        return None
    # Sorted as a load leaves it, or the next load would find every table changed.
    return table.sort_by([(name, "ascending") for name in table.column_names])


def _new_name(column: str, value: str, key: Keys) -> str:
    if column == "person_id":
        return key.pseudonym(value)
    if value.startswith(MARK):
        return f"{MARK}{key.pseudonym(value.removeprefix(MARK))}"
    return value
