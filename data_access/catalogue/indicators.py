"""The catalogue: every indicator of the product, in the order it is shown.

The records are TOML files beside this one, checked as they are read. Definitions
follow the public sources each record names; what a source does not fix is said to be
the product's own choice, so that a reader can disagree with it.
"""

import tomllib
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from data_access.catalogue.indicator import Indicator
from data_access.errors import CareImpactError

FOLDER = Path(__file__).parent / "records"
FILES = ("checks.toml", "caseload.toml", "reach.toml", "outcomes.toml", "use.toml")

_RECORD = TypeAdapter(Indicator)


def read_catalogue(files: list[Path]) -> tuple[Indicator, ...]:
    """Read records of files, in order.

    Raises CareImpactError naming the file, the record and what is wrong with it.
    """
    found: dict[str, Indicator] = {}
    for file in files:
        try:
            records = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as problem:
            raise CareImpactError(
                f"The catalogue {file.name} cannot be read: {problem}. Correct it."
            ) from None
        for id_, fields in records.items():
            if id_ in found:
                raise CareImpactError(
                    f"{file.name} defines {id_} again: give one of the two another id."
                )
            found[id_] = _indicator(file, id_, fields)
    return tuple(found.values())


def _indicator(file: Path, id_: str, fields: dict[str, object]) -> Indicator:
    try:
        return _RECORD.validate_python({"id": id_, **fields})
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the record"
        raise CareImpactError(
            f"{file.name}, {id_}, {where}: {first['msg']}. Correct the record."
        ) from None


INDICATORS = read_catalogue([FOLDER / name for name in FILES])

BY_ID = {indicator.id: indicator for indicator in INDICATORS}
