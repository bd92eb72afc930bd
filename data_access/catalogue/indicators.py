"""The catalogue: every indicator of the product, in the order it is shown.

The records are TOML files in records/, which are checked on reading. Definitions follow
the public sources that each record names, and say where a choice is the product's own,
so that a reader can disagree with it.
"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, RootModel

from data_access.catalogue.complex_needs import read_complex_needs
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.read_toml import read_toml, with_ids
from data_access.errors import CareImpactError

FOLDER = Path(__file__).parent / "records"
FILES = (
    "checks.toml",
    "caseload.toml",
    "reach.toml",
    "proactive.toml",
    "outcomes.toml",
    "use.toml",
)
# The mart of what is counted among people with complex needs.
_OF_COMPLEX_NEEDS = "counts_proactive"


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
    return tuple(_as_configured(one) for one in indicators.values())


def _as_configured(indicator: Indicator) -> Indicator:
    """Say in an indicator of people with complex needs who they are, if it is one."""
    if indicator.counts != _OF_COMPLEX_NEEDS:
        return indicator
    needs = read_complex_needs()
    return replace(
        indicator,
        numerator=indicator.numerator.format(complex_needs=needs.words),
        denominator=indicator.denominator.format(complex_needs=needs.words),
        fields=(*indicator.fields, *(f"cohorts.{one}" for one in needs.registers)),
    )


INDICATORS = read_catalogue([FOLDER / name for name in FILES])

BY_ID = {indicator.id: indicator for indicator in INDICATORS}

# The indicators of the month's page, in the order of the catalogue.
HEADLINES = tuple(indicator for indicator in INDICATORS if indicator.headline)
