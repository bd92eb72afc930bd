"""Which cells of the monthly mart may not be shown outside direct care."""

import pandas as pd


def with_flags(cells: pd.DataFrame) -> pd.DataFrame:
    return cells.assign(numerator_withheld=False, denominator_withheld=False)
