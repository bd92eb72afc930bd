"""Every page as its browser gets it, region by region, without a browser."""

from collections.abc import Iterator, Mapping

from flask.testing import FlaskClient

# What callbacks are told beside the selection, where nothing has been chosen yet.
TOLD = {"impact-picked-least": 0, "indicator-id": "smi_check"}


def regions(client: FlaskClient, **query: str) -> dict[str, object]:
    """Run every callback that fills a region from the selection; give each by id."""
    told = {**TOLD, "selection": query}
    found = {}
    for callback in client.get("/_dash-dependencies").get_json():
        reads = {end["id"] for end in callback["inputs"]}
        id_, _, name = callback["output"].partition("@")[0].rpartition(".")
        if "selection" not in reads or name != "children" or ".." in id_:
            continue
        if callback["clientside_function"]:
            continue
        body = {
            "output": callback["output"],
            "outputs": {"id": id_, "property": name},
            "inputs": _given(callback["inputs"], told),
            "state": _given(callback["state"], told),
            "changedPropIds": ["selection.data"],
        }
        response = client.post("/_dash-update-component", json=body)
        assert response.status_code == 200, (callback["output"], response.text)
        found[id_] = response.get_json()["response"][id_][name]
    return found


def texts(part: object) -> Iterator[str]:
    """Give every text of a region, in the order it is read."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for one in part:
            yield from texts(one)
    elif isinstance(part, dict):
        yield from texts(part.get("props", {}).get("children"))


def _given(
    ends: list[Mapping[str, str]], told: Mapping[str, object]
) -> list[dict[str, object]]:
    return [{**end, "value": told.get(end["id"])} for end in ends]
