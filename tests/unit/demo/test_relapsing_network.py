"""The second simulator: what it says of a network is true of what it draws."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from fixtures.homes.extract_loads import load
from fixtures.worlds.relapsing_network import RelapsingNetwork, relapsing_network
from fixtures.worlds.relapsing_people import RelapsingSettings

from data_access.ingest.extract.tables import TABLES

SMALL = RelapsingSettings(patients=8_000, monthly_intake=30.0)


def drawn(ratio: float = 1.0, hidden: float = 0.0, seed: int = 1) -> RelapsingNetwork:
    return relapsing_network(replace(SMALL, rate_ratio=ratio, hidden=hidden, seed=seed))


def test_the_same_seed_draws_the_same_network() -> None:
    one, again, other = drawn(), drawn(), drawn(seed=2)
    assert one.truth.equals(again.truth)
    assert all(one.tables[name].equals(again.tables[name]) for name in one.tables)
    assert not one.tables["admissions"].equals(other.tables["admissions"])


def test_a_load_takes_every_row(tmp_path: Path) -> None:
    tables = drawn().tables
    folder = tmp_path / "extract"
    folder.mkdir()
    for name, table in tables.items():
        assert set(table.column_names) <= {one.name for one in TABLES[name].columns}
        pq.write_table(table, folder / f"{name}.parquet")
    files = load(folder, tmp_path / "home").check.files
    stored = {file.table: file.stored for file in files if file.table in tables}
    assert stored == {name: len(table) for name, table in tables.items()}


def test_networks_are_of_the_size_and_the_use_that_was_asked() -> None:
    network = drawn()
    patients = network.tables["patients"].to_pandas()
    gone = patients["registered_to"].notna() | patients["deceased_on"].notna()
    assert abs((~gone).sum() / 8_000 - 1) < 0.02
    assert 0.005 < patients["deceased_on"].notna().sum() / 24_000 < 0.013
    admissions = network.tables["admissions"].to_pandas()
    emergencies = admissions[admissions["method"] == "21"]
    assert 0.07 < len(emergencies) / 24_000 < 0.13
    # Of 24 months; three standard errors of a count.
    assert abs(len(network.truth) - 24 * 30) < 3 * np.sqrt(24 * 30)


def test_a_service_that_changes_nothing_has_one_future() -> None:
    truth = drawn(hidden=0.6).truth
    np.testing.assert_allclose(truth["served"], truth["not_now"], rtol=1e-12)
    np.testing.assert_allclose(truth["served"], truth["never"], rtol=1e-12)


@pytest.mark.parametrize("ratio", [0.7, 1.0, 1.2])
def test_what_is_served_is_what_happens_on_average(ratio: float) -> None:
    """Of twelve networks; three standard errors of a count and its clusters."""
    networks = [drawn(ratio, seed=seed).truth for seed in range(12)]
    apart = [
        network["observed"].sum() - network["served"].sum() for network in networks
    ]
    within = 3 * np.sqrt(sum(network["served"].sum() for network in networks))
    assert abs(sum(apart)) < within


def test_those_who_wait_may_start_later() -> None:
    """Not now is between never and now, nearer to never."""
    total = drawn(0.7).truth[["served", "not_now", "never"]].sum()
    assert total["served"] == pytest.approx(0.7 * total["never"])
    share = (total["never"] - total["not_now"]) / (total["never"] - total["served"])
    assert 0.02 < share < 0.5


def test_the_chance_of_starting_later_is_that_of_other_choices() -> None:
    """Of twelve other choices: who has not started half a year after they could."""
    truth = drawn().truth
    truth = truth[truth["start"] < 36 - 6].set_index("patient_id")
    chances, found = [], []
    for number in range(1, 13):
        others = relapsing_network(replace(SMALL, choices=number)).truth
        start = truth.index.map(others.set_index("patient_id")["start"]).fillna(999)
        waited = start > truth["start"]
        chances += [truth.loc[waited, "waits"]]
        found += [(start > truth["start"] + 6)[waited]]
    chance, seen = np.concatenate(chances), np.concatenate(found)
    error = np.sqrt((chance * (1 - chance)).sum())
    assert abs(seen.sum() - chance.sum()) < 3 * error < 0.02 * chance.sum()


def test_the_registered_admissions_are_those_of_the_truth() -> None:
    """Each admission is a spell of its own, counted by calendar month."""
    network = drawn(0.8)
    truth = network.truth.set_index("patient_id")
    rows = network.tables["admissions"].to_pandas().query("method == '21'")
    month = np.array(rows["admitted_on"].astype("datetime64[s]"), "datetime64[M]")
    after = (month - np.datetime64("2023-11")).astype(int) - rows["patient_id"].map(
        truth["start"]
    )
    counted = rows[after.between(1, 12)].groupby("patient_id").size()
    assert counted.to_dict() == truth["observed"][truth["observed"] > 0].to_dict()


def test_hidden_risk_raises_who_is_picked_and_their_admissions() -> None:
    """What those picked are admitted without the service, as more of it counts."""
    means = [
        np.mean(
            [drawn(hidden=strength, seed=n).truth["never"].mean() for n in range(6)]
        )
        for strength in (0.0, 0.6, 1.5)
    ]
    assert means[0] < means[1] < means[2]
    assert means[2] > 1.15 * means[0]


def test_admissions_follow_one_another() -> None:
    """Within three months far more often than a risk that never changes would."""
    rows = drawn().tables["admissions"].to_pandas().query("method == '21'")
    days = rows.sort_values(["patient_id", "admitted_on"])
    gap = days.groupby("patient_id")["admitted_on"].diff().dropna()
    gap = np.array([one.days for one in gap])
    # Of steady risks, equal spans of time hold fewer gaps the later they are, by what
    # is cut off at the end: at most by a third in three years.
    assert (gap < 90).sum() > 2.2 * ((gap >= 180) & (gap < 270)).sum()
