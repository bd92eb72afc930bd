"""The catalogue: every indicator of the product, in the order it is shown.

Definitions follow the public sources each record names. What a source does not fix
is said to be the product's own choice, so that a reader can disagree with it.
"""

from data_access.indicators.caseload import CASELOAD
from data_access.indicators.checks import CHECKS
from data_access.indicators.record import Indicator
from data_access.indicators.use import USE

INDICATORS: tuple[Indicator, ...] = (*CHECKS, *CASELOAD, *USE)

BY_ID = {indicator.id: indicator for indicator in INDICATORS}
