"""Every published feed, in order of preference."""

from __future__ import annotations

from data_access.ingest.published.sources import (
    ae_icb,
    boundaries,
    cancer_admissions,
    dementia,
    epcn,
    gp_survey,
    icb_codes,
    imd,
    ld_checks,
    ld_payments,
    list_size,
    practice_map,
    qof,
    qof_achievement,
    smi_checks,
    workforce_individual,
    workforce_panel,
)
from data_access.ingest.published.sources.reading import Feed

# If two feeds have the same row, that of the earlier in this list is kept: the official
# individual-level workforce file before the panel collected from past releases.
FEEDS: tuple[Feed, ...] = (
    practice_map.FEED,
    epcn.FEED,
    # Before the list of codes, whose columns a boundary file may have too.
    boundaries.FEED,
    icb_codes.FEED,
    list_size.FEED,
    imd.FEED,
    qof.FEED,
    qof_achievement.FEED,
    workforce_individual.FEED,
    workforce_panel.FEED,
    ae_icb.FEED,
    ld_checks.FEED,
    ld_payments.FEED,
    smi_checks.FEED,
    gp_survey.FEED,
    dementia.FEED,
    cancer_admissions.FEED,
)
