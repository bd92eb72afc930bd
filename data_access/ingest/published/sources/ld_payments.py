"""Learning disability health checks of each practice, worked out from payments."""

from __future__ import annotations

from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import (
    MOST_POUNDS,
    OGL,
    Feed,
    Reading,
    Rows,
)

_MONEY = ["ld_payment_gbp", "pcn_workforce_gbp", "pcn_care_home_premium_gbp"]


def read(probe: Probe) -> Reading:
    """Read payments; the number of checks is payment / 140 GBP if that is whole.

    It is whole for 95 to 98% of practices from 2018-19 and for 38% in 2017-18.
    """
    rows = Rows(probe.frame(FEED.columns))
    rows.codes("practice_code")
    rows.years("year")
    rows.texts("pcn_code", "commissioner_code", "rurality")
    rows.numbers("registered_patients")
    # Money may be taken back.
    rows.numbers(*_MONEY, least=-MOST_POUNDS, most=MOST_POUNDS)
    rows.numbers("ld_health_checks_est", counts=True)
    frame = rows.table(
        {
            column: column
            for column in (
                *("practice_code", "year", "pcn_code", "commissioner_code"),
                *("registered_patients", "rurality", "ld_health_checks_est"),
                *_MONEY,
            )
        }
    )
    is_pcn = frame["pcn_code"].str.fullmatch(r"U\d{5}", na=False)
    rurality = frame["rurality"].str.lower()
    closed = frame["registered_patients"] == 0
    tidy = frame.assign(
        pcn_code=frame["pcn_code"].where(is_pcn),
        registered_patients=frame["registered_patients"].mask(closed),
        rurality=rurality.where(rurality.isin(["urban", "rural"])),
    )
    rows.note(
        tidy["ld_health_checks_est"].isna(),
        "the payment is not a whole number of checks (62% of 2017-18), so the number "
        "is missing",
    )
    rows.note(closed, "paid with no patient left: it closed, so its list is missing")
    return rows.reading(ld_payments=tidy)


FEED = Feed(
    id="ld_payments",
    title="Learning disability health check payments by practice",
    publisher="NHS England",
    publication="NHS Payments to General Practice",
    licence=OGL,
    grain="practice",
    period="financial year",
    fills=("ld_payments",),
    columns=(
        "year",
        "practice_code",
        "pcn_code",
        "commissioner_code",
        "registered_patients",
        "rurality",
        "ld_health_checks_est",
        *_MONEY,
    ),
    read=read,
)
