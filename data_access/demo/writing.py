"""Write a demo extract to disk, with the truth in a file of its own."""

import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal, get_args

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from data_access.demo.arrow_schema import NAMES, schema, text_schema
from data_access.demo.flaws import Flaws
from data_access.demo.generate import generate
from data_access.demo.hospital import LATE_MONTHS
from data_access.demo.places import pcns
from data_access.demo.settings import DemoSettings
from data_access.demo.truth import FOLLOW_UP, DemoTruth
from data_access.errors import CareImpactError

TRUTH_FILE = "truth.json"
Form = Literal["parquet", "csv"]


def write_demo(
    folder: Path,
    settings: DemoSettings | None = None,
    *,
    form: Form = "parquet",
    on_progress: Callable[[str], None] | None = None,
) -> tuple[DemoTruth, ...]:
    """Write an extract folder: one file per table, and `truth.json`.

    PCNs are made and written one after another, so an ICB needs only the memory for its
    largest PCN.

    Args:
        folder: made where missing; files of the same names are replaced.
        settings: what to make.
        form: `parquet` or `csv`.
        on_progress: receives a line about each PCN written.

    Returns:
        The truth of each PCN.

    Raises:
        CareImpactError: when the folder cannot be written or the form is unknown.
    """
    demo = settings or DemoSettings()
    if form not in get_args(Form):
        raise CareImpactError(f"A demo is written as parquet or csv, not {form!r}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Next to its place, so that a failure leaves the earlier files.
        with tempfile.TemporaryDirectory(prefix=".demo-", dir=folder) as unfinished:
            truths = _write_all(Path(unfinished), demo, form, on_progress)
            _swap_in(Path(unfinished), folder)
    except OSError as problem:
        raise CareImpactError(
            f"The demo cannot be written to {folder}: {problem.strerror or problem}. "
            "Choose a folder you may write to, on a disk with space."
        ) from problem
    return truths


def _write_all(
    folder: Path,
    settings: DemoSettings,
    form: Form,
    on_progress: Callable[[str], None] | None,
) -> tuple[DemoTruth, ...]:
    truths: list[DemoTruth] = []
    flawed: list[dict[str, int]] = []
    with ExitStack() as opened:
        writers = {
            name: opened.enter_context(_writer(folder, name, form)) for name in NAMES
        }
        for place in pcns(settings):
            demo_pcn = generate(settings, place)
            flawed.append(
                {
                    name: _write_table(
                        writers[name], name, table, demo_pcn.flaws.get(name), form
                    )
                    for name, table in demo_pcn.tables.items()
                }
            )
            truths.append(demo_pcn.truth)
            if on_progress:
                rows = sum(table.num_rows for table in demo_pcn.tables.values())
                on_progress(f"{place.name}: {rows:,} rows")
    record = truth_record(settings, truths, flawed)
    text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    (folder / TRUTH_FILE).write_text(text, encoding="utf-8")
    return tuple(truths)


def truth_record(
    settings: DemoSettings,
    truths: Sequence[DemoTruth],
    flawed: Sequence[Mapping[str, int]],
) -> dict[str, Any]:
    """Return the truth about an extract, in plain types."""
    settled = settings.months - LATE_MONTHS
    return {
        "synthetic": True,
        "outcome": "emergency admissions",
        "effect_begins": "the month after the first caseload episode opens, and lasts",
        "follow_up_months": FOLLOW_UP,
        "no_effect_on": ["elective admissions", "deaths", "GP appointments"],
        "seed": settings.seed,
        "hidden_risk_selection": settings.hidden_risk_selection,
        "pcns": [
            {
                "pcn_code": truth.pcn_code,
                "pcn_name": truth.pcn_name,
                "rate_ratio_served_against_never": truth.rate_ratio,
                "started": truth.started,
                "all_months": truth.window().as_record(),
                "without_the_late_months": truth.window(settled).as_record(),
                "flawed_rows": dict(rows),
            }
            for truth, rows in zip(truths, flawed, strict=True)
        ],
    }


def _writer(folder: Path, name: str, form: Form) -> Any:
    path = folder / f"{name}.{form}"
    if form == "parquet":
        return pyarrow.parquet.ParquetWriter(path, schema(name), compression="zstd")
    # No value of a demo contains a comma, a quote or a line break.
    options = pyarrow.csv.WriteOptions(quoting_style="none", quoting_header="none")
    return pyarrow.csv.CSVWriter(path, text_schema(name), write_options=options)


def _write_table(
    writer: Any, name: str, table: pa.Table, flawed: Flaws | None, form: Form
) -> int:
    """Write the good rows, then the flawed ones; return the number of flawed ones."""
    tables = [table] if flawed is None else [table, flawed.typed]
    if form == "csv":
        tables = [part.cast(text_schema(name)) for part in tables]
        if flawed is not None:
            tables.append(flawed.text)
    writer.write_table(pa.concat_tables(tables))
    return sum(part.num_rows for part in tables[1:])


def _swap_in(unfinished: Path, folder: Path) -> None:
    """Put finished files in place, and delete the other form of the same tables.

    With both forms, the folder would have two files for one table.
    """
    for path in sorted(unfinished.iterdir()):
        if path.stem in NAMES:
            for form in get_args(Form):
                (folder / f"{path.stem}.{form}").unlink(missing_ok=True)
        os.replace(path, folder / path.name)
