"""A story's way: consent, a second person, who sees it, and how it is erased."""

import io
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest
import structlog
from fixtures.homes.every_callback import parts, regions
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from app import create_app
from data_access import logs
from data_access.answers.stories import Consent, Story, StoryRefusedError, Written
from data_access.errors import CareImpactError
from data_access.questions.filters.filter_options import filter_options
from data_access.selection import Selection
from data_access.settings import read_settings
from data_access.state.store import open_state
from data_access.state.stories import (
    person_key,
    review_story,
    stories,
    withdraw_story,
    write_story,
)
from data_access.viewer import Role, Viewer

PCN = "N1"
LEAD, MANAGER = Viewer(Role.CLINICAL_LEAD), Viewer(Role.PCN_MANAGER)
BOARD, COMMISSIONER = Viewer(Role.BOARD), Viewer(Role.COMMISSIONER)
CONSENT = Consent(True, "J. Smith", date(2026, 9, 1), "board")
TOLD = Written(
    "Zebrafinch headline",
    "Quokka words matter.",
    "home",
    "smi",
    "",
    "J. Smith",
    CONSENT,
)


def tell(engine: Engine, written: Written = TOLD, **more: object) -> None:
    write_story(engine, PCN, LEAD, written, **{"submit": True, **more})


def only(engine: Engine, viewer: Viewer = MANAGER) -> Story:
    (story,) = stories(engine, PCN, viewer)
    return story


def seen(story: Story) -> tuple[int, int]:
    return story.id, story.revision


def review(engine: Engine, story: Story, reviewer: str, reason: str = "") -> None:
    review_story(engine, PCN, MANAGER, seen(story), reviewer, reason)


def in_files(home: Path, *words: bytes) -> int:
    """Count the words that stand somewhere in the files of app state."""
    held = b"".join(path.read_bytes() for path in home.glob("state.sqlite*"))
    return sum(word in held for word in words)


def refused(problems: set[str]) -> object:
    return pytest.raises(
        StoryRefusedError, check=lambda error: set(error.problems) == problems
    )


def test_a_story_is_seen_by_the_board_only_once_it_is_shown(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    states = []

    def step() -> Story:
        story = only(engine)
        states.append(story.state)
        for viewer in (BOARD, COMMISSIONER):
            shown = stories(engine, PCN, viewer)
            assert shown == ((story,) if story.state == "published" else ())
        assert stories(engine, "N2", MANAGER) == ()
        return story

    tell(engine, submit=False)
    tell(engine, replace(TOLD, writer=" j  SMITH"), version=seen(step()))
    review(engine, step(), "B. Jones", "Say more")
    assert step().reason == "Say more"
    tell(engine, replace(TOLD, text="More words."), version=seen(step()))
    review(engine, step(), "B. Jones")
    assert step().written == replace(TOLD, text="More words.")
    withdraw_story(engine, PCN, LEAD, step().id)
    assert step().erased
    assert [*dict.fromkeys(states)] == [
        "draft",
        "submitted",
        "returned",
        "published",
        "withdrawn",
    ]


@pytest.mark.parametrize("viewer", [BOARD, COMMISSIONER])
def test_a_reader_changes_nothing(tmp_path: Path, viewer: Viewer) -> None:
    engine = open_state(tmp_path)
    tell(engine)
    before = only(engine)
    for change in (
        lambda: write_story(engine, PCN, viewer, TOLD, submit=False),
        lambda: review_story(engine, PCN, viewer, seen(before), "B", ""),
        lambda: withdraw_story(engine, PCN, viewer, before.id),
    ):
        with pytest.raises(CareImpactError, match="by the clinical lead"):
            change()
    withdraw_story(engine, "N2", LEAD, before.id)  # of another PCN
    assert only(engine) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("consent", False),
        ("taken_by", " . "),
        ("taken_on", None),
        ("taken_on", date.today() + timedelta(days=1)),
        ("scope", ""),
    ],
)
@pytest.mark.parametrize("tells", [True, False])
def test_without_consent_nothing_is_kept(
    tmp_path: Path, field: str, value: object, tells: bool
) -> None:
    engine = open_state(tmp_path)
    name = "given" if field == "consent" else field
    with refused({field}):
        tell(
            engine,
            replace(TOLD, consent=replace(CONSENT, **{name: value})),
            submit=tells,
        )
    assert stories(engine, PCN, LEAD) == ()


def test_what_is_wrong_is_said_field_by_field(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    long = replace(TOLD, headline="x" * 91, text="y" * 1201, theme="?", writer="z" * 61)
    with refused({"headline", "text", "theme", "writer"}):
        tell(engine, long, submit=False)
    with refused({"headline", "text", "indicator"}):
        tell(engine, replace(TOLD, headline=" ", text="\0", indicator="none"))
    with refused({"text"}):  # not even ticked, not even in a draft
        number = replace(TOLD, text="It is 943 476 5919.")
        tell(engine, number, submit=False, accepted=frozenset({"contact:943 476 5919"}))
    with refused({"writer"}):
        tell(engine, replace(TOLD, writer="943 476 5919"))
    warned = replace(TOLD, text="Then Mrs Jones met 3 sons at alder green.")
    keys = {"name:mrs jones", "number:3", "place:alder green"}
    places = frozenset({"alder green"})
    for key in keys:
        with refused({"kept"}):
            tell(engine, warned, accepted=frozenset(keys - {key}), places=places)
    assert stories(engine, PCN, LEAD) == ()
    tell(engine, warned, accepted=frozenset(keys), places=places)
    assert only(engine).written.text == warned.text
    tell(engine, replace(warned, text="y" * 1200), submit=False)


@pytest.mark.parametrize("name", ["J. Smith", " j SMITH ", "jsmith", "J\u00a0.Smíth"])
def test_nobody_reviews_their_own_story(tmp_path: Path, name: str) -> None:
    engine = open_state(tmp_path)
    tell(engine)
    for reason in ("", "Because"):
        with refused({"reviewer"}):
            review(engine, only(engine), name, reason)
    assert only(engine).state == "submitted"
    with refused({"writer"}):
        review(engine, only(engine), "B", "Because")
        tell(engine, replace(TOLD, writer="B"), version=seen(only(engine)))


@pytest.mark.parametrize(
    "change",
    [
        "state = 'published'",
        "state = 'published', reviewer_key = writer_key",
        "reviewer_key = writer_key",
        "consent_given = 0",
        "consent_given = null",
        "consent_taken_by = ''",
        "consent_taken_on = null",
        "consent_scope = 'all'",
        "state = 'withdrawn'",
        "state = 'other'",
        "text = ''",
    ],
)
def test_the_database_itself_refuses(tmp_path: Path, change: str) -> None:
    tell(open_state(tmp_path))
    other = sqlite3.connect(tmp_path / "state.sqlite")
    with pytest.raises(sqlite3.IntegrityError):
        other.execute(f"update story set {change}")  # noqa: S608 - of this test
    other.close()


def test_of_many_reviews_at_once_one_counts(tmp_path: Path) -> None:
    tell(open_state(tmp_path))
    story = only(open_state(tmp_path))
    names = ["A", "B", "C", "D", "J. Smith", "j smith"]
    together = Barrier(len(names))
    open_state.cache_clear()
    engines = []
    for _ in names:  # each with connections of its own
        engines.append(open_state(tmp_path))
        open_state.cache_clear()

    def at_once(place: int) -> bool:
        together.wait()
        try:
            review(engines[place], story, names[place], "No" if place % 2 else "")
        except CareImpactError:
            return False
        return True

    with ThreadPoolExecutor(len(names)) as pool:
        won = [*pool.map(at_once, range(len(names)))]
    assert sum(won) == 1
    after = only(engines[0])
    assert after.reviewer == names[won.index(True)]
    assert after.state == ("returned" if won.index(True) % 2 else "published")
    assert after.revision == story.revision + 1
    for engine in engines:
        engine.dispose()


def test_what_was_not_seen_is_not_shown(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    tell(engine)
    old = only(engine)
    review(engine, old, "B", "Say more")
    tell(engine, replace(TOLD, text="Other words."), version=seen(only(engine)))
    with pytest.raises(CareImpactError, match="since you opened it"):
        review(engine, old, "C")
    assert only(engine).state == "submitted"
    withdraw_story(engine, PCN, LEAD, old.id)
    for late in (
        lambda: review(engine, only(engine), "C"),
        lambda: tell(engine, version=seen(only(engine))),
    ):
        with pytest.raises(CareImpactError, match="since you opened it"):
            late()
    assert only(engine).written.text == ""


def test_a_withdrawn_story_leaves_no_copy_in_any_file(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    for number in range(12):  # long enough for pages of the file to be divided
        tell(engine, replace(TOLD, text=f"Quokka{number}. " + "word " * number * 19))
    held = stories(engine, PCN, LEAD)
    for story in held:
        review(engine, story, "B", f"Numbat {story.written.text[:8]}")
    assert in_files(tmp_path, b"Zebrafinch", b"Numbat", b"Quokka11.", b"Quokka10.") == 4
    reader = sqlite3.connect(tmp_path / "state.sqlite")
    reader.execute("begin")
    reader.execute("select count(*) from story").fetchall()
    # While the log is being read it cannot be emptied: that is said, not hidden.
    with pytest.raises(CareImpactError, match="once more"):
        withdraw_story(engine, PCN, LEAD, held[0].id)
    gone = stories(engine, PCN, LEAD)[0]
    assert (gone.state, gone.erased, gone.written.text) == ("withdrawn", False, "")
    assert in_files(tmp_path, b"Quokka11.") == 1
    reader.close()
    withdraw_story(engine, PCN, LEAD, held[0].id)
    assert stories(engine, PCN, LEAD)[0].erased
    assert in_files(tmp_path, b"Quokka11.") == 0
    assert in_files(tmp_path, b"Quokka10.") == 1
    for story in held[1:4]:
        withdraw_story(engine, PCN, LEAD, story.id)
    assert in_files(tmp_path, *(b"Quokka%d." % one for one in (11, 10, 9, 8))) == 0
    assert in_files(tmp_path, *(b"Quokka%d." % one for one in range(8))) == 8
    assert all(one.written.consent == CONSENT for one in stories(engine, PCN, LEAD))


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Log as the product does, but to where the test can read, and for it alone."""
    before = structlog.get_config()
    logs.configure("debug")
    log = io.StringIO()
    structlog.configure(
        logger_factory=structlog.WriteLoggerFactory(log),
        cache_logger_on_first_use=False,
    )
    # Whoever logged first may have kept another logger.
    monkeypatch.setattr("pages._ask._log", structlog.get_logger())
    yield log
    structlog.configure(**before)


def test_words_reach_the_page_as_they_are_and_neither_cache_nor_log(
    copy_of_demo: Callable[[], Path], logged: io.StringIO
) -> None:
    home = copy_of_demo()
    server = create_app(read_settings(home=home)).server
    from pages._ask import ask  # registered with an app only

    client = server.test_client()

    def page(**query: str) -> object:
        return regions(client, only="stories-", **query)["stories-content"]

    def indicator(id_: str) -> object:
        return regions(client, {"indicator-id": id_}, "indicator-")

    engine = open_state(home)
    markup = "Quokka <script>alert()</script> **bold** [a](javascript:b) &amp; é"
    story = replace(TOLD, text=markup, indicator="emergency", cohort="never_offered")
    with server.test_request_context():
        pcn = ask(filter_options, Selection()).pcn
        write_story(engine, pcn, LEAD, story, submit=True)
        held = stories(engine, pcn, LEAD)[0]
        assert "Quokka" not in str(page())
        review_story(engine, pcn, LEAD, seen(held), "B", "")
        drawn = page(), indicator("emergency")
        for content in drawn:
            holding = [
                (kind, props)
                for kind, props in parts(content)
                if "Quokka" in str(props.get("children"))
            ]
            words = [p["children"] for _, p in holding if p["children"] == markup]
            assert words == [markup]
            assert "Markdown" not in {kind for kind, _ in holding}
        assert "never_offered" not in str(drawn).lower().replace(" ", "_")
        for query in ({"cohort": "never_offered"}, {"theme": "carers"}):
            assert "Quokka" not in str(page(**query))
        assert "Quokka" in str(page(theme="home"))
        assert "Quokka" not in str(indicator("smi_check"))
        with engine.begin() as connection:
            connection.exec_driver_sql("alter table story rename to gone")
        with pytest.raises(OperationalError, check=lambda e: "Quokka" not in str(e)):
            write_story(engine, pcn, LEAD, replace(story, text="Quokka."), submit=False)
        assert "could not be drawn" in str(page())  # says so, and logs why
    assert "page failed" in logged.getvalue()
    assert "Quokka" not in logged.getvalue()
    kept = [path for path in (home / "cache").rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if b"Quokka" in path.read_bytes()]


def test_names_are_compared_by_their_letters_and_figures() -> None:
    assert person_key(" J.  Smith-Jones ") == person_key("j smith jones")
    assert person_key("José") == person_key("JOSE\u0301") == person_key("jose")
    assert person_key("JS") != person_key("JS2")
    assert person_key(" .-") == ""
