"""One owner for each target: its own forecast, and no other sentence."""

import re
from collections import Counter

from dash import Dash

from data_access.errors import CareImpactError
from data_access.figures.registry import FIGURES
from data_access.figures.show import Request, show
from data_access.figures.viewers import viewer_as
from data_access.selection import Selection
from data_access.viewer import Role
from pages._store import STORES

REACHED = re.compile(
    r"target[^.]* (will|reach|miss|met)|(reach|miss|meet|met)[^.]* target",
    re.IGNORECASE,
)


def test_the_forecast_alone_says_whether_a_target_is_reached(demo_app: Dash) -> None:
    door = demo_app.server.extensions[STORES].home.door
    told: Counter = Counter()
    for role in (Role.BOARD, Role.PCN_MANAGER):
        request = Request(door, viewer_as(door, role), Selection())
        for figure in FIGURES.values():
            if "patients" not in figure.needs:
                continue
            try:
                caption = show(figure, request).report.caption
            except CareImpactError:
                continue
            words = f"{caption.headline}. {caption.summary}"
            forecast = figure.name.endswith(("/year", "complex/target"))
            told[forecast] += 1
            if REACHED.search(words):
                assert forecast, (figure.name, words)
                told["target"] += 1
    assert told["target"] >= 2
    assert told[False] > 100
