"""What others found beside the PCN's own, read again from the file and the estimate."""

import tomllib
from pathlib import Path

import pytest
from fixtures.homes.answered import door_of
from fixtures.homes.kept import Homes
from fixtures.lakes import people_lake

from components.drawings import picture
from data_access.answers.core import Mark
from data_access.catalogue.studies import FILE
from data_access.figures import impact as figures
from data_access.figures.show import Request, show
from data_access.figures.viewers import viewer_as
from data_access.questions.impact.impact_outcomes import impact_outcomes
from data_access.selection import Selection
from data_access.viewer import Role

RANDOMISED = "(randomised)"


@pytest.fixture(scope="module")
def entered() -> dict[str, dict]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("role", [Role.BOARD, Role.PCN_MANAGER])
def test_the_own_ratio_is_the_estimate_that_the_same_reader_sees(
    demo_home: Path, role: Role
) -> None:
    door = door_of(demo_home)
    request = Request(door, viewer_as(door, role), Selection())
    report = show(figures.STUDIES, request).report
    first = request.ask(impact_outcomes).rows[0]
    own, *others = report.rows
    assert own.by == "own"
    assert (own.ratio, own.lower, own.upper) == (first.ratio, first.lower, first.upper)
    assert own.lower < own.ratio < own.upper
    assert all(one.by != "own" for one in others)
    assert report.table.rows[0][8:11] == (own.ratio, own.lower, own.upper)


def test_what_is_drawn_are_the_rate_ratios_of_the_file_and_nothing_else(
    demo_home: Path, entered: dict[str, dict]
) -> None:
    door = door_of(demo_home)
    shown = show(
        figures.STUDIES, Request(door, viewer_as(door, Role.BOARD), Selection())
    )
    by_hand = {
        (study["short"], study["design"], study["ratio"], study.get("low"))
        for study in entered.values()
        if study["scale"] == "rate ratio"
    }
    assert by_hand == {
        (one.name.removesuffix(f" {RANDOMISED}"), one.by, one.ratio, one.lower)
        for one in shown.report.rows
        if one.by != "own"
    }
    assert len(shown.report.table.rows) == len(entered) + 1
    (chart,) = shown.figure.charts
    drawn = picture(chart, shown)
    of = {trace["name"]: trace for trace in drawn["data"]}
    randomised = [study for study in by_hand if study[1] == "randomised"]
    assert len(of["Randomised"]["x"]) == len(randomised) >= 2
    assert len(of["Comparison group"]["x"]) == len(by_hand) - len(randomised)
    names = [note["text"] for note in drawn["layout"]["annotations"]]
    assert sum(RANDOMISED in name for name in names) == len(randomised)
    assert not any("…" in name for name in names), "a name is cut off"


def test_the_table_has_what_each_study_published(
    demo_home: Path, entered: dict[str, dict]
) -> None:
    door = door_of(demo_home)
    request = Request(door, viewer_as(door, Role.BOARD), Selection())
    labels, *_ = [show(figures.STUDIES, request).report.table]
    at = {column.label: place for place, column in enumerate(labels.columns)}
    rows = {row[0]: row for row in labels.rows}
    for study in entered.values():
        row = rows[study["name"]]
        assert row[at["Result as published"]] == study["published"]
        assert row[at["Source"]] == study["source"]
        assert row[at["Could not be checked"]] == study.get("unsure", "nothing").strip()
        assert (row[at["Randomised"]] == "yes") is (study["design"] == "randomised")
        assert row[at["Rate ratio"]] == study.get("ratio", Mark.NO_DATA)


def test_without_an_estimate_the_studies_are_shown_alone(homes: Homes) -> None:
    door = door_of(homes.home("bare", people_lake.make_bare_home))
    request = Request(door, viewer_as(door, Role.BOARD), Selection(pcn="N1"))
    report = show(figures.STUDIES, request).report
    assert report.rows
    assert {one.by for one in report.rows} == {"randomised", "comparison group"}
    assert "This PCN has no estimate" in report.caption.summary


def test_one_programme_has_both_its_answers(
    demo_home: Path, entered: dict[str, dict]
) -> None:
    both = entered["camden"]["both_ways"]
    door = door_of(demo_home)
    request = Request(door, viewer_as(door, Role.BOARD), Selection())
    shown = show(figures.REGRESSION_TO_MEAN, request)
    before, randomised = shown.report.places
    assert (before.value, before.lower, before.upper) == (
        both["before_after"],
        None,
        None,
    )
    assert (randomised.lower, randomised.value, randomised.upper) == (
        both["low"],
        both["randomised"],
        both["high"],
    )
    # The picture is of nothing where the interval holds zero, and only there.
    assert both["low"] < 0 < both["high"]
    assert shown.report.caption.headline.endswith("no difference")
    assert "38 percentage points down" in shown.report.caption.headline
    # What it says stands in the published words of the same study too.
    assert f"{both['randomised']} percentage points" in entered["camden"]["published"]
