"""The commands about published files: fetch and load them."""

import argparse

from data_access.cli.printed import print_table, say
from data_access.errors import CareImpactError
from data_access.ingest.published.fetch_list import open_files, own_or_shipped
from data_access.ingest.published.fetch_open import fetch_open as fetch
from data_access.ingest.published.read_published import join_report
from data_access.ingest.published.sources.files import REFUSED
from data_access.operations import loading
from data_access.settings import Settings
from data_access.words.numbers import number_text


def load_open(settings: Settings, arguments: argparse.Namespace) -> None:
    """Load published files and report the rows read, joined and rejected."""
    data = loading.load_published(settings, arguments.folder, say)
    report = join_report(data)
    print_table(
        ("Source", "Files", "Rows read", "Joined", "Not joined", "Rejected"),
        [
            (
                row.title,
                f"{row.files}",
                number_text(row.rows_read),
                number_text(row.rows_joined),
                number_text(row.rows_not_joined),
                number_text(row.rows_rejected),
            )
            for row in report
        ],
    )
    for row in report:
        for reason in row.reasons:
            say(f"{row.title}: {reason}")
    for file in data.files:
        if file.status != "read":
            say(f"{file.path}: {file.status}: {file.reason}")
    refused = len(data.with_status(REFUSED))
    if refused:
        raise CareImpactError(
            f"{refused} of {len(data.files)} files were refused: the reason for each "
            "is above. The others are loaded."
        )


def fetch_open(settings: Settings, arguments: argparse.Namespace) -> None:
    """List the published files that can be fetched, or fetch them into a folder."""
    files = open_files(arguments.list or own_or_shipped(settings.home))
    if arguments.folder is None:
        print_table(
            ("Name", "File", "Fetched", "Address", "Page"),
            [
                (
                    file.id,
                    file.title,
                    "yes" if file.file else "by hand",
                    "verified" if file.verified else "not verified",
                    file.landing,
                )
                for file in files
            ],
            numbers=False,
        )
        return
    unknown = set(arguments.only) - {file.id for file in files}
    if unknown:
        raise CareImpactError(
            f"The list has no file {sorted(unknown)[0]}: `care-impact fetch-open` "
            "without a folder lists its files."
        )
    selection = [
        file for file in files if not arguments.only or file.id in arguments.only
    ]
    outcomes = fetch(selection, arguments.folder, say)
    for outcome in outcomes:
        fetched = "downloaded" if outcome.new else "already up to date"
        say(f"{outcome.file.title}: {outcome.problem or f'{fetched}: {outcome.path}'}")
    failures = len([outcome for outcome in outcomes if outcome.problem])
    say(f"Run `care-impact load-open {arguments.folder}` to load these files.")
    if failures:
        raise CareImpactError(
            f"{failures} of {len(outcomes)} files were not downloaded: the reason for "
            "each is above. Files downloaded earlier are unchanged."
        )
