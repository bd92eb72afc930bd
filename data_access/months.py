"""One calendar of plain dates: months by their first day, and financial years."""

from datetime import date, timedelta

APRIL = 4  # when a financial year starts
MONTHS_IN_YEAR = 12
DAYS_IN_MONTH = 30.4375  # 365.25 / 12

# An extract made part-way through a month would show its last month as a fall, so
# a month counts as complete only when something happened in its last five days.
COMPLETE_WITHIN_DAYS = 5


def month_number(day: date) -> int:
    """Count months since year 0, so that months can be subtracted."""
    return day.year * MONTHS_IN_YEAR + day.month


def months_after(day: date, number: int) -> date:
    """Return the first day of the month ``number`` months later; negative: earlier."""
    year, month = divmod(month_number(day) - 1 + number, MONTHS_IN_YEAR)
    return date(year, month + 1, 1)


def next_month(day: date) -> date:
    """Return the first day of the month after that of ``day``."""
    return months_after(day, 1)


def month_end(day: date) -> date:
    """Return the last day of the month of ``day``."""
    return next_month(day) - timedelta(days=1)


def months_between(first: date, last: date) -> list[date]:
    """List the first days of the months from that of ``first`` to that of ``last``."""
    length = month_number(last) - month_number(first) + 1
    return [months_after(first, number) for number in range(length)]


def study_months(first: date, last: date) -> list[date]:
    """List the first days of the complete months from ``first`` to ``last`` events."""
    months = months_between(first, last)
    if month_end(last) - last >= timedelta(days=COMPLETE_WITHIN_DAYS):
        return months[:-1]
    return months


def firm_month(newest: date, last: date, provisional: int) -> date:
    """Return the last month of a file that fills up late which will not change.

    Late rows arrive by the calendar, over ``provisional`` months counted back from
    ``last``, that of the extract, wherever the file ends. ``newest`` is the last month
    of which the file has some, begun or not, and is itself one of those that fill up.
    """
    if not provisional:
        return newest
    return min(months_after(newest, -1), months_after(last, -provisional))


def financial_year(day: date) -> tuple[date, ...]:
    """List the first days of the twelve months of the year of ``day``, April first."""
    start = months_after(day, -((day.month - APRIL) % MONTHS_IN_YEAR))
    return tuple(months_after(start, number) for number in range(MONTHS_IN_YEAR))
