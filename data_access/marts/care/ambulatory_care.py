"""Is an admission ambulatory care sensitive, where the extract does not say?"""

from ibis import ir

from data_access.catalogue.ambulatory_care import read_ambulatory_care


def told(admissions: ir.Table) -> ir.Table:
    """Fill ``ambulatory_sensitive`` from the main diagnosis where there is no flag.

    It stays NULL in a row with neither: nothing is known of it, which is not false.
    """
    codes = "|".join(read_ambulatory_care().codes)
    diagnosis = admissions.primary_diagnosis.upper().replace(".", "")
    return admissions.mutate(
        ambulatory_sensitive=admissions.ambulatory_sensitive.fill_null(
            diagnosis.re_search(f"^({codes})")
        )
    )
