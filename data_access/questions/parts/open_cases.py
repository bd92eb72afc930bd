"""Is the caseload a sheet of open cases, which does not say who has left it?"""

from sqlalchemy import Connection

from data_access.errors import CareImpactError
from data_access.marts.care.coverage import CASELOAD
from data_access.marts.care.coverage_rule import OPEN
from data_access.queries.coverage import file_months
from data_access.questions.parts.place import Place


def require_closed_cases(connection: Connection, place: Place, what: str) -> None:
    """Raise CareImpactError if no case of a PCN is closed: ``what`` has no data then.

    Whoever has left is in no such sheet, so that each earlier month would lack people,
    and every stay would look as if it had not ended.
    """
    if any(
        month.file == CASELOAD and month.state == OPEN
        for month in file_months(connection, place.pcn)
    ):
        raise CareImpactError(
            f"{what} has no data for {place.pcn_name}: its caseload has open cases "
            "only, which do not say who has left it; load its closed cases with them."
        )
