"""What a build works with: its source tables, and those made so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import ibis
from ibis import ir
from ibis.backends.duckdb import Backend


@dataclass(frozen=True, slots=True)
class Source:
    """A version of loaded tables: its name and one Parquet file a table.

    ``erased_since_load`` says that somebody was taken out of it after it was loaded.
    ``covered`` has the months, written 2026-04, that the files of a table were said to
    cover; of other tables nobody said it. ``caseload_rules`` say in words how its cases
    were made of coded events.
    """

    name: str
    tables: Mapping[str, Path]
    synthetic: bool = False
    erased_since_load: bool = False
    covered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    caseload_rules: tuple[str, ...] = ()


@dataclass(slots=True)
class Build:
    """One build under way: the engine, and the tables made so far.

    If ``spark_master`` names a cluster, it computes the estimate's sums, and its
    workers share ``folder``.
    """

    backend: Backend
    folder: Path
    spark_master: str
    tables: dict[str, ir.Table] = field(default_factory=dict)
    sql: dict[str, str] = field(default_factory=dict)

    def keep(
        self,
        name: str,
        expression: ir.Table,
        *,
        temporary: bool = False,
        publish_sql: bool = False,
    ) -> None:
        """Compute a table once, so that later steps read it from disk.

        ``publish_sql`` also keeps its SQL, to be shown with the figures made from it.
        """
        if not publish_sql:
            made = self.backend.create_table(name, expression, temp=temporary)
        else:
            # To write such SQL takes longer than to run it, so it is written once.
            self.sql[name] = str(ibis.to_sql(expression, dialect="duckdb"))
            made = self.backend.create_table(
                name, schema=expression.schema(), temp=temporary
            )
            self.backend.raw_sql(f'INSERT INTO "{name}" {self.sql[name]}')
        self.tables[name] = made
