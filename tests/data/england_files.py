"""The real published files, read with the standard library and pyarrow alone."""

import csv
import gzip
import io
import os
import zipfile
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

REPOSITORY = Path(__file__).parents[2]
FOLDER = Path(
    os.environ.get("CARE_IMPACT_OPEN_DATA", REPOSITORY.parent / "shared" / "data")
)
PANEL = "pcn-workforce/derived_pcn_care_roles_panel.csv.gz"
STAFF = "pcn-workforce/PCNWFIndividualCSV.062026.zip"
JUNE = date(2026, 6, 30)
OUR_ROLES = {
    "care coordinator": "care_coordinator",
    "social prescribing link worker": "social_prescribing_link_worker",
    "health and wellbeing coach": "health_wellbeing_coach",
}


def lines(name, member=None):
    path = FOLDER / name
    if member:
        with zipfile.ZipFile(path) as archive:
            (inside,) = [n for n in archive.namelist() if n.endswith(member)]
            content = archive.read(inside)
    else:
        content = path.read_bytes()
    if name.endswith(".gz"):
        content = gzip.decompress(content)
    return csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))


@cache
def practices():
    rows = lines("practice-map/gp-reg-pat-prac-map.zip", "map.csv")
    return {row["PRACTICE_CODE"]: row for row in rows if row["PCN_CODE"] != "U"}


def most(rows, code):
    """Return the row of the place that most of the practices are in."""
    places = Counter(row[code] for row in rows)
    best = min(places, key=lambda place: (-places[place], place))
    return [row for row in rows if row[code] == best]


@cache
def homes():
    """Return, for each PCN, the row of a practice where most of them lie."""
    members = defaultdict(list)
    for row in practices().values():
        members[row["PCN_CODE"]].append(row)
    return {
        pcn: most(most(rows, "ICB_CODE"), "SUB_ICB_LOCATION_CODE")[0]
        for pcn, rows in members.items()
    }


@cache
def old_icbs():
    """Return each PCN's ICB of the 42, on the map of December 2025."""
    members = defaultdict(list)
    table = pq.read_table(FOLDER / "practice-map/gp_prac_pat_map.parquet").to_pylist()
    for row in table:
        if row["extract_date"] == "01Dec2025" and row["pcn_code"] != "U":
            members[row["pcn_code"]].append(row)
    return {pcn: most(rows, "icb_code")[0]["icb_code"] for pcn, rows in members.items()}


@cache
def patients():
    """Return patients by kind of organisation, code and age band."""
    held = defaultdict(int)
    for row in lines("list-size/gp-reg-pat-prac-quin-age.zip", "quin-age.csv"):
        if row["ORG_TYPE"] in ("PCN", "GP"):
            whole = row["SEX"] == "ALL", row["AGE_GROUP_5"] == "ALL"
            if whole[0] == whole[1]:  # everyone, or one sex in one band
                key = row["ORG_TYPE"], row["ORG_CODE"], row["AGE_GROUP_5"]
                held[key] += int(row["NUMBER_OF_PATIENTS"])
    return held


@cache
def staff():
    """Return (FTE, headcount) by PCN, date and role; the official file goes first."""
    panel, listed = {}, defaultdict(float)
    for row in lines(PANEL):
        key = row["pcn_code"], date.fromisoformat(row["period"])
        heads = int(float(row["headcount"])) if row["headcount"] else None
        panel[*key, row["role"]] = float(row["fte"]), heads
        listed[key] += float(row["fte"]) + (heads or 0) + bool(row["icb_code"])
        listed[key] += bool(row["sub_icb_code"])
    held = {key: found for key, found in panel.items() if listed[key[:2]]}
    fte, people, returned = defaultdict(float), defaultdict(set), set()
    for row in lines(STAFF, "Individual Level.csv"):
        returned.add(row["PCN_CODE"])
        detail = row["DETAILED_STAFF_ROLE"].lower()
        for start, role in OUR_ROLES.items():
            if detail.startswith(start):
                key = row["PCN_CODE"], JUNE, role
                fte[key] += float(row["FTE"])
                if row["UNIQUE_IDENTIFIER"]:
                    people[key].add(row["UNIQUE_IDENTIFIER"])
    for pcn in returned:
        for role in OUR_ROLES.values():
            key = pcn, JUNE, role
            held[key] = fte[key], len(people[key])
    return held


def coordinators(pcn, day):
    return staff().get((pcn, day, "care_coordinator"))


@cache
def registers():
    held = defaultdict(dict)
    for row in lines("qof/PREVALENCE_2425.csv.gz"):
        if row["PRACTICE_CODE"] in practices() and row["REGISTER"]:
            size = int(row["PRACTICE_LIST_SIZE"])
            register = float(row["REGISTER"])
            held[row["GROUP_CODE"]][row["PRACTICE_CODE"]] = register, size
    return held
