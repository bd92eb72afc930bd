"""Read how much a case of each complexity weighs, checked as it is read."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import PositiveFloat, TypeAdapter, ValidationError

from data_access.errors import CareImpactError

FILE = Path(__file__).parent / "complexity.toml"
UNKNOWN = "unknown"

_LEVELS = ("1", "2", "3", UNKNOWN)
_WEIGHTS = TypeAdapter(dict[str, PositiveFloat])


@dataclass(frozen=True, slots=True)
class Complexity:
    """Weights by complexity ("1", "2", "3", "unknown"), and where they come from."""

    weights: dict[str, float]
    source: str


def read_complexity(file: Path = FILE) -> Complexity:
    """Read the weights; raise CareImpactError naming what is wrong in the file."""
    try:
        held = tomllib.loads(file.read_text(encoding="utf-8"))
        weights = _WEIGHTS.validate_python(held["weights"])
        source = str(held["about"]["source"])
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        raise CareImpactError(
            f"The weights in {file.name} cannot be read: {problem}. Correct the file."
        ) from None
    except ValidationError as problem:
        first = problem.errors()[0]
        level = ".".join(str(part) for part in first["loc"])
        raise CareImpactError(
            f"{file.name}, weight of {level}: {first['msg']}. Correct the file."
        ) from None
    lacking = [level for level in _LEVELS if level not in weights]
    if lacking or not source:
        raise CareImpactError(
            f"{file.name} needs a weight for {', '.join(_LEVELS)} and a source: add "
            f"{', '.join(lacking) or 'the source'}."
        )
    return Complexity(weights, source)
