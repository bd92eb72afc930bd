"""No sentence contradicts the number beside it, another figure, or what is true.

A program reads every figure of the registry and the cards of the month, as several
readers. A network of a few hundred people makes most of the odd cases: suppressed
months, places without a figure, groups of nobody; it is counted again from its own
tables. `tests/benchmarks/read_sentences.py` reads hundreds, of every kind.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fixtures.homes.kept import Homes
from fixtures.sentences.networks import Network
from fixtures.sentences.reader import contradictions
from fixtures.sentences.reading import Asked, read
from fixtures.sentences.together import disagreements
from fixtures.sentences.truth import Truth, untruths
from fixtures.worlds.small_network import load_network, small_network

from data_access.answers.core import MonthReport
from data_access.door import Door, NoCache
from data_access.figures.record import ShownFigure
from data_access.figures.registry import FIGURES
from data_access.figures.show import Request, show
from data_access.questions.indicators.this_month import this_month
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

SEED = 5
PRACTICES = tuple(f"X9010{number}" for number in range(1, 5))
MANAGER = Viewer(Role.PCN_MANAGER, PRACTICES)


@pytest.fixture(scope="module")
def home(homes: Homes) -> Path:
    """Give a small network, which other tests load too."""
    return homes.home(
        f"world-{SEED}", lambda folder: load_network(folder, small_network(SEED))
    )


@pytest.fixture(scope="module")
def network() -> Network:
    """Give the same network as it truly is."""
    tables = small_network(SEED)
    names = tables["practices"].set_index("practice_code")["practice_name"]
    people = len(tables["patients"])
    return Network("X80001", "", dict(names), people, tables, {}, frozenset())


@pytest.mark.parametrize(
    ("viewer", "query"),
    [
        (Viewer(), {}),
        (Viewer(), {"practice": "X90101"}),
        (MANAGER, {"practice": "X90101", "month": "2026-05"}),
    ],
    ids=str,
)
def test_no_sentence_contradicts_what_stands_beside_it(
    home: Path, network: Network, viewer: Viewer, query: dict[str, str]
) -> None:
    found, figures = read(home, network, Asked(viewer, query))
    assert figures > 350
    assert not found, "\n".join(found)


@pytest.fixture(scope="module")
def request_of_manager(home: Path) -> Request:
    return Request(Door(Evidence(home), NoCache()), MANAGER, Selection())


@pytest.mark.parametrize(
    ("name", "right", "instead"),
    [
        ("indicator/gp_appointments/trend", r"in \w+ \d{4}", "in May 1999"),
        ("indicator/gp_appointments/trend", r": [\d.,]+", ": 1.1"),
        ("caseload/people/practice", r"[\d,]+ people", "4 people"),
        ("caseload/people/practice", r"with .*:", "with the Moon:"),
        ("caseload/modes", r"^\w+", "Video"),
        ("caseload/modes", r"\d+%", "99%"),
        ("caseload/stay", r"\d+ days", "9,000 days"),
        ("caseload/flow", r"^\d+", "7"),
        ("value/claims", r"£[\d,]+", "£1"),
        ("impact/flow", r"\d+%", "1%"),
        ("health-checks/smi_check/year", r"\d+%", "12%"),
        ("equity/gaps/caseload/age", r"lower", "higher"),
        ("equity/gaps/caseload/age", r": .*", ": 18 to 39"),
        ("outcomes/plans", r"\d+%", "1.5%"),
        ("outcomes/complex/pace", r"needs [\d.]+", "needs 9,999"),
        ("outcomes/complex/target", r"^\d+%", "1.5%"),
        ("outcomes/complex/steps", r"\d+ were taken", "9,999 were taken"),
        ("caseload/concentrated", r"\d+%", "99%"),
    ],
)
def test_the_program_finds_a_sentence_that_is_wrong(
    request_of_manager: Request, name: str, right: str, instead: str
) -> None:
    """Were a month, a number, a direction or a name another one, it would be told."""
    shown = show(FIGURES[name], request_of_manager)
    assert list(contradictions(shown)) == []
    assert list(contradictions(_headed(shown, right, instead)))


def _headed(shown: ShownFigure, right: str, instead: str) -> ShownFigure:
    caption = shown.report.caption
    headline = re.sub(right, instead, caption.headline, count=1)
    assert headline != caption.headline
    changed = replace(caption, headline=headline)
    report = replace(shown.report, caption=changed)  # type: ignore[type-var]
    return replace(shown, report=report)


def _other_value(month: MonthReport) -> MonthReport:
    first, *others = month.cards
    values = tuple(None if v is None else v + 1 for v in first.trend.values)
    card = replace(first, trend=replace(first.trend, values=values))
    return replace(month, cards=(card, *others))


def _other_practice(month: MonthReport) -> MonthReport:
    first, *others = month.cards
    later = "Of 1 of 4 practices: Synthetic Alder Mill Practice sent nothing complete "
    card = replace(first, later=f"{later}since January 2026.")
    return replace(month, cards=(card, *others))


def _other_count(month: MonthReport) -> MonthReport:
    headline = re.sub(r": \d+", ": 99", month.headline, count=1)
    return replace(month, headline=headline)


@pytest.mark.parametrize("change", [_other_value, _other_practice, _other_count])
def test_the_program_finds_a_front_page_that_is_wrong(
    request_of_manager: Request,
    network: Network,
    change: Callable[[MonthReport], MonthReport],
) -> None:
    month = request_of_manager.ask(this_month)
    names = [f"indicator/{card.indicator}/trend" for card in month.cards]
    shown = {name: show(FIGURES[name], request_of_manager) for name in names}
    truth = Truth(network)

    def wrong(report: MonthReport) -> list[str]:
        true = untruths(truth, report, practice="", cohort="all", exact=True)
        return [*disagreements(shown, report, ""), *true]

    assert wrong(month) == []
    assert wrong(change(month))
