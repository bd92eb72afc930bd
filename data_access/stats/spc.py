"""Statistical process control: the charts, by name.

`xmr` for a measure taken every period, `xmr_many` for many of them at once, and for
rare events `t_chart` (time between) or `g_chart` (cases between). Nothing here
rebases by itself: a new group begins only where the caller says so.
"""

from data_access.stats.rare_events import g_chart, t_chart
from data_access.stats.spc_chart import XmrChart, XmrCharts
from data_access.stats.xmr import xmr, xmr_many

__all__ = ["XmrChart", "XmrCharts", "g_chart", "t_chart", "xmr", "xmr_many"]
