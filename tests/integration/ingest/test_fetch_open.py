"""Published files are fetched whole or not at all, from a real server on loopback."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from data_access.cli.parse import main
from data_access.errors import CareImpactError
from data_access.ingest.published.fetch import PartialDownload, download
from data_access.ingest.published.fetch_list import SHIPPED, OpenFile, open_files
from data_access.ingest.published.fetch_open import fetch_open
from data_access.ingest.published.sources.catalogue import FEEDS

PUBLISHED = Path(__file__).parents[2] / "fixtures" / "published"
MAP = PUBLISHED / "practice-map/gp-reg-pat-prac-map.zip"
TAG = '"first"'
CHANGED = "Wed, 01 Jul 2026 09:00:00 GMT"


@dataclass
class Served:
    """What is at one path: ``cuts`` are after how many bytes to hang up, in turn."""

    content: bytes
    tag: str = TAG
    changed: str = ""
    cuts: list[int] = field(default_factory=list)
    ranges: bool = True
    status: int = 200
    to: str = ""


@dataclass
class Site:
    """A server, what it has, and what it was asked."""

    address: str
    paths: dict[str, Served] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)  # range, if-range

    def page(self, path: str, *links: str) -> None:
        anchors = "".join(f'<p><a href="{link}">here</a>' for link in links)
        self.paths[path] = Served(f"<html><body>{anchors}".encode())


def handler_of(at: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(Answering):
        site = at

    return Handler


class Answering(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        asked = self.headers.get("Range", ""), self.headers.get("If-Range", "")
        self.site.asked.append((self.path, *asked))
        served = self.site.paths.get(self.path)
        if served is None:
            self.answer(404, b"gone", {})
        elif served.to:
            self.answer(302, b"", {"Location": served.to})
        elif served.status != 200:
            self.answer(served.status, b"", {})
        elif self.headers.get("If-Modified-Since", "") == served.changed != "":
            self.answer(304, b"", {})
        else:
            self.send(served, *asked)

    def send(self, served: Served, wanted: str, if_range: str) -> None:
        whole, marks = served.content, {}
        if served.tag:
            marks["ETag"] = served.tag
        if served.changed:
            marks["Last-Modified"] = served.changed
        if not wanted or not served.ranges or if_range not in marks.values():
            self.answer(200, whole, marks, served)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-"))
        if start >= len(whole):
            self.answer(416, b"", {"Content-Range": f"bytes */{len(whole)}"})
            return
        marks["Content-Range"] = f"bytes {start}-{len(whole) - 1}/{len(whole)}"
        self.answer(206, whole[start:], marks, served)

    def answer(
        self,
        status: int,
        body: bytes,
        headers: dict[str, str],
        served: Served | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if served and served.cuts:
            self.wfile.write(body[: served.cuts.pop(0)])
            self.close_connection = True
        else:
            self.wfile.write(body)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(made))
    server.daemon_threads = False  # closing then waits for every answer
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def listed(site: Site, **changes: object) -> OpenFile:
    entry = {
        "id": "practice-map",
        "title": "Practice map",
        "publisher": "NHS England",
        "publication": "Patients Registered at a GP Practice",
        "landing": f"{site.address}/series",
        "edition": "/series/[a-z]+-20\\d\\d$",
        "file": "gp-reg-pat-prac-map\\.(zip|csv)",
        "layout": "practice_map",
        "folder": "practice-map",
        "fills": "Everything.",
        "verified": False,
        "source": "A test.",
    }
    return OpenFile.model_validate(entry | changes)


@pytest.fixture
def series(site: Site) -> Served:
    """Give a publication with two editions, the newest first, and its file."""
    site.page("/series", "/about", "/series/july-2026", "/series/june-2026")
    site.page("/series/july-2026", "guide.pdf", "/files/AB/gp-reg-pat-prac-map.zip")
    file = Served(MAP.read_bytes(), changed=CHANGED)
    site.paths["/files/AB/gp-reg-pat-prac-map.zip"] = file
    return file


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


# --- one download ----------------------------------------------------------------


def test_a_cut_off_download_goes_on_where_it_was(site: Site, tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    site.paths["/file.zip"] = Served(content, cuts=[100_000, 50_000])
    told: list[str] = []
    target = tmp_path / "file.zip"
    download(f"{site.address}/file.zip", target, told.append)
    assert PartialDownload.next_to(target).file.read_bytes() == content
    assert not target.exists()
    first, *later = [wanted for _, wanted, _ in site.asked]
    assert first == ""
    arrived = [int(wanted.removeprefix("bytes=").rstrip("-")) for wanted in later]
    assert len(arrived) == 2
    assert 0 < arrived[0] <= 100_000 < arrived[1] <= 150_000
    assert {if_range for _, _, if_range in site.asked[1:]} == {TAG}
    assert any("stopped at" in line for line in told)
    assert "0.3 MB of 0.3 MB" in told[-1]


def test_what_arrived_is_kept_for_the_next_run(site: Site, tmp_path: Path) -> None:
    content = b"0123456789" * 20_000
    address, target = f"{site.address}/file.zip", tmp_path / "file.zip"
    site.paths["/file.zip"] = served = Served(content, cuts=[70_000, 0, 0, 0, 0])
    with pytest.raises(CareImpactError, match="run the same command again"):
        download(address, target)
    held = PartialDownload.next_to(target).size
    assert 0 < held <= 70_000
    served.cuts.clear()
    site.asked.clear()
    download(address, target)
    assert [wanted for _, wanted, _ in site.asked] == [f"bytes={held}-"]
    assert PartialDownload.next_to(target).file.read_bytes() == content


def test_a_file_that_changed_meanwhile_is_begun_again(
    site: Site, tmp_path: Path
) -> None:
    address, target = f"{site.address}/file.zip", tmp_path / "file.zip"
    site.paths["/file.zip"] = Served(b"old" * 50_000, cuts=[60_000, 0, 0, 0])
    with pytest.raises(CareImpactError):
        download(address, target)
    site.paths["/file.zip"] = Served(b"new" * 50_000, tag='"second"')
    download(address, target)
    assert PartialDownload.next_to(target).file.read_bytes() == b"new" * 50_000


@pytest.mark.parametrize("tag", ["", 'W/"weak"'])
def test_nothing_is_joined_that_cannot_be_told_to_be_one_file(
    site: Site, tmp_path: Path, tag: str
) -> None:
    address, target = f"{site.address}/file.zip", tmp_path / "file.zip"
    site.paths["/file.zip"] = Served(b"whole" * 30_000, tag=tag, cuts=[60_000])
    download(address, target)
    assert [wanted for _, wanted, _ in site.asked] == ["", ""]
    assert PartialDownload.next_to(target).file.read_bytes() == b"whole" * 30_000


def test_a_server_without_ranges_sends_all_again(site: Site, tmp_path: Path) -> None:
    target = tmp_path / "file.zip"
    site.paths["/file.zip"] = Served(b"abc" * 40_000, cuts=[70_000], ranges=False)
    download(f"{site.address}/file.zip", target)
    assert PartialDownload.next_to(target).file.read_bytes() == b"abc" * 40_000


def test_a_part_that_is_all_of_it_is_enough(site: Site, tmp_path: Path) -> None:
    address, target = f"{site.address}/file.zip", tmp_path / "file.zip"
    site.paths["/file.zip"] = Served(b"abc" * 40_000)
    download(address, target)
    download(address, target)  # the first was killed before it could be kept
    assert site.asked[-1][1] == "bytes=120000-"
    assert PartialDownload.next_to(target).file.read_bytes() == b"abc" * 40_000


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://example.invalid/file.zip", "is not an https address"),
        ("file:///etc/hostname", "is not an https address"),
        ("{site}/gone.zip", "no longer exists (404)"),
        ("{site}/busy.zip", "was refused (503)"),
        ("{site}/away.zip", "is not an https address"),
        ("http://127.0.0.1:9/file.zip", "cannot be reached"),
    ],
)
def test_what_cannot_be_had_is_told_in_one_sentence(
    site: Site, tmp_path: Path, address: str, words: str
) -> None:
    site.paths["/busy.zip"] = Served(b"", status=503)
    site.paths["/away.zip"] = Served(b"", to="http://example.invalid/file.zip")
    with pytest.raises(CareImpactError) as told:
        download(address.format(site=site.address), tmp_path / "file.zip")
    assert words in str(told.value)
    assert "\n" not in str(told.value)
    assert left_behind(tmp_path) == []


# --- a file of the list ----------------------------------------------------------


def test_the_newest_edition_is_fetched_and_kept(
    site: Site, series: Served, tmp_path: Path
) -> None:
    told: list[str] = []
    (one,) = fetch_open([listed(site)], tmp_path, told.append)
    assert (one.new, one.problem) == (True, "")
    assert one.path == tmp_path / "practice-map/gp-reg-pat-prac-map.zip"
    assert one.path.read_bytes() == MAP.read_bytes()
    assert left_behind(tmp_path) == ["gp-reg-pat-prac-map.zip"]
    assert "has not been verified" in told[0]
    assert "A test." in told[0]
    (again,) = fetch_open([listed(site, verified=True)], tmp_path)
    assert (again.new, again.problem, again.path) == (False, "", one.path)
    series.content, series.changed = MAP.read_bytes() + b"", ""
    (newer,) = fetch_open([listed(site)], tmp_path)
    assert newer.new


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>Please wait</html>", "download it again"),
        (MAP.read_bytes()[:-30], "download it again"),
        (
            (PUBLISHED / "list-size/gp-reg-pat-prac-quin-age.zip").read_bytes(),
            'does not have the layout of "Practice map"',
        ),
    ],
)
def test_a_wrong_layout_leaves_what_was_there(
    site: Site, series: Served, tmp_path: Path, content: bytes, words: str
) -> None:
    target = tmp_path / "practice-map/gp-reg-pat-prac-map.zip"
    target.parent.mkdir()
    target.write_bytes(b"what was there")
    series.content = content
    (one,) = fetch_open([listed(site)], tmp_path)
    assert one.path is None
    assert words in one.problem
    assert "The previous file is unchanged" in one.problem
    assert target.read_bytes() == b"what was there"
    assert left_behind(tmp_path) == ["gp-reg-pat-prac-map.zip"]


def test_one_file_that_is_gone_does_not_stop_the_others(
    site: Site, series: Served, tmp_path: Path
) -> None:
    site.page("/other", "/files/lost.zip")
    files = [
        listed(site, id="gone", landing=f"{site.address}/nowhere"),
        listed(site, id="lost", landing=f"{site.address}/other", edition="", file=".*"),
        listed(site, id="unlinked", file="PCNWF.*"),
        listed(site, id="undated", edition="/20\\d\\d$"),
        listed(site, id="by-hand", file="", how="Choose GeoJSON on the page."),
        listed(site),
    ]
    *lacking, got = fetch_open(files, tmp_path)
    words = ["(404)", "(404)", "link to the file", "link to the edition", "by hand"]
    for one, said in zip(lacking, words, strict=True):
        assert said in one.problem
        assert one.path is None
    assert got.new
    assert left_behind(tmp_path) == ["gp-reg-pat-prac-map.zip"]


def test_a_link_cannot_write_outside_its_folder(site: Site, tmp_path: Path) -> None:
    links = ("/files/..%5C..%5Cout.zip", "/files/C:out.zip", "/files/.hidden.zip")
    for link in links:
        site.page("/series", link)
        (one,) = fetch_open([listed(site, edition="", file=".*")], tmp_path / "open")
        assert "does not end in a file name" in one.problem
    site.page("/series", "/files/..%2F..%2Fmap.zip")
    site.paths["/files/..%2F..%2Fmap.zip"] = Served(MAP.read_bytes())
    (one,) = fetch_open([listed(site, edition="", file=".*")], tmp_path / "open")
    assert one.path == tmp_path / "open/practice-map/map.zip"
    assert left_behind(tmp_path) == ["map.zip"]


# --- the list and the command ----------------------------------------------------


def test_the_list_shipped_is_honest_about_its_addresses() -> None:
    files = open_files(SHIPPED)
    assert len(files) >= 10
    for file in files:
        assert file.landing.startswith("https://")
        assert file.verified is False, "say who verified it, and when, in `source`"
        assert len(file.source) > 20
    known = {source.id for source in FEEDS}
    assert {file.layout for file in files} <= known


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[file]\n", "is not valid TOML"),
        ("[[files]]\n", "[[file]] entries and nothing else"),
        ('[[file]]\nid = "a"\n', "Entry 1"),
        ("{shipped}\n[[file]]\nid = 'Big Name'\n", "error at id"),
        ("{shipped}\n{shipped}", "twice"),
    ],
)
def test_a_list_that_is_wrong_says_where(tmp_path: Path, text: str, words: str) -> None:
    own = tmp_path / "own.toml"
    text = text.replace("{shipped}", SHIPPED.read_text("utf-8"))
    own.write_text(text, encoding="utf-8")
    with pytest.raises(CareImpactError) as told:
        open_files(own)
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_the_command_fetches_by_a_list_of_ones_own(
    site: Site,
    series: Served,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    own = tmp_path / "own.toml"
    entry = listed(site).model_dump()
    lines = [f"{key} = {json.dumps(value)}" for key, value in entry.items()]
    own.write_text("\n".join(["[[file]]", *lines]), encoding="utf-8")
    asked = ["fetch-open", "--list", str(own)]
    assert main(asked) == 0
    assert "not verified" in capsys.readouterr().out
    assert main([*asked, str(tmp_path / "open")]) == 0
    assert "load-open" in capsys.readouterr().out
    assert left_behind(tmp_path / "open") == ["gp-reg-pat-prac-map.zip"]
    assert main([*asked, "--only", "nothing", str(tmp_path / "open")]) == 1
    assert "has no file nothing" in capsys.readouterr().err
    site.paths.clear()
    assert main([*asked, "--only", "practice-map", str(tmp_path / "open")]) == 1
    assert "Files downloaded earlier are unchanged" in capsys.readouterr().err
    assert left_behind(tmp_path / "open") == ["gp-reg-pat-prac-map.zip"]
