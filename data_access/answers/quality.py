"""What the data page shows of the loaded data, disclosed for its viewer."""

from dataclasses import dataclass
from datetime import date

from data_access.answers.core import Table


@dataclass(frozen=True, slots=True)
class QualityReport:
    """How recent and complete the loaded data are, for the practices of one PCN.

    ``elsewhere`` names the practices whose people seem to go to hospitals whose file is
    not loaded, and what to do. ``provisional`` are the months sent that late records
    may still change. ``files`` are the names of local files loaded, ``published`` those
    of the published tables.
    """

    headline: str
    elsewhere: str
    missing: Table
    freshness: Table
    sparse: str
    completeness: Table
    codes: Table
    joins: Table
    provisional: tuple[date, ...]
    files: tuple[str, ...]
    published: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HubComparison:
    """Checks recorded here and the published figure for the same places.

    ``missing`` names the file that is lacking, or is empty.
    """

    finding: str
    table: Table
    missing: str


@dataclass(frozen=True, slots=True)
class HubReport:
    """Learning disability checks by practice, SMI checks by sub-ICB."""

    learning_disability: HubComparison
    severe_mental_illness: HubComparison
