"""Go back to an earlier version of the lake."""

from pathlib import Path

from data_access.errors import CareImpactError
from data_access.ingest.extract.load import (
    Build,
    exclusive,
    in_one_sentence,
    put_in_use,
)
from data_access.store import lake
from data_access.store.lake import LakeVersion
from data_access.store.rewrite import recover


def rollback(home: Path, name: str, *, build: Build | None = None) -> LakeVersion:
    """Make version ``name`` current again, after checking its files.

    Later versions stay. Raises CareImpactError if it is missing or damaged.
    """
    with exclusive(home):
        with in_one_sentence():
            recover(home)
            version = lake.open_version(home, name)
            for table, stored in version.manifest.tables.items():
                path = version.path / f"{table}.parquet"
                if not path.exists() or lake.file_hash(path) != stored.sha256:
                    raise CareImpactError(
                        f"Version {name} is damaged ({table}): roll back to another "
                        "version, or restore the home folder from its backup."
                    )
        put_in_use(home, version, build)
    return version
