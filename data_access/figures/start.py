"""The figures of the page on where to begin."""

from data_access.figures.record import LOCAL, Chart, Figure, declared
from data_access.questions.start.start_files import start_files
from data_access.questions.start.start_known import start_known
from data_access.questions.start.start_local import start_local
from data_access.questions.start.start_published import start_published

_BARS = (Chart("bars", rows="items", unit="count"),)
HOW_TO_READ = (
    "Each bar is how many checks a first coordinator could help to complete in a "
    "year, its line from the least to the most. Rows with the same letter do not "
    "differ beyond chance from the largest of that letter: their order is by "
    "deprivation and is not a league table. Every row with a later letter clearly "
    "has less. A row can come before a longer bar of another check, because "
    "completion may differ between checks."
)

OWN = Figure(
    "start/own",
    start_local,
    _BARS,
    asks=("month", "pcn"),
    needs=(*LOCAL, "cohorts", "health_checks", "referrals"),
    how_to_read=HOW_TO_READ,
)
PUBLISHED = Figure(
    "start/published",
    start_published,
    _BARS,
    asks=("area",),
    needs=(
        "open_org_practice",
        "open_qof_register",
        "open_practice_imd",
        "open_smi_checks",
        "open_ld_payments",
        "open_ld_checks",
    ),
    how_to_read=HOW_TO_READ,
)
FILES = Figure("start/files", start_files, asks=("pcn",), needs=())
KNOWN = Figure("start/known", start_known, asks=("pcn",), needs=())

FIGURES = declared(globals())
