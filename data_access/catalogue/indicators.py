"""The catalogue: every indicator of the product, in the order it is shown.

The records are TOML files in records/, which are checked on reading. Definitions follow
the public sources that each record names, and say where a choice is the product's own,
so that a reader can disagree with it.
"""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, RootModel

from data_access.catalogue.indicator import Indicator
from data_access.catalogue.read_toml import read_toml, with_ids
from data_access.errors import CareImpactError

FOLDER = Path(__file__).parent / "records"
FILES = ("checks.toml", "caseload.toml", "reach.toml", "outcomes.toml", "use.toml")


class _Records(RootModel[Annotated[dict[str, Indicator], BeforeValidator(with_ids)]]):
    """The records of one file, by id."""


def read_catalogue(files: list[Path]) -> tuple[Indicator, ...]:
    """Read records of files, in order.

    Raises CareImpactError naming the file, the record and what is wrong with it.
    """
    indicators: dict[str, Indicator] = {}
    for file in files:
        records = read_toml(file, _Records).root
        repeated = sorted(records.keys() & indicators.keys())
        if repeated:
            raise CareImpactError(
                f"{file.name} defines {repeated[0]} again: give one of the two another "
                "id."
            )
        indicators |= records
    return tuple(indicators.values())


INDICATORS = read_catalogue([FOLDER / name for name in FILES])

BY_ID = {indicator.id: indicator for indicator in INDICATORS}

# The indicators of the month's page, in the order of the catalogue.
HEADLINES = tuple(indicator for indicator in INDICATORS if indicator.headline)
