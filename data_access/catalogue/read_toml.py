"""Read a TOML file of the product, and check it as it is read."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from data_access.errors import CareImpactError

T = TypeVar("T")


def read_toml(file: Path, type_: type[T]) -> T:
    """Return the file as a value of ``type_``.

    Raises CareImpactError naming the file, the entry and what is wrong with it.
    """
    try:
        return TypeAdapter(type_).validate_python(
            tomllib.loads(file.read_text(encoding="utf-8"))
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise CareImpactError(
            f"{file.name} cannot be read: {problem}. Correct the file."
        ) from None
    except ValidationError as problem:
        error = problem.errors()[0]
        entry = ".".join(str(key) for key in error["loc"]) or "the whole file"
        raise CareImpactError(
            f"{file.name}, {entry}: {error['msg']}. Correct the file."
        ) from None


def with_ids(records: object) -> object:
    """Give each record of a file its table's name as ``id``."""
    if not isinstance(records, dict):
        return records
    return {
        id_: {"id": id_, **record} if isinstance(record, dict) else record
        for id_, record in records.items()
    }
