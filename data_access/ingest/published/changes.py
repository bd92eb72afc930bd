"""What a load of published files changes of the load before it."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from data_access.ingest.published.read_published import PublishedData
from data_access.ingest.published.sources.catalogue import FEEDS
from data_access.ingest.published.sources.revisions import difference
from data_access.ingest.published.sources.tables import FEED_TABLES, FeedTable


def changes(previous: Path, data: PublishedData) -> Iterator[str]:
    """Yield a sentence for each period whose figures differ, and each that is gone.

    A version is all of one folder: what was loaded before and is not in the folder any
    more is no longer shown.
    """
    for name, table in FEED_TABLES.items():
        file = previous / f"{name}.parquet"
        if table.join is None or not file.exists():
            continue
        title = next(feed.title for feed in FEEDS if name in feed.fills)
        before = _periods(table, pq.read_table(file).to_pandas())
        held = data.tables.get(name)
        now = _periods(table, held.to_pandas()) if held is not None else {}
        gone = sorted(before.keys() - now.keys())
        if gone and not now:
            yield f"{title}: loaded before, and not in this folder."
        elif gone:
            yield (
                f"{title}: loaded before, and not in this folder, for {gone[0]}"
                + (f" and {len(gone) - 1:,} more." if len(gone) > 1 else ".")
            )
        for period in sorted(before.keys() & now.keys()):
            found = difference(table, before[period], now[period])
            if found is not None:
                of = f", {period}" if period else ""
                yield f"{title}{of}: differs from the last load in {found.text()}."


def _periods(table: FeedTable, frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the rows of each period; a list without a date has one, without a name."""
    if table.period is None or table.period in table.key[:1]:
        return {"": frame}
    return {str(when): rows for when, rows in frame.groupby(table.period)}
