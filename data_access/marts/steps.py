"""Steps of a long computation, each computed once and dropped at the end."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self

import ibis


class Steps:
    """Keep steps on the engine of their tables until the end of a `with` block."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def once(self, step: ibis.Table) -> ibis.Table:
        """Compute a table now, so that later steps read the result.

        Spark has no temporary tables, only views that it computes at every use: on
        Spark a step is a table of the warehouse until it is dropped.
        """
        backend = step.get_backend()
        name = ibis.util.gen_name("step")
        table = backend.create_table(name, step, temp=backend.name == "duckdb")
        # Not `drop_table`: SQLGlot 30.30 renders the DROP of Ibis 12 without a name.
        self._stack.callback(backend.raw_sql, f"DROP TABLE {name}")
        return table
