"""What oracles share: small homes, built once, and walked through by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from fixtures.by_hand.equity_by_hand import ByHand, demo_by_hand, lead_of
from fixtures.homes.kept import Homes
from fixtures.lakes import care_lake
from fixtures.lakes.estimate_home import EstimateHome

from data_access.store.evidence import Evidence
from data_access.viewer import Viewer


@pytest.fixture(scope="session")
def estimated_from_every_file(homes: Homes) -> EstimateHome:
    """Give a small home with an estimate, and the same people followed by hand."""
    return EstimateHome(homes, "estimate", seed=11)


@pytest.fixture(scope="session")
def estimated_from_required_files(homes: Homes) -> EstimateHome:
    """Give the same where only the files that an estimate cannot do without came."""
    optional = ("attendances", "appointments")
    return EstimateHome(homes, "estimate-of-the-least", seed=11, without=optional)


# Of one test alone: tests come in any order, and each home is made once all the same.
@pytest.fixture(params=["every_file", "required_files"])
def estimated(request: pytest.FixtureRequest) -> EstimateHome:
    """Give the one and the other."""
    found: EstimateHome = request.getfixturevalue(f"estimated_from_{request.param}")
    return found


@pytest.fixture(scope="session")
def by_hand(demo_home: Path) -> ByHand:
    """Give the demo's people, walked through one by one."""
    return demo_by_hand(demo_home)


@pytest.fixture(scope="session")
def lead(demo_home: Path) -> Viewer:
    """Give the clinical lead of every practice of the demo."""
    return lead_of(demo_home)


@pytest.fixture(scope="session")
def care_tables() -> dict[str, pd.DataFrame]:
    """Give the tables of two small PCNs: their caseload, contacts and checks."""
    return care_lake.make_tables()


@pytest.fixture(scope="session")
def care_store(care_tables: dict[str, pd.DataFrame], homes: Homes) -> Evidence:
    """Give the evidence of those tables."""
    return Evidence(homes.home("care", care_lake.make_home))
