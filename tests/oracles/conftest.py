"""What oracles share: small homes, built once, and walked through by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from fixtures.by_hand.equity_by_hand import ByHand, demo_by_hand, lead_of
from fixtures.lakes import care_lake, small_lake
from fixtures.lakes.estimate_home import EstimateHome

from data_access.marts.build import Source, build_evidence
from data_access.store.evidence import Evidence, swap_in
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


@pytest.fixture(scope="session")
def care_tables() -> dict[str, pd.DataFrame]:
    """Give the tables of two small PCNs: their caseload, contacts and checks."""
    return care_lake.make_tables()


@pytest.fixture(scope="session")
def care_store(
    care_tables: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory
) -> Evidence:
    """Give the evidence of those tables."""
    home = tmp_path_factory.mktemp("care")
    paths = small_lake.write(care_tables, home)
    folder = home / "evidence"
    swap_in(build_evidence(folder, Source("one", paths), None, provisional_months=2))
    return Evidence(home)
