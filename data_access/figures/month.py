"""The figures of the month's page: headline indicators by practice and by PCN."""

from data_access.figures.record import Chart, Figure, declared
from data_access.questions.indicators.pcn_grid import pcn_grid
from data_access.questions.indicators.practice_grid import practice_grid

PRACTICES = Figure("month/practices", practice_grid, (Chart("grid"),))
PCNS = Figure("month/pcns", pcn_grid, (Chart("grid"),))

FIGURES = declared(globals())
