"""Which real PCN is asked about, or a sentence why none can be."""

from sqlalchemy import Connection

from data_access.door import Asking
from data_access.errors import CareImpactError
from data_access.queries.england_places import EnglishPcn, english_pcns

NOT_LOADED = (
    "No published files have been loaded: download NHS England's Patients Registered "
    "at a GP Practice and PCN Workforce files and run `care-impact load-open FOLDER`."
)


def find_english_pcn(
    asking: Asking, connection: Connection
) -> tuple[EnglishPcn, tuple[EnglishPcn, ...]]:
    """Return the PCN asked about and all of them; the first by name by default.

    Raises CareImpactError where nothing is loaded or the code is of no PCN.
    """
    if not asking.evidence.meta().published:
        raise CareImpactError(NOT_LOADED)
    pcns = english_pcns(connection)
    if not pcns:
        raise CareImpactError(NOT_LOADED)
    area = asking.selection.area
    if area is None:
        return pcns[0], pcns
    for pcn in pcns:
        if pcn.code == area:
            return pcn, pcns
    raise CareImpactError(
        f"No PCN in England has the code {area} on the newest map loaded; choose one "
        "in the list."
    )
