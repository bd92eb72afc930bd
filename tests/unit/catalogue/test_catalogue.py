from pathlib import Path

import pytest

from data_access.catalogue.indicators import BY_ID, FILES, FOLDER, read_catalogue
from data_access.errors import CareImpactError
from data_access.marts.care import (
    counts_caseload,
    counts_checks,
    counts_referrals,
    counts_registered,
)

GOOD = """
[one]
name = "One"
version = 1
theme = "Caseload"
unit = "count"
improvement = "neutral"
kind = "flow"
numerator = "people"
denominator = "none: a count"
exclusions = "none"
window = "the month"
counts = "counts_caseload"
needs = ["caseload"]
source = "own"
valid_from = 2025-04-01
"""


def test_the_catalogue_holds_what_a_board_asks_for() -> None:
    asked = {
        "smi_check",
        "smi_alcohol",
        "smi_blood_glucose",
        "smi_lipids",
        "smi_blood_pressure",
        "smi_bmi",
        "smi_smoking",
        "ld_check",
        "dementia_review",
        "diabetes_foot",
        "caseload_open",
        "caseload_per_wte",
        "caseload_new",
        "caseload_closed",
        "referrals_in",
        "referrals_out",
        "first_contact",
        "did_not_attend",
        "home_visits",
        "care_plan",
        "emergency_caseload",
        "attendances",
        "wte_in_post",
    }
    assert asked <= set(BY_ID)


def test_every_admissions_indicator_warns_that_it_is_no_effect() -> None:
    for indicator in BY_ID.values():
        if indicator.theme == "Use of hospital and GP":
            assert "comparison group" in indicator.caveat


def test_every_record_names_a_mart_that_counts_it() -> None:
    marts = {
        module.NAME: Path(str(module.__file__)).read_text()
        for module in (counts_caseload, counts_checks, counts_referrals)
    }
    for indicator in BY_ID.values():
        if indicator.counts in marts and not indicator.id.startswith("smi_"):
            named = f"{indicator.id}_n" in marts[indicator.counts]
            assert named or f'"{indicator.id}"' in marts[indicator.counts]
        elif indicator.counts == counts_registered.NAME:
            assert indicator.id in counts_registered.RATES


def written(folder: Path, text: str) -> list[Path]:
    file = folder / "some.toml"
    file.write_text(text)
    return [file]


def test_a_good_record_is_read(tmp_path: Path) -> None:
    (one,) = read_catalogue(written(tmp_path, GOOD))
    assert (one.id, one.minimum_denominator, one.version) == ("one", 20, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("version = 1", "version = 0"), "version"),
        (('unit = "count"', 'unit = "furlongs"'), "unit"),
        (('source = "own"', 'source = ""'), "source"),
        (('source = "own"', ""), "source"),
        (("[one]", "['One!']"), "id"),
        (('kind = "flow"', ""), "kind"),
        (('kind = "flow"', 'kind = "wave"'), "kind"),
        (('kind = "flow"', 'kind = "share"'), "percent"),
        (('kind = "flow"', 'kind = "rolling year"'), "lookback_months of 12"),
        (('window = "the month"', 'window = "the month"\nwidth = 3'), "width"),
        (("valid_from = 2025-04-01", "valid_from = 'soon'"), "valid_from"),
        (('name = "One"', "name = "), "cannot be read"),
    ],
)
def test_a_wrong_record_is_named_with_what_is_wrong(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    with pytest.raises(CareImpactError, match=r"some\.toml") as problem:
        read_catalogue(written(tmp_path, GOOD.replace(*change)))
    assert said in str(problem.value)


def test_the_same_id_twice_is_refused(tmp_path: Path) -> None:
    files = [FOLDER / FILES[0], *written(tmp_path, GOOD.replace("[one]", "[ld_check]"))]
    with pytest.raises(CareImpactError, match="again"):
        read_catalogue(files)
