"""Fill in area codes that are published in another file."""

from __future__ import annotations

import pandas as pd

from data_access.ingest.published.sources.joins import ICB_MERGERS
from data_access.ingest.published.sources.reading import SOURCE_ROWS

Frames = dict[str, pd.DataFrame]


def fill_areas(frames: Frames) -> Frames:
    """Return the frames with ODS codes next to ONS codes and an area for every PCN."""
    result = dict(frames)
    lookup = _icb_codes(result)
    if len(lookup):
        result["org_icb_code"] = lookup
        ods = lookup.set_index("ons_code")["ods_code"]
        _look_up(result, "admissions_icb", "icb_ons_code", "icb_ods_code", ods)
        _look_up(result, "boundary", "ons_code", "ods_code", ods)
    if {"org_practice", "workforce"} <= set(result):
        result["workforce"] = _with_areas(result["workforce"], result["org_practice"])
    return result


def _icb_codes(frames: Frames) -> pd.DataFrame:
    """Return the ONS lookup, followed by codes that only a practice map has.

    ONS gives a new code when a boundary moves: the 2025 maps have two (E54000063 and
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
    frames: Frames, name: str, source: str, target: str, codes: pd.Series[str]
) -> None:
    if name in frames:
        frames[name] = frames[name].assign(**{target: frames[name][source].map(codes)})


def _with_areas(workforce: pd.DataFrame, practices: pd.DataFrame) -> pd.DataFrame:
    """Give each PCN without a published area the area of most of its practices.

    The map used is the one `joins.maps_for` would try first among those with the PCN.
    """
    area = ["sub_icb_code", "icb_code"]
    gaps = workforce[workforce[area].isna().any(axis="columns")]
    sizes = practices.groupby(["as_at", "pcn_code", *area], as_index=False).size()
    main = sizes.sort_values("size").drop_duplicates(["as_at", "pcn_code"], keep="last")
    candidates = gaps[["pcn_code", "as_at"]].reset_index()
    candidates = candidates.merge(main, on="pcn_code", suffixes=("", "_map"))
    merged = pd.Timestamp(ICB_MERGERS)
    candidates["other_icbs"] = (candidates["as_at"] < merged) != (
        candidates["as_at_map"] < merged
    )
    candidates["days_apart"] = (candidates["as_at"] - candidates["as_at_map"]).abs()
    nearest = candidates.sort_values(["other_icbs", "days_apart"]).drop_duplicates(
        "index"
    )
    return workforce.fillna(nearest.set_index("index")[area])
