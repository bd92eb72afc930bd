"""The people a question may list: those of a clinical lead's practices, now."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.people import extract_day
from data_access.questions.parts.direct_care import own_practices
from data_access.questions.parts.place import Place, find_place
from data_access.words.numbers import date_text
from data_access.words.sentences import listed


@dataclass(frozen=True, slots=True)
class CohortScope:
    """The reader's own practices within a place, and the day of the extract."""

    place: Place
    practices: tuple[str, ...]
    as_at: date

    @property
    def where(self) -> str:
        """Name the practices as a reader would."""
        names = [p.name for p in self.place.practices if p.code in self.practices]
        return listed(names)

    @property
    def day(self) -> str:
        """Write the day of the extract."""
        return date_text(self.as_at)


def cohort_scope(context: Context, connection: Connection) -> CohortScope:
    """Return the practices of a selection whose people this reader may see one by one.

    Raises NotPermittedError as `own_practices`, and CareImpactError if nobody is
    registered.
    """
    place = find_place(context, connection)
    practices = own_practices(context, place)
    as_at = extract_day(connection)
    if as_at is None:
        raise CareImpactError(
            "No one is registered on the day of the extract: load patients.csv again."
        )
    return CohortScope(place, practices, as_at)
