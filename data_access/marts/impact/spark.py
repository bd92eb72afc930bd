"""Compute the matched estimate on a Spark cluster: the same marts, another engine."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis
import pandas as pd

from data_access.errors import CareImpactError
from data_access.marts.calendar import months_table
from data_access.marts.care import ambulatory_care, coverage
from data_access.marts.impact.impact import build_impact
from data_access.marts.impact.impact_again import READ
from data_access.marts.impact.impact_design import Design
from data_access.marts.lake_tables import lake_table


def impact_on_spark(
    master: str,
    files: Mapping[str, Path],
    months: Sequence[date],
    there: pd.DataFrame,
    shared: Path,
    design: Design,
) -> dict[str, pd.DataFrame]:
    """Return the tables of `impact.build_impact`, from the lake's files.

    `there` are the rows of the mart "coverage". `master` is the address of the cluster
    (spark://host:port, or local[2] for this machine). Its workers must see `files` and
    be able to write to the folder `shared`, where the steps are kept until the end.
    Executors and their memory are set as for any Spark program, in
    `spark-defaults.conf`. Raises CareImpactError if Spark is not installed or cannot
    be started.
    """
    # Files of a build that was killed include people's rows, so delete them.
    for left_behind in shared.glob("spark-*"):
        shutil.rmtree(left_behind)
    with (
        TemporaryDirectory(prefix="spark-", dir=shared) as warehouse,
        _connected(master, Path(warehouse)) as backend,
    ):
        tables = {
            name: lake_table(backend, name, files[name].absolute())
            for name in READ
            if name in files
        }
        tables["admissions"] = ambulatory_care.told(tables["admissions"])
        given = {
            "months": months_table([*months]),
            "coverage": ibis.memtable(there, schema=coverage.COLUMNS),
        }
        return build_impact({**tables, **given}, design)


@contextmanager
def _connected(master: str, warehouse: Path) -> Iterator[ibis.BaseBackend]:
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise CareImpactError(
            "Spark is asked for and not installed: install the extra `spark` "
            "(pip install 'care-impact[spark]'), or leave CARE_IMPACT_SPARK_MASTER out."
        ) from None
    try:
        session = (
            SparkSession.builder.appName("Care Impact")
            .master(master)
            .config("spark.sql.warehouse.dir", warehouse.absolute().as_uri())
            # No metastore: Derby would leave a database in the working folder.
            .config("spark.sql.catalogImplementation", "in-memory")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .getOrCreate()
        )
    except (PySparkException, Py4JError) as problem:
        raise CareImpactError(
            f"Spark could not be started at {master} ({type(problem).__name__}): check "
            "that Java 17 or later is installed and the master runs, or leave "
            "CARE_IMPACT_SPARK_MASTER out."
        ) from None
    try:
        yield ibis.pyspark.connect(session)
    finally:
        session.stop()
