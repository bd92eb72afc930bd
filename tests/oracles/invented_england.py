"""An invented England of published tables, as rows and as an evidence file."""

import random
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
from start_by_hand import BY_ID, Hand, drawn, log_odds, typical

from data_access.words.sentences import place_name

Tables = dict[str, list[dict]]


def make_tables() -> Tables:
    """Invent an England of 60 practices in 12 PCNs, 4 sub-ICBs and 2 ICBs."""
    dice = random.Random(4)
    tables: Tables = defaultdict(list)
    for number in range(60):
        code, pcn, area = f"A{number:05}", f"U{number % 12}", f"S{number % 4}"
        place = {
            "practice_code": code,
            "practice_name": f"PRACTICE {number}",
            "pcn_code": pcn,
            "pcn_name": f"PCN {number % 12}",
            "sub_icb_code": area,
            "sub_icb_name": f"AREA {area}",
            # One practice of U2 lies in the other ICB.
            "icb_code": "QB" if number == 14 else "QA" if number % 4 < 3 else "QB",
            "icb_name": "AN ICB",
        }
        older = {**place, "pcn_code": "U9", "as_at": date(2025, 1, 1)}
        tables["org_practice"] += [{**place, "as_at": date(2026, 7, 1)}, older]
        tables["practice_imd"].append(
            {"practice_code": code, "imd_year": 2025, "score": dice.uniform(5, 60)}
        )
        for group, most in (("MH", 250), ("LD", 120)):
            people = dice.randint(0, most)
            tables["qof_register"] += [
                {
                    "practice_code": code,
                    "year": year,
                    "group_code": group,
                    "register": None if (number, group) == (0, "MH") else people + i,
                    "list_size": 9000,
                }
                for i, year in enumerate(("2023-24", "2024-25"))
            ]
        tables["ld_payments"] += [
            {
                "practice_code": code,
                "year": year,
                # Some are no whole number of checks, some more than are due.
                "ld_health_checks_est": None
                if number % 9 == 0
                else dice.randint(0, 110),
            }
            for year in ("2021-22", "2022-23")
        ]
    for area in ("S0", "S1", "S3"):  # S2 publishes nothing
        for quarter in (date(2023, 12, 31), date(2024, 3, 31)):
            people = dice.randint(1500, 4000)
            for measure, value in (
                ("register", people),
                ("all_six", int(people * dice.uniform(0.4, 0.8))),
            ):
                tables["smi_checks"].append(
                    {
                        "sub_icb_code": area,
                        "quarter_end": quarter,
                        "measure": measure,
                        "value": value,
                    }
                )
    return tables


def write_evidence(raw: Tables, home: Path) -> None:
    """Write an evidence file of the invented England, with nothing local in it."""
    (home / "evidence").mkdir()
    meta = {
        "data_version": "invented",
        "built_at": "2026-11-01T00:00:00+00:00",
        "code_version": "1",
        "synthetic": "false",
        "published": "true",
    }
    pcns = {
        row["pcn_code"]: {**row, "icb_before": None}
        for row in newest(raw["org_practice"], "as_at")
    }
    with duckdb.connect(str(home / "evidence" / "one.duckdb")) as store:
        for name, held in (*raw.items(), ("pcn", list(pcns.values()))):
            frame = pd.DataFrame(held)
            for column in frame.select_dtypes("float"):
                if column != "score":
                    frame[column] = frame[column].astype("Int64")
            store.register("frame", frame)
            store.table("frame").create(f"open_{name}")
            store.unregister("frame")
        store.execute(
            "create table open_ld_checks "
            "(sub_icb_code varchar, year varchar, register integer, checks integer)"
        )
        held = pd.DataFrame({"key": list(meta), "value": list(meta.values())})
        store.execute("create table meta as select * from held")
    (home / "evidence" / "current").write_text("one.duckdb")


def newest(held: list[dict], key: str) -> list[dict]:
    last = max(row[key] for row in held)
    return [row for row in held if row[key] == last]


def by_hand(raw: Tables, pcn: str) -> list[Hand]:
    places = newest(raw["org_practice"], "as_at")
    home = [row for row in places if row["pcn_code"] == pcn]
    icbs = [row["icb_code"] for row in home]
    icb = min(set(icbs), key=lambda code: (-icbs.count(code), code))
    around = [row for row in places if row["icb_code"] == icb or row["pcn_code"] == pcn]
    qof = newest(raw["qof_register"], "year")
    register = {
        (row["group_code"], row["practice_code"]): row["register"] for row in qof
    }
    paid = {
        row["practice_code"]: row["ld_health_checks_est"]
        for row in newest(raw["ld_payments"], "year")
        if row["ld_health_checks_est"] is not None
    }
    areas: dict[str, dict[str, float]] = defaultdict(dict)
    for row in newest(raw["smi_checks"], "quarter_end"):
        if row["value"] is not None:
            areas[row["sub_icb_code"]][row["measure"]] = row["value"]
    smi = {
        code: (one["all_six"], one["register"])
        for code, one in areas.items()
        if one.get("register") and one.get("all_six") is not None
    }
    middle, error = typical(list(smi.values()))
    due = {
        row["practice_code"]: register[("LD", row["practice_code"])]
        * BY_ID["ld_check"]["due"]
        for row in around
        if register.get(("LD", row["practice_code"])) is not None
    }
    counted = {
        code: (min(paid[code], n), n)
        for code, n in due.items()
        if code in paid and n >= 1
    }
    odds = dict(zip(counted, drawn(list(counted.values())), strict=True))
    usual = typical(list(counted.values()))
    hands = []
    for row in home:
        code, name = row["practice_code"], place_name(row["practice_name"])
        people = (register.get(("MH", code)) or 0) * BY_ID["smi_check"]["due"]
        if people >= 1:
            own = smi.get(row["sub_icb_code"])
            known = (log_odds(*own)[0] if own else middle, error)
            hands.append(Hand("smi_check", name, people, *known))
        if due.get(code, 0) >= 1:
            hands.append(Hand("ld_check", name, due[code], *odds.get(code, usual)))
    return hands
