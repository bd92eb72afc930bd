"""Recount the figures of the health checks' page, person by person."""

import math
from collections import Counter
from datetime import date

import pytest
from fixtures.by_hand.checks_by_hand import (
    BOARD,
    CHECKS,
    MARCH,
    NEEDED,
    Only,
    Row,
    Town,
    agrees,
    at,
    direction,
    near5,
    places,
    shown_limits,
    viewers,
)
from fixtures.by_hand.equity_by_hand import wilson
from fixtures.lakes.care_lake import age_at, end_of, is_day, year_before
from scipy import stats

from data_access.answers.core import Mark
from data_access.errors import CareImpactError
from data_access.questions.checks.check_compared import check_compared
from data_access.questions.checks.check_overview import check_overview
from data_access.questions.checks.check_parts import check_parts
from data_access.questions.checks.check_places import check_places
from data_access.questions.indicators.indicator_trend import indicator_trend
from data_access.questions.parts.direct_care import NotPermittedError


def way_of(
    now: tuple[float, float], before: tuple[float, float], *, exact: bool
) -> int:
    """Say which way a share went, from the counts as the reader sees them."""
    pairs = (now, before)
    if not exact:
        pairs = tuple((near5(n), near5(d)) for n, d in pairs)
    return direction(*pairs) if all(d for _, d in pairs) else 0


@pytest.mark.parametrize("month", [date(2026, 10, 1), MARCH])
def test_every_check_is_what_counting_people_gives(demo: Town, month: date) -> None:
    words = {
        0: "no more than usual variation",
        1: "improving, more than chance",
        -1: "getting worse, more than chance",
    }
    a_year_ago = month.replace(year=month.year - 1)
    seen: Counter = Counter()
    for practice in places(demo):
        counted = {check: demo.counts(check, month, practice) for check in CHECKS}
        earlier = {c: demo.counts(c, a_year_ago, practice) for c in CHECKS}
        for viewer, exact in viewers(demo):
            report = check_overview(demo.ask(viewer, month, **at(practice)))
            assert [item.code for item in report.places] == CHECKS
            named: dict[str, list[str]] = {}
            for item, row in zip(report.places, report.table.rows, strict=True):
                now = counted[item.code]
                mark = agrees(item, *now, exact=exact)
                seen[mark, exact] += 1
                said = row[6]
                if mark is not None:
                    assert said == "not judged", "a direction beside what is hidden"
                    continue
                seen[said] += 1
                trend = indicator_trend(
                    demo.ask(viewer, month, **at(practice)), item.code
                ).trend
                assert said == trend.verdict.reading
                by_people = way_of(now, earlier[item.code], exact=exact)
                assert said in ("not judged", words[0], words[by_people])
                assert row[1:5] == (
                    item.value,
                    item.lower,
                    item.upper,
                    item.denominator,
                )
                named.setdefault(said, []).append(item.name)
            for name in (*named.get(words[1], ()), *named.get(words[-1], ())):
                assert name in report.caption.headline
    assert seen[None, True] > 5
    assert seen[None, False] > 5
    assert seen[words[0]] > 2


def test_few_people_are_too_few_to_compare_and_never_a_share(care: Town) -> None:
    for viewer, exact in viewers(care):
        report = check_overview(care.ask(viewer))
        for item in report.places:
            n, d = care.counts(item.code, care.month)
            agrees(item, n, d, exact=exact)
        few = Mark.TOO_FEW if exact else Mark.SUPPRESSED
        assert few in {item.mark for item in report.places}


@pytest.mark.parametrize("check", ["smi_check", "ld_check"])
def test_each_part_is_what_counting_people_gives(demo: Town, check: str) -> None:
    shown = 0
    for viewer, exact in viewers(demo):
        for month in (demo.month, MARCH):
            report = check_parts(demo.ask(viewer, month), check)
            assert len(report.places) == (6 if check == "smi_check" else 3)
            values = {}
            for item in report.places:
                n, d = demo.counts(item.code, month)
                if agrees(item, n, d, exact=exact) is None:
                    values[item.name] = item
            shown += len(values)
            if "missing most often" in report.caption.headline:
                least = min(values.values(), key=lambda one: one.value)
                most = max(values.values(), key=lambda one: one.value)
                assert least.upper < most.lower
                assert report.caption.headline.startswith(least.name)
    # Fewer than 20 have a learning disability, so of theirs nothing is compared.
    assert shown >= 6 if check == "smi_check" else shown == 0


def test_a_check_without_parts_says_so(care: Town) -> None:
    with pytest.raises(CareImpactError, match="recorded as a whole"):
        check_parts(care.ask(BOARD), "dementia_review")


def groups(row: Row, month: date) -> dict[str, str]:
    decile, ethnicity = row["imd_decile"], row["ethnicity"]
    age = age_at(row, month)
    bands = {18: "0-17", 40: "18-39", 65: "40-64", 75: "65-74", 85: "75-84"}
    band = next((word for limit, word in bands.items() if age < limit), "85+")
    return {
        "deprivation": str((int(decile) + 1) // 2) if is_day(decile) else "unknown",
        "ethnicity": ethnicity if is_day(ethnicity) else "unknown",
        "age": band,
    }


def practice_flags(
    shown: dict[str, tuple[float, float]], share: float
) -> dict[str, str]:
    """Say whose count has a binomial tail of less than 0.1% or 2.5%."""
    found = dict.fromkeys(shown, "")
    for code, (n, d) in shown.items():
        for words, tail in (("95", 0.025), ("998", 0.001)):
            if stats.binom.cdf(n, d, share) < tail:
                found[code] = f"low_{words}"
            if stats.binom.sf(n - 1, d, share) < tail:
                found[code] = f"high_{words}"
    return found


def newcombe(n: float, d: float, n2: float, d2: float, z: float) -> tuple[float, float]:
    (p, low, high), (p2, low2, high2) = (
        (a / b, *(limit for limit in wilson(a, b, z))) for a, b in ((n, d), (n2, d2))
    )
    return (
        p - p2 - math.hypot(p - low, high2 - p2),
        p - p2 + math.hypot(high - p, p2 - low2),
    )


def group_flags(
    shown: dict[str, tuple[float, float]], whole: tuple[float, float]
) -> dict[str, str]:
    """Say which groups differ from the rest, allowing for how many are compared."""
    found = {}
    z = stats.norm.isf(0.025 / max(len(shown), 1))
    for code, (n, d) in shown.items():
        rest = whole[1] - d
        low, high = newcombe(n, d, min(whole[0] - n, rest), rest, z)
        found[code] = "high_95" if low > 0 else "low_95" if high < 0 else ""
    return found


@pytest.mark.parametrize("check", ["diabetes_processes", "nhs_health_check"])
def test_practices_and_groups_are_what_counting_people_gives(
    demo: Town, check: str
) -> None:
    month = demo.month
    seen: Counter = Counter()
    for viewer, exact in viewers(demo):
        parts = dict(check_compared(demo.ask(viewer), check).parts)
        assert list(parts) == ["practices", "deprivation", "ethnicity", "age"]
        for dimension, report in parts.items():
            if dimension == "practices":
                assert [item.code for item in report.places] == demo.practices
                n, d = demo.counts(check, month)
                share = n / d if exact else near5(n) / near5(d)
                assert report.average == pytest.approx(100 * share)
                assert report.together is not None
                assert report.together.value == report.average
            counted = {}
            for item in report.places:
                only: Only = lambda row, d=dimension, c=item.code: (  # noqa: E731
                    groups(row, month)[d] == c
                )
                counted[item.code] = (
                    demo.counts(check, month, item.code)
                    if dimension == "practices"
                    else demo.counts(check, month, only=only)
                )
            everyone = sum(d for _, d in counted.values())
            assert everyone == demo.counts(check, month)[1], "a group is lost"
            reader = (lambda n: n) if exact else near5
            shown = {
                item.code: tuple(reader(n) for n in counted[item.code])
                for item in report.places
                if item.mark is None
            }
            whole = tuple(reader(n) for n in demo.counts(check, month))
            flags = (
                practice_flags(shown, whole[0] / whole[1])
                if dimension == "practices"
                else group_flags(shown, whole)
            )
            for item in report.places:
                few = counted[item.code][1] * whole[0] < 5 * whole[1]
                if item.mark is Mark.TOO_FEW and dimension != "practices":
                    n, d = (reader(x) for x in counted[item.code])
                    unsure = not exact and min(n, whole[0] - n) < 8
                    assert few or unsure or d < 20
                elif dimension == "practices":
                    assert agrees(item, *counted[item.code], exact=exact) is item.mark
                elif item.mark is None:
                    n, d = shown[item.code]
                    limits = [100 * x for x in wilson(n, d)]
                    wanted = limits if exact else shown_limits(n, d)
                    numbers = (item.value, item.lower, item.upper)
                    assert numbers == pytest.approx([100 * n / d, *wanted])
                seen[item.mark, exact] += 1
                assert item.flag == flags.get(item.code, "")
    assert min(seen[None, True], seen[None, False]) > 3


# --- places -----------------------------------------------------------------------


def where_finished(town: Town, check: str, month: date, practice: str) -> Counter:
    """Count the complete by where the last of what was recorded was done."""
    end = end_of(month)
    first = year_before(end)
    name, found = NEEDED[check][1][0][0], Counter()
    for row in town.here(practice, month):
        complete = town.completed(check, row, first, end) is not None
        if not (complete and town.on_register(check, row, end)):
            continue
        mine = [
            c
            for c in town.checks.get(row["person_id"], [])
            if c["check"] == name
            and not c["declined"]
            and first <= c["done_on"] <= end
            and (check != "ld_check" or c["element"] in ("check", "action_plan"))
        ]
        last = max(c["done_on"] for c in mine)
        on_the_day = [c["place"] for c in mine if c["done_on"] == last]
        found[min(p if is_day(p) else "unknown" for p in on_the_day)] += 1
    return found


@pytest.mark.parametrize(
    ("town", "check", "month"),
    [
        ("care", "smi_check", MARCH),
        ("care", "dementia_review", MARCH),
        ("demo", "smi_check", MARCH),
        ("demo", "diabetes_processes", MARCH),
    ],
)
def test_places_are_of_the_people_with_a_complete_check(
    town: str, check: str, month: date, request: pytest.FixtureRequest
) -> None:
    here: Town = request.getfixturevalue(town)
    for practice in places(here):
        found = where_finished(here, check, month, practice)
        whole = sum(found.values())
        assert whole == here.counts(check, month, practice)[0]
        report = check_places(here.ask(here.manager, month, **at(practice)), check)
        by_code = {item.code: item for item in report.places}
        assert {code for code, n in found.items() if n} <= set(by_code)
        for item, row in zip(report.places, report.table.rows, strict=True):
            if whole:
                assert item.value == pytest.approx(100 * found[item.code] / whole)
                assert row[1] == found[item.code]
                assert item.denominator == whole
            else:
                assert item.mark is Mark.NO_DATA
    found = where_finished(here, check, month, "all")
    whole = sum(found.values())
    for item, row in zip(
        (report := check_places(here.ask(BOARD, month), check)).places,
        report.table.rows,
        strict=True,
    ):
        n = found[item.code]
        if item.mark is not None:
            assert item.value is None
            assert isinstance(row[1], Mark) or row[1] == near5(n)
            continue
        assert not 1 <= n <= 7
        assert not 1 <= whole <= 7
        assert row[1] == near5(n)
        assert item.value == pytest.approx(min(100 * near5(n) / near5(whole), 100))
    with pytest.raises(NotPermittedError, match="direct care"):
        check_places(here.ask(BOARD, month, practice=here.practices[0]), check)
