"""Recount the figures of the health checks' page, person by person."""

from collections import Counter
from datetime import date

import pandas as pd
import pytest
from fixtures.by_hand.checks_by_hand import (
    BOARD,
    CHECKS,
    MARCH,
    NEEDED,
    Only,
    Town,
    agrees,
    at,
    direction,
    near5,
    places,
    viewers,
)
from fixtures.lakes.care_lake import end_of, is_day, year_before
from scipy import stats

from data_access.answers.core import Mark
from data_access.errors import CareImpactError
from data_access.questions.checks.check_compared import check_compared
from data_access.questions.checks.check_overview import check_overview
from data_access.questions.checks.check_parts import check_parts
from data_access.questions.checks.check_places import check_places
from data_access.questions.parts.direct_care import NotPermittedError


@pytest.mark.parametrize("month", [date(2026, 10, 1), MARCH])
def test_every_check_is_what_counting_people_gives(demo: Town, month: date) -> None:
    words = {1: "higher", -1: "lower", 0: "cannot tell"}
    before = month.replace(year=month.year - 1)
    seen: Counter = Counter()
    for practice in places(demo):
        counted = {check: demo.counts(check, month, practice) for check in CHECKS}
        earlier = {check: demo.counts(check, before, practice) for check in CHECKS}
        for viewer, exact in viewers(demo):
            report = check_overview(demo.ask(viewer, month, **at(practice)))
            assert [item.code for item in report.places] == CHECKS
            named: dict[str, list[str]] = {"higher": [], "lower": []}
            for item, row in zip(report.places, report.table.rows, strict=True):
                now = counted[item.code]
                mark = agrees(item, *now, exact=exact)
                seen[mark, exact] += 1
                said = row[6]
                if mark is not None:
                    assert said == "not known", "a direction beside what is hidden"
                    continue
                assert said == words[direction(now, earlier[item.code])]
                assert row[1:5] == (
                    item.value,
                    item.lower,
                    item.upper,
                    item.denominator,
                )
                named.setdefault(said, []).append(item.name)
                seen[said] += 1
            for said, names in named.items():
                if said != "cannot tell":
                    for name in names:
                        assert name in report.caption.headline
    assert seen[None, True] > 5
    assert seen[None, False] > 5
    assert seen["cannot tell"] > 2


def test_few_people_are_too_few_to_compare_and_never_a_share(care: Town) -> None:
    for viewer, exact in viewers(care):
        report = check_overview(care.ask(viewer))
        for item in report.places:
            n, d = care.counts(item.code, care.month)
            agrees(item, n, d, exact=exact)
        assert {item.mark for item in report.places} >= {Mark.TOO_FEW}


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


def groups(row: pd.Series, month: date) -> dict[str, str]:
    decile, ethnicity = row["imd_decile"], row["ethnicity"]
    age = month.year - row["birth_year"]
    bands = {18: "0-17", 40: "18-39", 65: "40-64", 75: "65-74", 85: "75-84"}
    band = next((word for limit, word in bands.items() if age < limit), "85+")
    return {
        "deprivation": str((int(decile) + 1) // 2) if is_day(decile) else "unknown",
        "ethnicity": ethnicity if is_day(ethnicity) else "unknown",
        "age": band,
    }


def flags_of(counts: dict[str, tuple[int, int]]) -> dict[str, str]:
    """Say who lies outside a binomial funnel: the flag, where chance is plainly less.

    Limits between whole counts are interpolated, so only those that both the count and
    the next towards the middle leave out, or both hold, are told.
    """
    compared = {code: (n, d) for code, (n, d) in counts.items() if d >= 20}
    total = [sum(column) for column in zip(*compared.values(), strict=True)]
    if len(compared) < 2 or not total[0]:
        return dict.fromkeys(counts, "")
    share = total[0] / total[1]
    found = dict.fromkeys(counts, "")
    for code, (n, d) in compared.items():
        for words, tail in (("95", 0.025), ("998", 0.001)):
            for way, beyond in (
                ("low", [stats.binom.cdf(n + k, d, share) for k in (0, 1)]),
                ("high", [stats.binom.sf(n - 1 - k, d, share) for k in (0, 1)]),
            ):
                if beyond[1] < tail:
                    found[code] = f"{way}_{words}"
                elif beyond[0] < tail:
                    found[code] += "?"
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
                if report.average is not None:
                    assert report.average == pytest.approx(100 * near5(n) / near5(d))
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
            flags = flags_of(counted)
            everyone = sum(d for _, d in counted.values())
            assert everyone == demo.counts(check, month)[1], "a group is lost"
            for item in report.places:
                mark = agrees(item, *counted[item.code], exact=exact)
                seen[mark, exact] += 1
                if mark is not None:
                    assert item.flag == ""
                elif "?" not in flags[item.code]:
                    assert item.flag == flags[item.code]
                    seen["flag"] += 1
    assert min(seen[None, True], seen[None, False], seen["flag"]) > 3


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
