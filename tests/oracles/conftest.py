"""What oracles share: homes, and people walked through by hand."""

from pathlib import Path

import pytest
from equity_by_hand import ByHand, demo_by_hand, lead_of
from estimate_home import EstimateHome

from data_access.viewer import Viewer


@pytest.fixture(scope="session", params=["every file", "required files"])
def estimated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> EstimateHome:
    """Give a small home with an estimate, and the same people followed by hand."""
    optional = () if request.param == "every file" else ("attendances", "appointments")
    home = tmp_path_factory.mktemp("estimate")
    return EstimateHome(home, seed=11, without=optional)


@pytest.fixture(scope="session")
def by_hand(demo_home: Path) -> ByHand:
    """Give the demo's people, walked through one by one."""
    return demo_by_hand(demo_home)


@pytest.fixture(scope="session")
def lead(demo_home: Path) -> Viewer:
    """Give the clinical lead of every practice of the demo."""
    return lead_of(demo_home)
