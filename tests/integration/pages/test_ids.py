"""Every part of every page has an id of its own: a callback fills what it names."""

from collections import Counter
from collections.abc import Iterator

import pytest
from dash import Dash
from fixtures.homes.every_callback import regions

COOKIE = "care_impact_reader"


def ids(part: object) -> Iterator[str]:
    """Give every id within a region."""
    if isinstance(part, list):
        for one in part:
            yield from ids(one)
    elif isinstance(part, dict):
        properties = part.get("props", {})
        if "id" in properties:
            yield str(properties["id"])
        yield from ids(properties.get("children"))


# Cohorts shows its worklist only once a rule is chosen.
@pytest.mark.parametrize("query", [{}, {"on": "diabetes"}], ids=["first", "ruled"])
@pytest.mark.parametrize("reader", ["board", "clinical_lead", "pcn_manager"])
def test_no_two_parts_have_one_id(
    demo_app: Dash, reader: str, query: dict[str, str]
) -> None:
    client = demo_app.server.test_client()
    client.set_cookie(COOKIE, reader)
    shown = regions(client, **query)
    found = Counter([*shown, *ids(list(shown.values()))])
    assert len(found) > 100
    assert [id_ for id_, times in found.items() if times > 1] == []
    people = bool(query) and reader == "clinical_lead"
    assert ("cohorts-worklist" in found) is people
