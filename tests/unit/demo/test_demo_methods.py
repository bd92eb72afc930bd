"""What docs/methods/demo.md says of the demo is what the demo holds."""

import re
from pathlib import Path

import numpy as np

from data_access.demo import DemoSettings
from data_access.demo.places import EFFECTS, SIZES, pcns
from data_access.demo.truth import truth
from data_access.demo.world import World, world

TEXT = " ".join(
    (Path(__file__).parents[3] / "docs" / "methods" / "demo.md")
    .read_text(encoding="utf-8")
    .split()
)


def grown(rate_ratio: float) -> World:
    asked = DemoSettings(rate_ratio=rate_ratio)
    return world(asked, pcns(asked)[0])


def before_and_after(here: World) -> tuple[int, int, int]:
    """Count people followed for a year, and their admissions before and after."""
    counts = here.spells.emergencies(here.folk, here.timeline)
    people = [
        (person, month)
        for person, month in enumerate(here.starts.month)
        if month + 12 < here.timeline.months
        and here.folk.left[person] > here.timeline.firsts[month + 12]
        and not here.folk.opted_out[person]
    ]
    before = sum(counts[p, m - 12 : m].sum() for p, m in people)
    after = sum(counts[p, m + 1 : m + 13].sum() for p, m in people)
    return len(people), int(before), int(after)


def test_the_worked_example() -> None:
    here = grown(0.85)
    true = truth(here)
    window = true.window()
    assert f"In it {true.started} people start." in TEXT
    assert f"had {window.observed} emergency admissions in follow-up" in TEXT
    assert f"{window.never} would have happened had none ever started" in TEXT
    assert f"and {window.not_now:.1f} are expected" in TEXT
    assert f"is {window.rate_ratio:.3f}, and {window.avoided:.1f} admissions" in TEXT
    people, before, after = before_and_after(here)
    fall = round(100 * (1 - after / before))
    assert f"The {people} people registered" in TEXT
    assert f"had {before} admissions in the 12 months before and {after} after" in TEXT
    assert f"a fall of {fall}%" in TEXT
    _, same, inert = before_and_after(grown(1.0))
    fall = round(100 * (1 - inert / same))
    assert f"fall from {same} to {inert}, by {fall}%" in TEXT


def test_the_effects_and_sizes_of_an_icb() -> None:
    listed = re.search(r"next eleven have ([^:]+):", TEXT)
    assert listed
    numbers = [float(one) for one in re.findall(r"\d\.\d+", listed[1])]
    assert numbers == list(EFFECTS)
    assert f"from {min(SIZES)} to {max(SIZES)} times the average" in TEXT
    assert np.isclose(np.mean(SIZES), 1.0)
