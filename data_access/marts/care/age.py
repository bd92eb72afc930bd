"""How old are people, from the year and, where it is known, the month of birth?

A person's birthday has come by the end of the month of birth, so the month is all that
an age at the end of a month needs; the day of birth is never stored.
"""

import ibis
from ibis import ir


def age_at_end(
    year: ir.IntegerValue,
    month: ir.IntegerValue,
    birth_year: ir.IntegerValue,
    birth_month: ir.IntegerValue,
) -> ir.IntegerValue:
    """Return whole years of age on the last day of a month.

    Without a month of birth, the age at the end of the calendar year.
    """
    # A column that no row fills has no type of its own.
    to_come = (birth_month.cast("int32") > month).fill_null(False)
    return year - birth_year - ibis.ifelse(to_come, 1, 0)
