"""`care-impact impact`: its keys, the page's numbers, other months and windows."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_access.cli.parse import main
from data_access.door import Context, Door, NoCache, reference_of
from data_access.figures.plain import plain
from data_access.figures.viewers import viewer_as
from data_access.questions.impact.impact import impact
from data_access.questions.impact.impact_flow import _STEPS, impact_flow
from data_access.selection import Selection
from data_access.settings import get_settings
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

PCN = "X80001"
STEPS = [name for name, _ in _STEPS]
KEYS = {
    "started",
    "matched",
    "observed",
    "expected",
    "avoided",
    "avoided_low",
    "avoided_high",
    "rate_ratio",
    "rate_ratio_low",
    "rate_ratio_high",
    "naive_change",
    "verdict",
    "grade",
    "smallest_detectable_rate_ratio",
    "diagnostics",
    "reference",
}


@pytest.fixture(autouse=True)
def _home(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARE_IMPACT_HOME", str(demo_home))
    get_settings.cache_clear()


def read_by(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    monkeypatch.setenv("CARE_IMPACT_READER", role)
    get_settings.cache_clear()


def printed(capsys: pytest.CaptureFixture[str], *options: str) -> dict:
    assert main(["impact", "--pcn", PCN, "--json", *options]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["impact", *options]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    return said.err


def test_it_prints_what_the_page_shows(
    capsys: pytest.CaptureFixture[str], demo_home: Path
) -> None:
    found = printed(capsys)
    assert set(found) == KEYS
    context = Context(Evidence(demo_home), Selection(pcn=PCN), Viewer())
    shown = impact(context)
    for name in ("expected", "avoided", "avoided_low", "rate_ratio", "rate_ratio_high"):
        assert found[name] == pytest.approx(getattr(shown, name), rel=1e-12), name
    assert (found["verdict"], found["grade"]) == (shown.verdict, shown.grade)
    assert found["reference"] == reference_of(impact, context).id
    assert shown.naive is not None
    assert 100 * found["naive_change"] == pytest.approx(shown.naive.naive_change)


@pytest.mark.parametrize("role", Role)
def test_its_flow_of_people_is_the_page_s_for_every_reader(
    capsys: pytest.CaptureFixture[str],
    demo_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    role: Role,
) -> None:
    read_by(monkeypatch, role)
    door = Door(Evidence(demo_home), NoCache())
    context = Context(door.evidence, Selection(pcn=PCN), viewer_as(door, role))
    page = [plain(people) for _, people in impact_flow(context).table.rows]
    flow = printed(capsys)["diagnostics"]["flow"]
    assert [flow[name] for name in STEPS if name in flow] == page


def test_it_gives_a_board_no_exact_number(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """People and events to the nearest 5 or suppressed; the rest with two digits."""
    found = printed(capsys)
    counts = {"started", "matched", "observed", *found["diagnostics"]["flow"]}
    numbers = list(every_number(found))
    assert len(numbers) > 60
    for name, number in numbers:
        if name in counts:
            assert number % 5 == 0, name
        elif name not in ("follow_up", "grade"):
            assert number == float(f"{number:.2g}"), name


def every_number(value: object, name: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from every_number(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from every_number(item, name)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield name, value


def test_its_numbers_hold_together(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys)
    # Two digits each, and the count to the nearest 5: they agree to half of the last.
    rounding = 0.06 * found["expected"] + 2.5
    assert found["avoided"] == pytest.approx(
        found["expected"] - found["observed"], abs=rounding
    )
    assert found["rate_ratio"] == pytest.approx(
        found["observed"] / found["expected"], abs=rounding / found["expected"]
    )
    assert found["avoided_low"] <= found["avoided"] <= found["avoided_high"]
    flow = found["diagnostics"]["flow"]
    assert flow["started"] == found["started"] >= flow["matched"]
    assert found["matched"] == pytest.approx(flow["matched"], abs=2)  # to the nearest 5


def test_computing_again_gives_what_was_built(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An earlier month is computed from the lake; the window is in the answer."""
    read_by(monkeypatch, Role.PCN_MANAGER)
    last = printed(capsys)
    earlier = printed(capsys, "--month", "2026-04")
    assert 0 < earlier["started"] < last["started"]
    assert earlier["diagnostics"]["of"]["month"] == "2026-04"
    shorter = printed(capsys, "--follow-up", "3")
    variant = last["diagnostics"]["sensitivity"]["first_3_months"]
    assert shorter["observed"] == variant["observed"]
    # The score is fitted to three months of follow-up in one, to twelve in the other.
    assert shorter["expected"] == pytest.approx(variant["expected"], rel=0.1)
    assert shorter["reference"] != last["reference"] != earlier["reference"]


def test_another_outcome_is_its_own_estimate(
    capsys: pytest.CaptureFixture[str],
) -> None:
    planned = printed(capsys, "--outcome", "elective")
    control = printed(capsys)["diagnostics"]["negative_controls"]["elective"]
    assert planned["rate_ratio"] == control["rate_ratio"]


def test_without_json_it_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["impact", "--pcn", PCN]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [
        name for name in printed(capsys) if name != "diagnostics"
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--pcn", "U99999"], "No PCN with the code U99999"),
        (["--pcn", PCN, "--outcome", "cats"], "choose one of emergency"),
        (["--pcn", PCN, "--month", "October"], "write it like 2026-10"),
        (["--pcn", PCN, "--month", "2031-01"], "outside the months loaded"),
        (["--pcn", PCN, "--follow-up", "0"], "a whole number of months from 1 to 24"),
    ],
)
def test_what_cannot_be_estimated_is_one_sentence(
    capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    assert words in refused(capsys, *options)


def test_a_month_too_early_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_by(monkeypatch, Role.PCN_MANAGER)
    said = refused(capsys, "--pcn", PCN, "--month", "2023-12")
    assert "choose a later month" in said


@pytest.mark.parametrize("role", [Role.BOARD, Role.COMMISSIONER])
@pytest.mark.parametrize("option", [("--month", "2026-09"), ("--follow-up", "11")])
def test_outside_direct_care_no_two_estimates_can_be_subtracted(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    role: Role,
    option: tuple[str, str],
) -> None:
    """Between two months, or two lengths of follow-up, there are a few people."""
    read_by(monkeypatch, role)
    assert "for readers in direct care" in refused(capsys, "--pcn", PCN, *option)
