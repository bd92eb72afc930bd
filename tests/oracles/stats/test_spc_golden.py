"""XmR charts against NHSRplotthedots 0.2.2 (R), every point of every series."""

import numpy as np
import pytest
from fixtures import golden_files

from data_access.stats import spc

SERIES = golden_files.read("spc/inputs/series.csv")
META = golden_files.read("spc/inputs/series_meta.csv").set_index("series_id")
POINTS = golden_files.read("spc/expected/ptd_points.csv")
SUMMARY = golden_files.read("spc/expected/ptd_summary.csv").set_index(
    ["series_id", "config"]
)
DISAGREEMENTS = golden_files.read("spc/expected/disagreements.csv")
REAL = (
    "real_ae_R1H_attendances",
    "real_ae_RJZ_breaches",
    "real_ae_RQM_pct4h",
    "real_ae_RR1_attendances",
    "real_ae_RR8_pct4h",
    "real_ae_RRK_breaches",
    "real_ae_RXF_admissions",
    "real_ons_weekly_deaths",
)
CASES = golden_files.cases(SERIES, "series_id", REAL)
SCREEN = {"default": True, "excel": False}
LINES = {
    "mean": "mean",
    "lower": "lpl",
    "upper": "upl",
    "near_lower": "nlpl",
    "near_upper": "nupl",
}

# Where this product decides otherwise than NHSRplotthedots, by case.
DECISIONS = {
    ("c33_constant", "default"): (
        "a constant series has limits equal to its mean, where screening with the"
        " reference leaves no moving range and so no limits"
    ),
}

RULES = {"Common Cause": "", "Above UCL": "limits", "Below LCL": "limits"}
KINDS = {"7 Point Trend": "trend", "2 in 3": "two_of_three", "7 Points": "shift"}
ASSURANCE = {"pass": "pass", "fail": "fail", "inconsistent": "hit_or_miss"}


def ours(name: str, config: str) -> tuple[spc.XmrChart, list[str]]:
    given, meta = SERIES[SERIES["series_id"] == name], META.loc[name]
    dates = given["date"].tolist()
    rebases = str(meta["rebase_dates"]).split(";") if meta.notna().rebase_dates else []
    baseline = meta["fix_after_n_points"]
    chart = spc.xmr(
        given["value"],
        improvement=meta["improvement_direction"],
        target=None if np.isnan(meta["target"]) else meta["target"],
        rebase_at=[dates.index(date) for date in rebases],
        screen=SCREEN[config],
        baseline=None if np.isnan(baseline) else int(baseline),
    )
    return chart, [dates[position] for position in chart.kept]


def rule_of(words: str) -> str:
    if words in RULES:
        return RULES[words]
    return next(rule for start, rule in KINDS.items() if words.startswith(start))


@pytest.mark.parametrize("config", SCREEN)
@pytest.mark.parametrize("name", CASES)
def test_every_point_agrees(name, config):
    chart, dates = ours(name, config)
    expected = POINTS[(POINTS["series_id"] == name) & (POINTS["config"] == config)]
    assert dates == expected["date"].tolist()
    np.testing.assert_allclose(chart.mean, expected["mean"], rtol=1e-9)
    if (name, config) in DECISIONS:
        assert expected["lpl"].isna().all()
        for line in LINES:
            np.testing.assert_array_equal(getattr(chart, line), chart.mean)
    else:
        # A limit may lie near 0, where only the other lines give a scale.
        tiny = 1e-12 * expected["upl"].abs().max()
        for line, column in LINES.items():
            np.testing.assert_allclose(
                getattr(chart, line), expected[column], rtol=1e-9, atol=tiny
            )
    types = expected["special_cause_type"]
    assert chart.rule.tolist() == [rule_of(words) for words in types]
    labels = expected["point_type"].str.removeprefix("special_cause_")
    assert chart.label.tolist() == labels.tolist()
    assert chart.trial is bool(expected["short_group_warning"].iloc[-1])


@pytest.mark.parametrize("config", SCREEN)
@pytest.mark.parametrize("name", CASES)
def test_icons_agree(name, config):
    chart, _ = ours(name, config)
    expected = SUMMARY.loc[(name, config)]
    assert chart.variation == expected["variation_icon"]
    assert chart.assurance == ASSURANCE.get(expected["assurance_icon"])


def test_decisions_are_about_cases_that_are_here():
    assert {name for name, _ in DECISIONS} <= set(SERIES["series_id"])


def test_the_reference_is_followed_where_other_rule_sets_differ():
    """Trends do not cross a rebase, one rule a point, limits do not count to 2 of 3."""
    constructed = DISAGREEMENTS[~DISAGREEMENTS["series_id"].str.startswith("real_")]
    points = constructed[constructed["level"] == "point"]
    assert set(points["series_id"]) == {
        "c16_near_plus_astro_same_side",
        "c26_trend_across_rebase",
        "c40_conflict_falling_above_mean",
    }
    for row in points.itertuples():
        chart, dates = ours(row.series_id, "excel")
        rule = chart.rule[dates.index(row.date)]
        assert rule == rule_of(row.nhsrplotthedots_type), (row.series_id, row.date)
    icons = constructed[constructed["level"] == "variation_icon"]
    assert len(icons) == 2
    for row in icons.itertuples():
        assert ours(row.series_id, "excel")[0].variation == row.nhsrplotthedots


def test_every_vocabulary_word_of_the_reference_is_met():
    met = {rule_of(words) for words in POINTS["special_cause_type"]}
    assert met == {"", "limits", "trend", "two_of_three", "shift"}
