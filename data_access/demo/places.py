"""Invented PCNs and practices, with names and codes that no real one has.

English practices have codes from A to P or Y with five digits, and PCNs from U, with
very few exceptions (NHS England, Patients Registered at a GP Practice, July 2026: none
begins with X). Codes here have that shape and begin with X.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data_access.demo.arrays import Real
from data_access.demo.settings import DemoSettings
from data_access.synthetic import SYNTHETIC_PCN

ICB_CODE, ICB_NAME, SUB_ICB_CODE = "XZ9", "Synthetic Integrated Care Board", "X9Z"
PCN_NAMES = (
    "Alder", "Birch", "Cedar", "Damson", "Elder", "Fern",
    "Gorse", "Hazel", "Ivy", "Juniper", "Kelp", "Larch",
)  # fmt: skip
PRACTICE_NAMES = (
    "Bridge Medical Centre",
    "Green Surgery",
    "Mill Practice",
    "Lane Surgery",
    "Hill Health Centre",
    "Park Surgery",
)

# Of an average PCN; the twelve have a mean of 1.
SIZES = (1.0, 0.62, 1.45, 0.8, 1.25, 0.7, 1.6, 0.9, 1.1, 0.55, 1.3, 0.73)
# True rate ratios after the first PCN: none, benefit, harm.
EFFECTS = (1.0, 0.7, 1.15, 0.9, 1.0, 0.8, 0.95, 1.0, 0.75, 1.1, 0.85)
# Practices' shares of the list: the last is always small, so that its rates are noisy.
SHARES = (
    (0.385, 0.303, 0.211, 0.101),
    (0.47, 0.40, 0.13),
    (0.27, 0.24, 0.19, 0.16, 0.10, 0.04),
    (0.36, 0.31, 0.24, 0.09),
    (0.30, 0.25, 0.21, 0.16, 0.08),
)


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice and what makes its list its own.

    Attributes:
        code: synthetic ODS code.
        name: synthetic name.
        share: its share of the PCN's patients.
        deprivation: tilt of its deciles, 0 as England, above 0 more deprived.
        age: tilt of its ages, 0 as England, above 0 older.
        minority: share of its patients outside the white group.
        referring: how readily it refers, 1 the average.
    """

    code: str
    name: str
    share: float
    deprivation: float
    age: float
    minority: float
    referring: float


@dataclass(frozen=True, slots=True)
class Pcn:
    """One PCN, its practices and the true effect of its service."""

    number: int
    code: str
    name: str
    patients: int
    monthly_intake: float
    rate_ratio: float
    practices: tuple[Practice, ...]

    @property
    def tag(self) -> str:
        """Two digits that begin every key of this PCN."""
        return f"{self.number:02d}"

    def of_practices(self, name: str) -> Real:
        """Give one number of each practice as an array."""
        return np.array(
            [getattr(practice, name) for practice in self.practices], dtype=float
        )


def pcns(settings: DemoSettings) -> tuple[Pcn, ...]:
    """Lay out the PCNs: one of average size, or several of different size and effect.

    Returns:
        `settings.pcns` PCNs; the first has `settings.rate_ratio`.
    """
    sizes = np.resize(SIZES, settings.pcns)
    sizes = sizes / sizes.mean()
    return tuple(
        _pcn(settings, number, sizes) for number in range(1, settings.pcns + 1)
    )


def _pcn(settings: DemoSettings, number: int, sizes: Real) -> Pcn:
    size = float(sizes[number - 1])
    place = (number - 1) % len(PCN_NAMES)
    again = (number - 1) // len(PCN_NAMES)
    name = f"Synthetic {PCN_NAMES[place]}" + (f" {again + 1}" if again else "")
    first = number == 1
    return Pcn(
        number=number,
        code=f"{SYNTHETIC_PCN}{number:03d}",
        name=f"{name} PCN",
        patients=round(settings.patients * size),
        monthly_intake=settings.monthly_intake * size,
        rate_ratio=settings.rate_ratio if first else EFFECTS[(number - 2) % 11],
        practices=_practices(name, number, SHARES[(number - 1) % len(SHARES)]),
    )


def _practices(name: str, number: int, shares: Sequence[float]) -> tuple[Practice, ...]:
    # Deprivation rises from the largest practice to the smallest and shifts from one
    # PCN to the next; the deprived lists are younger and more diverse, as in England.
    shift = 0.25 * np.sin(2.4 * number)
    tilts = np.linspace(-0.4, 1.4, len(shares)) + shift
    return tuple(
        Practice(
            code=f"X9{number:02d}{place + 1:02d}",
            name=f"{name} {PRACTICE_NAMES[place]}",
            share=share,
            deprivation=float(tilt),
            age=float(-0.35 * tilt),
            minority=float(np.clip(0.15 + 0.12 * tilt, 0.04, 0.6)),
            referring=(1.0, 1.15, 0.85, 1.3, 0.9, 1.05)[place],
        )
        for place, (share, tilt) in enumerate(zip(shares, tilts, strict=True))
    )
