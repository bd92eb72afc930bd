"""What oracles of the estimate's questions share: a home, and the walk by hand."""

import pytest
from estimate_home import EstimateHome


@pytest.fixture(scope="session", params=["every file", "required files"])
def estimated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> EstimateHome:
    """Give a small home with an estimate, and the same people followed by hand."""
    optional = () if request.param == "every file" else ("attendances", "appointments")
    home = tmp_path_factory.mktemp("estimate")
    return EstimateHome(home, seed=11, without=optional)
