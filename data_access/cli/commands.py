"""The commands: what each does and prints.

Those that show figures import them when they run: statistics take longer to import
than the other commands take to run.
"""

import argparse
import json
from datetime import date

from data_access.cli import exports, serving
from data_access.cli.printed import print_table, say
from data_access.demo import DemoSettings, write_demo
from data_access.errors import CareImpactError
from data_access.ingest.extract.load import BusyError, check_extract
from data_access.ingest.extract.profiles import (
    load_profile,
    profile_folders,
    profile_names,
)
from data_access.ingest.extract.report import CheckReport, FileReport, LoadRefusedError
from data_access.ingest.published.published_lake import current_published
from data_access.operations import loading, maintenance
from data_access.settings import Settings, of_own_store
from data_access.store import lake
from data_access.store.evidence import Evidence
from data_access.words.numbers import counted, number_text


def demo(settings: Settings, arguments: argparse.Namespace) -> None:
    """Generate a synthetic PCN; load it, or write its files to a folder."""
    values = {
        "pcns": arguments.pcns,
        "rate_ratio": arguments.rate_ratio,
        "seed": arguments.seed,
        "patients": arguments.patients,
    }
    demo_settings = DemoSettings(
        **{name: value for name, value in values.items() if value is not None}
    )
    if arguments.to:
        write_demo(
            arguments.to,
            demo_settings,
            form="csv" if arguments.csv else "parquet",
            on_progress=say,
        )
        say(f"The synthetic extract is in {arguments.to}.")
        return
    loading.load_demo(settings, demo_settings, say)
    say("The synthetic PCN is loaded.")


def load(settings: Settings, arguments: argparse.Namespace) -> None:
    """Load a folder of extract files."""
    if arguments.rejected:
        # Before the load, which may take minutes and would not reject the rows again.
        exports.make_folder(arguments.rejected)
    try:
        profile, found = exports.reading(settings, arguments)
        report = loading.load_local(
            settings,
            arguments.folder,
            say,
            profile=profile,
            found=found,
            leave_rows_out=exports.rows_left_out(arguments),
            leave_files_out=frozenset(arguments.without),
            patient_list=exports.patient_list(arguments),
            allow_fewer=arguments.allow_fewer,
            cover=exports.cover(arguments),
        )
    except LoadRefusedError as refused:
        _print_check(refused.report)
        raise
    _print_check(report.check)
    if arguments.rejected:
        for rows in report.check.rejected.values():
            target = arguments.rejected / rows.download_name
            target.write_bytes(rows.as_csv())
            say(f"Rejected rows: {target}")
    if report.stored:
        say(f"Loaded as version {report.version.name}.")
    else:
        say("These files are already loaded; nothing changed.")


def check(settings: Settings, arguments: argparse.Namespace) -> None:
    """Report what a load would do."""
    key = settings.pseudonym_key
    profile, found = exports.reading(settings, arguments)
    report = check_extract(
        arguments.folder,
        settings.home,
        profile=profile,
        found=found,
        key=key.get_secret_value() if key else None,
        bad_row_share=settings.bad_row_share,
        allow_fewer=arguments.allow_fewer,
        leave_rows_out=exports.rows_left_out(arguments),
        leave_files_out=frozenset(arguments.without),
        patient_list=exports.patient_list(arguments),
    )
    _print_check(report)
    if report.refused:
        raise CareImpactError(report.refused)
    say("Nothing was stored. Run `care-impact load` with the same folder to load it.")


def profiles(settings: Settings, arguments: argparse.Namespace) -> None:
    """List the import profiles, or describe one of them."""
    folders = profile_folders(settings.home)
    if arguments.name is None:
        rows = []
        for name in profile_names(folders):
            own = (folders[0] / f"{name}.toml").is_file()
            try:
                reads = load_profile(name, folders).title
            except CareImpactError as mistake:
                reads = str(mistake)
            rows.append((name, "yours" if own else "built-in", reads))
        print_table(("Profile", "From", "Reads"), rows, numbers=False)
        return
    profile = load_profile(arguments.name, folders)
    say(f"{profile.name}: {profile.title}")
    say(profile.about)
    say(f"Source: {profile.source}")
    print_table(
        ("Files named", "Fill"),
        [(part.match, part.table) for part in profile.files],
        numbers=False,
    )


def build(settings: Settings, _: argparse.Namespace) -> None:
    """Rebuild the evidence from the loaded data."""
    built = loading.rebuild(settings, say)
    say(f"The evidence store is {built.name}.")


def versions(settings: Settings, _: argparse.Namespace) -> None:
    """List the versions of the local lake."""
    current = lake.current_version(settings.home)
    rows = [
        (
            version.name,
            version.manifest.made_at,
            version.manifest.made_by,
            number_text(sum(source.stored for source in version.manifest.sources)),
            "current" if current and version.name == current.name else "",
        )
        for version in lake.versions(settings.home)
    ]
    if not rows:
        raise CareImpactError(
            "Nothing has been loaded yet: run `care-impact load FOLDER`."
        )
    print_table(("Version", "Loaded at", "By", "Rows stored", ""), rows)


def rollback(settings: Settings, arguments: argparse.Namespace) -> None:
    """Serve an earlier version of the local data again."""
    version = maintenance.roll_back(settings, arguments.version, say)
    say(f"Version {version.name} is in use; the versions after it are kept.")


def forget(settings: Settings, arguments: argparse.Namespace) -> None:
    """Erase one person from every version and everything derived from them."""
    patient_id = arguments.patient_id
    if patient_id is None:
        try:
            patient_id = input("Identifier of the person to erase: ")
        except EOFError:
            patient_id = ""
    erasure = maintenance.forget_person(settings, patient_id, say)
    say(
        f"The person is erased: {counted(erasure.rows, 'row')} (versions changed: "
        f"{number_text(erasure.versions)}) and all data derived from them. Backups of "
        "the home folder may still include this person."
    )


def rotate_key(settings: Settings, _: argparse.Namespace) -> None:
    """Give everyone a new pseudonym, under a new key."""
    maintenance.change_key(settings, say)
    say(
        f"Everyone has a new pseudonym. Back up {settings.home / 'key'} separately "
        "from the home folder: without it no later extract can be matched."
    )


def impact(settings: Settings, arguments: argparse.Namespace) -> None:
    """Print the matched estimate of one PCN."""
    from data_access.cli.impact_estimate import whole_estimate
    from data_access.figures.plain import plain

    estimate = whole_estimate(
        settings,
        arguments.pcn,
        _month(arguments.month) if arguments.month else None,
        arguments.outcome,
        arguments.follow_up,
    )
    if arguments.json:
        say(json.dumps(plain(estimate), indent=2, allow_nan=False))
        return
    rows = [
        (name, number_text(value, 3) if isinstance(value, float) else f"{value}")
        for name, value in estimate.items()
        if name != "diagnostics"
    ]
    print_table(("Item", "Value"), rows)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise CareImpactError(
            f"{text} is not a month: write it like 2026-10, or leave it out."
        ) from None


def figures(settings: Settings, arguments: argparse.Namespace) -> None:
    """List every figure, with the files that it needs."""
    from data_access.cli.figures import list_figures

    list_figures()


def figure(settings: Settings, arguments: argparse.Namespace) -> None:
    """Print one figure as its page would show it to this reader."""
    from data_access.cli.figures import print_figure

    print_figure(settings, arguments)


def serve(settings: Settings, arguments: argparse.Namespace) -> None:
    """Serve the pages, after loading the demo if it is requested and needed."""
    serving.require_free_port(settings)
    for store in (settings, of_own_store(settings)):
        try:
            _make_ready(store, demo=arguments.demo and store is settings)
        except BusyError:
            say("A load is running; until it finishes the version before is served.")
    try:
        Evidence(settings.home).meta()
    except CareImpactError as nothing_yet:
        say(str(nothing_yet))
    say(f"Care Impact is at http://{settings.host}:{settings.port} (Ctrl-C stops it).")
    serving.serve(settings)


def _make_ready(settings: Settings, *, demo: bool) -> None:
    if not demo and not settings.home.is_dir():
        return
    loading.tidy(settings)
    local = lake.current_version(settings.home)
    if local is None and demo:
        say("No data yet: making a synthetic PCN (about a minute).")
        loading.load_demo(settings, DemoSettings(), say)
    elif local is not None or current_published(settings.home) is not None:
        loading.rebuild(settings, say)


def _print_check(report: CheckReport) -> None:
    loaded = [file for file in report.files if file.table is not None]
    print_table(
        (
            *("File", "Table", "Rows", "Stored", "Rejected", "Opted out", "Other"),
            "Values not recorded",
        ),
        [_file_row(file) for file in loaded],
    )
    for file in report.files:
        if file.refused:
            say(file.refused)
        if file.asks:
            say(
                f"Answer for this file with --leave-out {file.file!r} (load it without "
                f"these rows) or --without {file.file!r} (do not load it)."
            )
        for problem in (*file.problems, *file.unrecorded):
            say(str(problem))
        for notice in file.notices:
            say(f"{file.file}: {notice}")
    if report.asks_leavers:
        say("Answer with --allow-leavers if that many people have left.")
    if report.asks_opt_outs:
        say("Answer with --opt-outs-removed-by WHO.")
    for effect in report.changes:
        say(effect)


def _file_row(file: FileReport) -> tuple[str, ...]:
    other = file.identical + file.combined + file.left_out
    counts = (
        *(file.rows, file.stored, file.rejected, file.opted_out, other),
        file.not_recorded,
    )
    return (file.file, file.table or "", *(number_text(count) for count in counts))
