"""No admissions headline anywhere without a comparison group, an interval, a verdict.

Every page is filled for every reader, and every heading that puts a number to a
change in admissions is held to what is said in its own block.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import dash
import pytest
from dash import Dash
from fixtures.homes.every_callback import regions
from plotly.utils import PlotlyJSONEncoder

COOKIE = "care_impact_reader"
READERS = ("board", "commissioner", "clinical_lead")
HEADINGS = ("H1", "H2", "H3", "H4", "Summary", "Figcaption")
HEADLINES = ("headline", "sentence", "lead", "figure-summary")

CLAIM = re.compile(
    r"avoid|prevent|\bsav(ed|es|ings?)\b|opportunity value|\bA (fall|rise) of\b"
    r"|(fewer|more) (\w+ )?admissions|admissions? (fell|rose|falls?|rises?)\b"
    r"|reduc\w+ .*admission|admission.* reduc",
    re.IGNORECASE,
)
NEEDS = {
    "comparison": r"than expected|similar people|comparison|had not started|no service",
    "interval": r"95% interval|95% limit|from [\d,£−-]+( fewer| more)? to ",
    "verdict": r"cannot tell yet|cannot be told|no evidence of change|: (fewer|more)$"
    r"|(fewer|more) (\w+ )*than expected(?! in)|more than chance"
    r"|interval includes no change",
}
# A naive figure may stand beside an estimate where it is called what it is.
NAIVE = "not evidence of impact"
# What happens to people with no service is no claim about the service.
NO_SERVICE = re.compile(r"with no service at all", re.IGNORECASE)


def lacking(heading: str, around: str) -> list[str]:
    """Say what a heading lacks, given all that is said in its block."""
    if not CLAIM.search(heading) or not re.search(r"\d", heading):
        return []
    if NO_SERVICE.search(heading):
        return []
    needs = ["comparison"] if NAIVE in around else list(NEEDS)
    return [
        name
        for name in needs
        if not re.search(NEEDS[name], around, re.IGNORECASE | re.MULTILINE)
    ]


SENTENCE = (
    "About 14 fewer emergency admissions than expected in 12 months (from 31 fewer to "
    "4 more)"
)


@pytest.mark.parametrize(
    ("heading", "around", "missing"),
    [
        ("14 admissions avoided", "", ["comparison", "interval", "verdict"]),
        ("A fall of 46%", "in admissions", ["comparison", "interval", "verdict"]),
        ("A fall of 46%", "not evidence of impact", ["comparison"]),
        ("A fall of 46%", "not evidence of impact; similar people fell by 40%", []),
        (SENTENCE, SENTENCE, ["verdict"]),
        (f"{SENTENCE}: cannot tell yet", f"{SENTENCE}: cannot tell yet", []),
        (f"{SENTENCE}: fewer", f"{SENTENCE}: fewer", []),
        ("£41,000 saved", "against similar people, 95% interval", ["verdict"]),
        ("120 people on the caseload", "", []),
        ("Admissions avoided", "", []),
    ],
)
def test_what_counts_as_bare(heading: str, around: str, missing: list[str]) -> None:
    assert lacking(heading, around) == missing


def text_of(part: object) -> str:
    """Return all the text inside a component, tables included."""
    if isinstance(part, list):
        # A sentence is one, with links in it or not.
        between = "" if any(isinstance(one, str) for one in part) else "\n"
        return between.join(text_of(one) for one in part)
    if isinstance(part, dict):
        return text_of(part.get("props", {}).get("children"))
    return "" if part is None else str(part)


def headings(part: object, above: tuple[Any, ...] = ()) -> Iterator[tuple[str, str]]:
    """Give each heading with the text of its block, two components up."""
    if isinstance(part, list):
        for one in part:
            yield from headings(one, above)
    elif isinstance(part, dict) and "props" in part:
        style = str(part["props"].get("className", ""))
        if part.get("type") in HEADINGS or any(name in style for name in HEADLINES):
            yield text_of(part), text_of(list(above[-2:]) or [part])
        yield from headings(part["props"].get("children"), (*above, part))


@pytest.mark.parametrize("reader", READERS)
def test_no_page_claims_more_than_it_shows(demo_app: Dash, reader: str) -> None:
    client = demo_app.server.test_client()
    client.set_cookie(COOKIE, reader)
    seen, bare = [], []
    parts = list(regions(client).values())
    assert len(parts) >= 8
    with demo_app.server.test_request_context(headers={"Cookie": f"{COOKIE}={reader}"}):
        for page in dash.page_registry.values():
            laid = page["layout"]
            made = laid() if callable(laid) else laid
            parts.append(json.loads(json.dumps(made, cls=PlotlyJSONEncoder)))
    for part in parts:
        for heading, around in headings(part):
            seen.append(heading)
            missing = lacking(heading, around)
            if missing:
                bare.append((heading, missing))
    assert bare == []
    assert len(seen) > 50
    claims = [one for one in seen if CLAIM.search(one) and re.search(r"\d", one)]
    assert any("than expected in 12 months" in one for one in claims)
