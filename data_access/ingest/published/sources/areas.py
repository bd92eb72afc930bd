"""Fill in the area codes that one published file leaves to another."""

from __future__ import annotations

import pandas as pd

from data_access.ingest.published.sources.joins import ICB_MERGERS
from data_access.ingest.published.sources.reading import SOURCE_ROWS

Frames = dict[str, pd.DataFrame]


def fill_areas(frames: Frames) -> Frames:
    """Return the frames with ODS codes beside ONS codes and areas for every PCN."""
    filled = dict(frames)
    lookup = _icb_codes(filled)
    if len(lookup):
        filled["org_icb_code"] = lookup
        ods = lookup.set_index("ons_code")["ods_code"]
        _look_up(filled, "admissions_icb", "icb_ons_code", "icb_ods_code", ods)
        _look_up(filled, "boundary", "ons_code", "ods_code", ods)
    if {"org_practice", "workforce"} <= set(filled):
        filled["workforce"] = _with_areas(filled["workforce"], filled["org_practice"])
    return filled


def _icb_codes(frames: Frames) -> pd.DataFrame:
    """Return the ONS lookup, and after it the codes that only a practice map has.

    ONS gives a new code when a boundary moves: the 2025 maps hold two (E54000063 and
    E54000064) that the lookup of July 2022 does not.
    """
    blocks = [frames["org_icb_code"]] if "org_icb_code" in frames else []
    if "org_practice" in frames:
        practice = frames["org_practice"].rename(
            columns={
                "icb_ons_code": "ons_code",
                "icb_code": "ods_code",
                "icb_name": "name",
            }
        )
        columns = ["ons_code", "ods_code", "name", "source_id"]
        blocks.append(practice[columns].assign(**{SOURCE_ROWS: 0}))
    if not blocks:
        return pd.DataFrame()
    stacked = pd.concat(blocks, ignore_index=True).dropna(subset=["ons_code"])
    return stacked.drop_duplicates("ons_code").reset_index(drop=True)


def _look_up(
    frames: Frames, name: str, ons: str, ours: str, codes: pd.Series[str]
) -> None:
    if name in frames:
        frames[name] = frames[name].assign(**{ours: frames[name][ons].map(codes)})


def _with_areas(workforce: pd.DataFrame, practices: pd.DataFrame) -> pd.DataFrame:
    """Give each PCN published without an area the area most of its practices are in.

    The map used is the one `joins.maps_for` would try first among those with the PCN.
    """
    area = ["sub_icb_code", "icb_code"]
    without = workforce[workforce[area].isna().any(axis="columns")]
    sizes = practices.groupby(["as_at", "pcn_code", *area], as_index=False).size()
    main = sizes.sort_values("size").drop_duplicates(["as_at", "pcn_code"], keep="last")
    found = without[["pcn_code", "as_at"]].reset_index()
    found = found.merge(main, on="pcn_code", suffixes=("", "_map"))
    merged = pd.Timestamp(ICB_MERGERS)
    found["other_icbs"] = (found["as_at"] < merged) != (found["as_at_map"] < merged)
    found["days_apart"] = (found["as_at"] - found["as_at_map"]).abs()
    nearest = found.sort_values(["other_icbs", "days_apart"]).drop_duplicates("index")
    return workforce.fillna(nearest.set_index("index")[area])
