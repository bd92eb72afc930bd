"""Every source there is, in the order in which one is preferred to the next."""

from __future__ import annotations

from data_access.ingest.published.sources import (
    ae_icb,
    boundaries,
    epcn,
    icb_codes,
    imd,
    ld_checks,
    ld_payments,
    list_size,
    practice_map,
    qof,
    smi_checks,
    workforce_individual,
    workforce_panel,
)
from data_access.ingest.published.sources.reading import Source

# Where two sources hold the same row, the earlier in this list is kept: the official
# individual-level workforce file before the panel collected from past releases.
SOURCES: tuple[Source, ...] = (
    practice_map.SOURCE,
    epcn.SOURCE,
    # Before the list of codes, whose columns a boundary file may have too.
    boundaries.SOURCE,
    icb_codes.SOURCE,
    list_size.SOURCE,
    imd.SOURCE,
    qof.SOURCE,
    workforce_individual.SOURCE,
    workforce_panel.SOURCE,
    ae_icb.SOURCE,
    ld_checks.SOURCE,
    ld_payments.SOURCE,
    smi_checks.SOURCE,
)
