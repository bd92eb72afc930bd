"""The real PCN in the address, or a sentence that says why there is none."""

from sqlalchemy import Connection

from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_places import EnglishPcn, english_pcn
from data_access.words import remedies

NOT_LOADED = remedies.published(
    "No published files have been loaded",
    "NHS England's Patients Registered at a GP Practice and PCN Workforce files",
)


def find_english_pcn(context: Context, connection: Connection) -> EnglishPcn:
    """Return the selected PCN, or by default the first by name.

    Raises CareImpactError if nothing is loaded or no PCN has the code.
    """
    if not context.evidence.meta().published:
        raise CareImpactError(NOT_LOADED)
    area = context.selection.area
    pcn = english_pcn(connection, area)
    if pcn is not None:
        return pcn
    if area is None or english_pcn(connection, None) is None:
        raise CareImpactError(NOT_LOADED)
    raise CareImpactError(
        f"No PCN in England has the code {area} on the newest map loaded; choose one "
        "in the list."
    )
