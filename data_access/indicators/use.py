"""Use of hospital and general practice by everyone registered: signal, not effect."""

from datetime import date

from data_access.indicators.record import Indicator

_FROM = date(2025, 4, 1)
_NOT_EFFECT = (
    "A trend for everyone registered. It does not show what the care coordinators "
    "changed: see the impact estimate, which has a comparison group."
)


def _rate(
    id_: str, name: str, numerator: str, needs: tuple[str, ...], source: str
) -> Indicator:
    return Indicator(
        id=id_,
        version=1,
        name=name,
        theme="Use of hospital and GP",
        unit="per_1000",
        improvement="neutral" if id_ == "gp_appointments" else "decrease",
        numerator=numerator,
        denominator="months of registered life: days registered and alive over 30.4375",
        exclusions="time before registration, after leaving and after death",
        window="the month",
        facts="facts_registered",
        needs=needs,
        source=source,
        valid_from=_FROM,
        caveat=_NOT_EFFECT,
    )


USE: tuple[Indicator, ...] = (
    _rate(
        "emergency",
        "Emergency admissions",
        "emergency spells starting in the month: admission method 21 to 25, 2A, 2D or "
        "28, transfers not counted, spells that touch merged",
        ("admissions",),
        "NHS Data Dictionary admission method; HES continuous inpatient spell",
    ),
    _rate(
        "ambulatory_sensitive",
        "Ambulatory-sensitive admissions",
        "emergency spells flagged ambulatory care sensitive in the extract",
        ("admissions",),
        "as flagged by the list that the extract's author used",
    ),
    _rate(
        "bed_days",
        "Emergency bed days",
        "days in hospital of emergency spells starting in the month",
        ("admissions",),
        "HES spell duration",
    ),
    _rate(
        "attendances",
        "A&E attendances",
        "attendances at any type of A&E department in the month",
        ("attendances",),
        "Emergency Care Data Set, all department types",
    ),
    _rate(
        "gp_appointments",
        "GP appointments",
        "attended appointments with a GP in the month",
        ("appointments",),
        "Appointments in General Practice",
    ),
)
