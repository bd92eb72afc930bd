"""Which files does a new PCN collect first, and which are loaded?"""

from data_access.answers.core import Caption, Cell, Column, Table, TableReport
from data_access.catalogue.start import FirstFile, read_start
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.quality.data_quality import data_quality
from data_access.words.sentences import listed

_MINIMUM = "minimum"


def start_files(context: Context) -> TableReport:
    """List the files to collect, in order, the reason, and whether each is loaded."""
    files = read_start().file
    loaded = _loaded_files(context)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            f"{file.name}.csv",
            file.need,
            "held" if file.name in loaded else "not held",
            file.why,
        )
        for file in files
    )
    columns = (Column("File"), Column("When"), Column("Held"), Column("Why"))
    return TableReport(
        caption=Caption(
            headline=_headline(files, loaded),
            subtitle="Files of the local extract, in the order to collect them",
            summary=(
                "Three files are enough to begin. Data not recorded from the first "
                "day cannot be added later: above all starting dates, and "
                "admissions from two years before."
            ),
            definition="start",
        ),
        table=Table("What to collect first", columns, rows),
    )


def _loaded_files(context: Context) -> tuple[str, ...]:
    try:
        return data_quality(context).files
    except CareImpactError:
        return ()  # nothing local is loaded


def _headline(files: tuple[FirstFile, ...], loaded: tuple[str, ...]) -> str:
    first = [
        file.name for file in files if file.need == _MINIMUM and file.name not in loaded
    ]
    if first:
        return f"Collect first: {listed(first)}"
    later = [file.name for file in files if file.name not in loaded]
    if later:
        return f"The minimum is loaded; next: {listed(later)}"
    return "Every file on the list is loaded"
