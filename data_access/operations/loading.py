"""What the command line and the pages do with files: load, build, swap."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq

from data_access.demo import DemoSettings, write_demo
from data_access.ingest.extract.load import Build, exclusive, load_extract
from data_access.ingest.extract.patient_list import AS_IT_IS, PatientList
from data_access.ingest.extract.profiles import Profile
from data_access.ingest.extract.report import LoadReport
from data_access.ingest.extract.upload import drop_stale_uploads
from data_access.ingest.extract.validate import Found
from data_access.ingest.progress import StageProgress
from data_access.ingest.published.changes import changes
from data_access.ingest.published.published_lake import (
    current_published,
    keep_published,
    set_current_published,
)
from data_access.ingest.published.read_published import PublishedData, read_published
from data_access.marts.build import build_evidence, drop_older
from data_access.marts.workspace import Source
from data_access.operations.forget import erasures
from data_access.operations.purge import purge_derived
from data_access.operations.uploads.batch import STALE_SECONDS
from data_access.settings import Settings
from data_access.state.people_kept import keep_only
from data_access.state.store import has_state, open_state
from data_access.store import lake
from data_access.store.evidence import swap_in
from data_access.store.lake import Cover, LakeVersion
from data_access.store.rewrite import recover
from data_access.synthetic import is_synthetic

Progress = Callable[[str], None]


def load_local(
    settings: Settings,
    folder: Path,
    on_progress: Progress = lambda _: None,
    *,
    profile: Profile | None = None,
    found: Found | None = None,
    leave_rows_out: frozenset[str] = frozenset(),
    leave_files_out: frozenset[str] = frozenset(),
    allow_fewer: bool = False,
    patient_list: PatientList = AS_IT_IS,
    cover: Cover | None = None,
    on_stage: StageProgress | None = None,
) -> LoadReport:
    """Load an extract, build the evidence from it and swap both in.

    ``on_stage`` receives each stage of the load with its counts; without it,
    ``on_progress`` receives the name. ``found`` are tables recognised in the files,
    which ``profile`` says how to read. Of the files in ``leave_rows_out`` as
    many rows are rejected as have to be, and those in ``leave_files_out`` are not
    loaded; ``allow_fewer`` lets a month lose most of its rows, and ``patient_list``
    says what is known of the list beside its rows. Raises CareImpactError
    (LoadRefusedError with the report) if nothing could be loaded; the version in use
    does not change.
    """
    key = settings.pseudonym_key
    stage = ""

    def tell(name: str, _done: int, _total: int, _count: int) -> None:
        nonlocal stage
        if name != stage:
            stage = name
            on_progress(f"Loading: {name}")

    report = load_extract(
        folder,
        settings.home,
        profile=profile,
        found=found,
        key=key.get_secret_value() if key else None,
        bad_row_share=settings.bad_row_share,
        allow_fewer=allow_fewer,
        cover=cover,
        leave_rows_out=leave_rows_out,
        leave_files_out=leave_files_out,
        patient_list=patient_list,
        build=builder(settings, on_progress),
        on_progress=on_stage or tell,
    )
    _keep_only_loaded(settings.home)
    if not report.stored:
        # The files are held already, but the store may be of older code.
        rebuild(settings, on_progress)
    return report


def load_published(
    settings: Settings, folder: Path, on_progress: Progress = lambda _: None
) -> PublishedData:
    """Load published files, build the evidence with them and swap both in.

    ``on_progress`` is told of each file, and of what changes since the last load.
    Raises CareImpactError if nothing could be read.
    """
    data = read_published(folder, on_progress)
    with exclusive(settings.home):
        previous = current_published(settings.home)
        for change in changes(previous, data) if previous else ():
            on_progress(change)
        version = keep_published(data, settings.home)
        built = _evidence(
            settings, lake.current_version(settings.home), version, on_progress
        )
        set_current_published(settings.home, version)
        _swap(settings, built)
    return data


def rebuild(settings: Settings, on_progress: Progress = lambda _: None) -> Path:
    """Build the current data again if the code or a setting has changed since."""
    with exclusive(settings.home):
        recover(settings.home)
        built = _evidence(
            settings,
            lake.current_version(settings.home),
            current_published(settings.home),
            on_progress,
        )
        _swap(settings, built)
    return built


def load_demo(
    settings: Settings, demo: DemoSettings, on_progress: Progress = lambda _: None
) -> LoadReport:
    """Make the synthetic extract in a temporary folder and load it as any other."""
    with tempfile.TemporaryDirectory(prefix="care-impact-demo-") as folder:
        write_demo(Path(folder), demo, on_progress=on_progress)
        return load_local(settings, Path(folder), on_progress)


def tidy(settings: Settings) -> None:
    """Finish or undo what a crash interrupted, and delete abandoned uploads.

    Raises BusyError while a load is running, which does the same itself.
    """
    with exclusive(settings.home):
        recover(settings.home)
    drop_stale_uploads(settings.home, STALE_SECONDS)


def builder(settings: Settings, on_progress: Progress = lambda _: None) -> Build:
    """Return a function that builds the evidence of a version and returns its swap."""

    def build(version: LakeVersion) -> Callable[[], None]:
        published = current_published(settings.home)
        built = _evidence(settings, version, published, on_progress)
        return lambda: _swap(settings, built)

    return build


def _evidence(
    settings: Settings,
    local: LakeVersion | None,
    published: Path | None,
    on_progress: Progress,
) -> Path:
    return build_evidence(
        settings.home / "evidence",
        _local_source(settings.home, local) if local else None,
        _published_source(published) if published else None,
        provisional_months=settings.provisional_months,
        on_progress=on_progress,
        spark_master=settings.spark_master,
    )


def _keep_only_loaded(home: Path) -> None:
    """Take out of app state who is in no loaded patients file: they opted out."""
    version = lake.current_version(home)
    patients = version.read("patients") if version and has_state(home) else None
    if patients is not None:
        keep_only(open_state(home), patients["person_id"].to_pylist())


def _swap(settings: Settings, built: Path) -> None:
    swap_in(built)
    drop_older(built.parent, built)
    purge_derived(settings, built)


def _local_source(home: Path, version: LakeVersion) -> Source:
    tables = {
        name: path
        for name in version.manifest.tables
        if (path := version.table(name)) is not None
    }
    pcns = pq.read_table(tables["practices"], columns=["pcn_code"])["pcn_code"]
    synthetic = all(is_synthetic(str(code)) for code in pcns.to_pylist())
    loaded = datetime.fromisoformat(version.manifest.made_at)
    erased = any(datetime.fromisoformat(one.at) >= loaded for one in erasures(home))
    loads = lake.loaded_before(home, version)
    return Source(
        f"local-{version.identity}",
        tables,
        synthetic,
        erased_since_load=erased,
        covered=lake.covered_months(loads),
        caseload_rules=tuple(sorted({*lake.caseload_rules(loads).values()} - {""})),
    )


def _published_source(folder: Path) -> Source:
    tables = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
    return Source(f"published-{folder.name}", tables)
