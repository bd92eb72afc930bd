"""Outside direct care nothing computed has more than three significant digits.

Asked of every figure of the registry: its CSV, its plain data, its drawing and the
texts of both. Whole numbers are counts, which are rounded to 5; money is of posts and
prices; published figures are public.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fixtures.homes.answered import door_of
from plotly.utils import PlotlyJSONEncoder

from components.drawings import picture
from data_access.errors import CareImpactError
from data_access.figures.impact import FLOW, STUDIES
from data_access.figures.plain import plain_figure
from data_access.figures.record import LOCAL, ShownFigure
from data_access.figures.registry import FIGURES
from data_access.figures.show import Request, show
from data_access.figures.table_csv import csv_of
from data_access.figures.viewers import viewer_as
from data_access.selection import Selection
from data_access.viewer import Role

# A number that stands alone in a text, without the sign of a pound.
WRITTEN = re.compile(r"(?<![\w.,£#%/-])\d[\d,]*\.\d+(?![\w.])")
MONEY = " (£)"


def shown_figures(home: Path, role: Role, query: dict[str, str]) -> list[ShownFigure]:
    door = door_of(home)
    request = Request(door, viewer_as(door, role), Selection.from_query(query), query)
    found = []
    for figure in FIGURES.values():
        if set(LOCAL).isdisjoint(figure.needs):
            continue
        try:
            found.append(show(figure, request))
        except CareImpactError:
            continue
    return found


def numbers_of(shown: ShownFigure) -> Iterator[tuple[str, float]]:
    """Give every number of a figure that is no whole one, and where it stands."""
    plain = plain_figure(shown)
    for part in ("headline", "subtitle", "summary"):
        yield from numbers_in(plain[part], part)
    yield from numbers_in(plain["answer"], "answer")
    reader = csv.reader(io.StringIO(csv_of(shown).decode("utf-8-sig")))
    header = next(reader)
    for row in reader:
        for name, cell in zip(header, row, strict=True):
            if not name.endswith(MONEY):
                yield from numbers_in(_number(cell), f"CSV {name}")
    for chart in shown.figure.charts:
        drawn = json.loads(json.dumps(picture(chart, shown), cls=PlotlyJSONEncoder))
        yield from numbers_in(drawn, "drawing")


def _number(cell: str) -> float | str:
    try:
        return float(cell)
    except ValueError:
        return cell


def numbers_in(value: Any, where: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, float) and not value.is_integer():
        yield where, value
    elif isinstance(value, str) and not value.startswith("data:image"):
        for text in WRITTEN.findall(value):
            yield f"{where}: {value[:60]}", float(text.replace(",", ""))
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in ("template", "reference"):
                yield from numbers_in(item, f"{where}/{name}")
    elif isinstance(value, list):
        for item in value:
            yield from numbers_in(item, where)


@pytest.mark.parametrize(
    ("role", "query"),
    [(Role.BOARD, {}), (Role.COMMISSIONER, {"practice": "X90102"})],
)
def test_a_reader_outside_direct_care_is_given_three_digits(
    demo_home: Path, role: Role, query: dict[str, str]
) -> None:
    given = 0
    longer = set()
    for shown in shown_figures(demo_home, role, query):
        for where, number in numbers_of(shown):
            given += 1
            if number != float(f"{number:.3g}"):
                longer.add((shown.figure.name, where, number))
    assert longer == set()
    assert given > 5_000


@pytest.mark.parametrize("role", [Role.BOARD, Role.COMMISSIONER])
def test_the_estimate_is_given_with_two(demo_home: Path, role: Role) -> None:
    """It alone comes from exact counts; the shares of its flow are of rounded ones.

    What other studies published is public as it is.
    """
    longer = set()
    names = set()
    for shown in shown_figures(demo_home, role, {}):
        if not shown.figure.name.startswith("impact/") or shown.figure is FLOW:
            continue
        answer = plain_figure(shown)["answer"]
        if shown.figure is STUDIES:
            answer = [row for row in answer["rows"] if row["by"] == "own"]
            assert answer
        for where, number in numbers_in(answer, "answer"):
            names.add(shown.figure.name)
            if number != float(f"{number:.2g}"):
                longer.add((shown.figure.name, where, number))
    assert longer == set()
    assert len(names) > 5


def test_in_direct_care_every_digit_is_given(demo_home: Path) -> None:
    found = shown_figures(demo_home, Role.PCN_MANAGER, {})
    numbers = [number for shown in found for _, number in numbers_of(shown)]
    longer = sum(number != float(f"{number:.3g}") for number in numbers)
    assert longer > len(numbers) / 5
