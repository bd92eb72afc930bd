"""The figures of the data page: tables of the quality of the loaded data."""

from collections.abc import Callable

from data_access.answers.core import Caption, TableReport
from data_access.answers.quality import HubComparison, HubReport, QualityReport
from data_access.errors import CareImpactError
from data_access.figures.record import LOCAL, Figure, declared
from data_access.questions.quality.data_quality import data_quality
from data_access.questions.quality.hub_reconciler import hub_reconciler
from data_access.questions.quality.published_aside import published_aside

_METHOD = "data-quality"
_OF_PCN = ("pcn",)
_ALL_KNOWN = (
    "Every loaded value is on a known list. Of values that could not be stored, the "
    "load rejected the row or recorded none."
)
_NOT_LOADED = "No published files are loaded."


def _panel(name: str, title: str, nothing: str = "") -> Figure:
    """Declare one table of the quality report; ``nothing`` stands for no rows."""

    def take(answer: QualityReport) -> TableReport:
        table = getattr(answer, name)
        summary = answer.sparse if name == "completeness" else ""
        summary_shown = summary if table.rows else nothing
        return TableReport(Caption(title, table.caption, summary_shown, _METHOD), table)

    return Figure(
        f"quality/{name}", data_quality, asks=_OF_PCN, part=name, take=take, needs=LOCAL
    )


def _hub(
    name: str, title: str, compared: Callable[[HubReport], HubComparison]
) -> Figure:
    def take(answer: HubReport) -> TableReport:
        comparison = compared(answer)
        if comparison.missing:
            raise CareImpactError(f"{comparison.finding}. {comparison.missing}")
        caption = Caption(
            title, comparison.table.caption, comparison.finding, "data-quality"
        )
        return TableReport(caption, comparison.table)

    return Figure(
        f"quality/{name}",
        hub_reconciler,
        asks=_OF_PCN,
        part=name,
        take=take,
        needs=(*LOCAL, "health_checks"),
    )


MISSING = _panel(
    "missing", "Which months are missing", "Every file is whole in every month."
)
FRESHNESS = _panel("freshness", "How recent each file is")
COMPLETENESS = _panel("completeness", "How complete each field is")
CODES = _panel("codes", "Codes not understood", _ALL_KNOWN)
JOINS = _panel("joins", "Published files", _NOT_LOADED)
ASIDE = Figure(
    "quality/aside", published_aside, asks=(), needs=("open_published_join",)
)
HUB_LD = _hub("hub-ld", "Checks at a hub", lambda answer: answer.learning_disability)
HUB_SMI = _hub(
    "hub-smi",
    "SMI checks and their sub-ICB",
    lambda answer: answer.severe_mental_illness,
)

FIGURES = declared(globals())
