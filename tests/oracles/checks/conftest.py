"""The towns whose checks are counted again, person by person."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from fixtures.by_hand.checks_by_hand import Town, demo_town

from data_access.store.evidence import Evidence


@pytest.fixture(scope="module")
def care(care_store: Evidence, care_tables: dict[str, pd.DataFrame]) -> Town:
    return Town(care_store, care_tables, date(2026, 6, 1), "N1")


@pytest.fixture(scope="module")
def demo(demo_home: Path) -> Town:
    return demo_town(demo_home)
