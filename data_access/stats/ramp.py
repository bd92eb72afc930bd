"""Where does the ramp-up of a new service end?"""

from numpy.typing import ArrayLike

from data_access.stats import checks

_AHEAD = 3  # months in which a service that still ramps up gains a tenth
_GAIN = 1.1
_START = 0.5  # of the level at the end of the ramp: what starts above it did not begin


def growth_end(values: ArrayLike) -> int:
    """Return the position of the first value after growth; 0 where there is none.

    Growth ends with the first month that none of the next three exceeds by more than a
    tenth. The series may begin in the middle of it.

    Raises:
        StatisticsError: a value that is missing or below 0.

    """
    row = checks.counts("values", checks.series("values", values, least=1), whole=False)
    for position in range(row.size):
        ahead = row[position + 1 : position + 1 + _AHEAD]
        if not ahead.size or ahead.max() <= _GAIN * row[position]:
            return position + 1 if position else 0
    return 0


def ramp_end(values: ArrayLike) -> int:
    """Return the position of the first value after the ramp-up; 0 where there is none.

    It is growth from a first month of at most half the level at its end: a series that
    begins in the middle of a service has none.

    Raises:
        StatisticsError: a value that is missing or below 0.

    """
    row = checks.series("values", values, least=1)
    end = growth_end(row)
    return end if end and row[0] <= _START * row[end - 1] else 0
