"""The estimate on DuckDB and on a Spark cluster: the same sums from the same files."""

from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest
from fixtures.lakes import matching_extract

from data_access.errors import CareImpactError
from data_access.marts.care import coverage
from data_access.marts.impact.impact import build_impact
from data_access.marts.impact.impact_design import Design
from data_access.marts.impact.spark import impact_on_spark
from data_access.questions.impact.matched import trial_sums
from data_access.stats.trials import estimate_trials

pytestmark = [
    pytest.mark.cluster,
    # PySpark 4.3 warns in many places of pandas 3, which it does not claim to support:
    # every number is compared here instead.
    pytest.mark.filterwarnings("ignore"),
]

CLOSE = 1e-9
DESIGN = Design(provisional=2)
KEYS = {
    "impact_sums": ["pcn_code", "slice", "value", "measure"],
    "impact_exact": ["pcn_code"],
    "impact_quarters": ["pcn_code"],
    "impact_path": ["pcn_code", "index_month", "month"],
    "impact_balance": ["pcn_code", "covariate", "group"],
    "impact_flow": ["pcn_code"],
    "impact_picking": ["pcn_code", "admissions", "recent"],
}

Made = dict[str, dict[str, pd.DataFrame]]


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    return matching_extract.make(seed=1)


@pytest.fixture(scope="module")
def there(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Give coverage in which a practice sent nothing for its last four months."""
    code = str(frames["practices"]["practice_code"].iloc[0])
    lost = matching_extract.month_list()[-4:]
    return matching_extract.coverage(frames, {(code, month) for month in lost})


@pytest.fixture(scope="module")
def lake(
    tmp_path_factory: pytest.TempPathFactory, frames: dict[str, pd.DataFrame]
) -> dict[str, Path]:
    """Write the oracle's awkward extract as the lake's files."""
    folder = tmp_path_factory.mktemp("lake")
    backend = ibis.duckdb.connect()
    files = {}
    for name, frame in frames.items():
        files[name] = folder / f"{name}.parquet"
        table = ibis.memtable(frame, schema=matching_extract.SCHEMAS[name])
        backend.to_parquet(table, files[name])
    backend.disconnect()
    return files


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that workers share, with what a killed build left in it."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / "spark-killed" / "step").mkdir(parents=True)
    return folder


@pytest.fixture(scope="module")
def made(
    lake: dict[str, Path], there: pd.DataFrame, cluster: tuple[str, list], shared: Path
) -> Made:
    """Compute the estimate's sums once on each engine."""
    backend = ibis.duckdb.connect()
    tables = {name: backend.read_parquet(path) for name, path in lake.items()}
    on_duckdb = build_impact(
        {**tables, "coverage": ibis.memtable(there, schema=coverage.COLUMNS)}, DESIGN
    )
    backend.disconnect()
    address, _ = cluster
    on_spark = impact_on_spark(
        address, lake, matching_extract.month_list(), there, shared, DESIGN
    )
    return {"duckdb": on_duckdb, "spark": on_spark}


def keyed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    found = frame.set_index(KEYS[name]).sort_index()
    assert found.index.is_unique
    return found


@pytest.mark.parametrize("name", KEYS)
def test_every_sum_is_the_same(made: Made, name: str) -> None:
    one, other = (keyed(made[engine][name], name) for engine in ("duckdb", "spark"))
    assert len(one) > 1
    assert set(made["duckdb"]) == set(made["spark"]) == set(KEYS)
    pd.testing.assert_frame_equal(
        one, other, rtol=CLOSE, atol=CLOSE, check_dtype=False, check_index_type=False
    )


@pytest.mark.parametrize(
    "measure", ["emergency", "bed_days", "attendances", "earlier_year"]
)
def test_every_estimate_is_the_same(made: Made, measure: str) -> None:
    found = []
    for engine in ("duckdb", "spark"):
        rows = made[engine]["impact_sums"]
        whole = rows[(rows["measure"] == measure) & (rows["slice"] == "all")]
        one = estimate_trials(trial_sums(whole))
        found.append((one.expected, one.avoided_low, one.rate_ratio, one.p_value))
    assert found[0][0] > 5
    assert np.allclose(*found, rtol=CLOSE, atol=0)


def test_both_workers_took_part(made: Made, cluster: tuple[str, list]) -> None:
    for worker in cluster[1]:
        assert "Asked to launch executor" in worker.log.read_text()


def test_no_step_stays_behind(made: Made, shared: Path) -> None:
    """Steps hold a row a person: neither ours nor those of a killed build may stay."""
    assert list(shared.iterdir()) == []


def test_a_spark_that_cannot_start_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CareImpactError, match="leave CARE_IMPACT_SPARK_MASTER out"):
        impact_on_spark("local[0]", {}, [], pd.DataFrame(), tmp_path, DESIGN)
    assert list(tmp_path.iterdir()) == []
