"""The settings of a demo extract."""

import zlib
from dataclasses import dataclass
from datetime import date

import numpy as np

from data_access.errors import CareImpactError

MOST_PCNS = 60  # a region's worth; codes leave room for 99
# One draw among many: `make simulate` measures how often estimates are right.
DEFAULT_SEED = 20_261_014
HISTORY = 12  # months of history that matching needs before the first start


@dataclass(frozen=True, slots=True)
class DemoSettings:
    """Describe a synthetic PCN, or an ICB of several.

    Attributes:
        patients: people registered with one PCN at the end, on average over PCNs.
        months: calendar months covered, the month of `end` included.
        end: last day of the extract; the last day of its month is used.
        seed: same seed and settings, same bytes.
        rate_ratio: true effect on emergency admissions from the month after a
            person's first caseload episode opens (1 none, above 1 harm). It is
            the effect of the first PCN; `places.pcns` gives the others theirs.
        pcns: number of PCNs.
        monthly_intake: people joining the caseload of an average PCN each month.
        hidden_risk_selection: how strongly the service also selects by risk that
            no extract records: 0 never, 1 in proportion to it.
        emergency_use: emergency admissions compared with the usual number, so that a
            small PCN can have as many as a large one.
        late: leave out part of the last two months of hospital data.
        flawed: add a few rows that a load must reject.
    """

    patients: int = 54_500
    months: int = 36
    end: date = date(2026, 10, 31)
    seed: int = DEFAULT_SEED
    rate_ratio: float = 0.85
    pcns: int = 1
    monthly_intake: float = 17.0
    hidden_risk_selection: float = 0.0
    emergency_use: float = 1.0
    late: bool = True
    flawed: bool = True

    def __post_init__(self) -> None:
        """Check the settings.

        Raises:
            CareImpactError: naming a wrong setting and its allowed values.
        """
        checks = (
            (self.patients >= 1_000, "patients must be 1,000 or more"),
            (
                HISTORY + 3 <= self.months <= 120,
                f"months must be from {HISTORY + 3} to 120, history included",
            ),
            (0.2 <= self.rate_ratio <= 3, "rate_ratio must be from 0.2 to 3"),
            (1 <= self.pcns <= MOST_PCNS, f"pcns must be from 1 to {MOST_PCNS}"),
            (self.monthly_intake > 0, "monthly_intake must be above 0"),
            (
                0 <= self.hidden_risk_selection <= 2,
                "hidden_risk_selection must be from 0 to 2",
            ),
            (0.2 <= self.emergency_use <= 5, "emergency_use must be from 0.2 to 5"),
            (self.seed >= 0, "seed must be 0 or more"),
        )
        for valid, sentence in checks:
            if not valid:
                raise CareImpactError(f"The demo cannot be generated: {sentence}.")

    def stream(self, pcn: int, name: str) -> np.random.Generator:
        """Return the random numbers for one part of one PCN.

        Each part has its own stream, so adding a table leaves the rest as it was.
        """
        return np.random.default_rng([self.seed, pcn, zlib.crc32(name.encode())])
