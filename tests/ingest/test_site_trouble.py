"""A site that is slow, broken or cut off costs no copy, and is asked politely."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest

from domain.types import Change
from ingest import site_client
from ingest.readers import read_file
from ingest.site import MirrorReport, mirror
from ingest.site_copies import STATE_NAME
from tests.ingest.sites import PROSE, Page, Site, html, serving

DELAY_S = 0.25


@pytest.fixture
def site() -> Iterator[Site]:
    with serving({}) as served:
        yield served


def walk(site: Site, folder: Path, *, delay: float = 0.0, max_pages: int = 50) -> MirrorReport:
    return mirror(site.url, folder, allowed_hosts=("127.0.0.1",), delay=delay, max_pages=max_pages, private=True)


def changes(site: Site, report: MirrorReport) -> dict[str, Change]:
    return {page.url.removeprefix(site.url): page.change for page in report.pages}


def copies(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


@pytest.mark.parametrize(("delay", "rules"), [(DELAY_S, b""), (0.0, f"User-agent: *\nCrawl-delay: {DELAY_S}".encode())])
def test_requests_are_apart_by_the_delay(site: Site, tmp_path: Path, delay: float, rules: bytes) -> None:
    site.pages = {"/robots.txt": Page(rules, "text/plain"), "/": html("/a", "/b"), "/a": html(), "/b": html()}

    walk(site, tmp_path, delay=delay)

    times = [at for _, _, at, _ in site.asked]
    assert len(times) == 5
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= DELAY_S * 0.95


def test_a_walk_stops_at_max_pages_and_says_so(site: Site, tmp_path: Path) -> None:
    site.pages = {"/": html(*(f"/{i}" for i in range(9)))} | {f"/{i}": html() for i in range(9)}
    walk(site, tmp_path)
    before = copies(tmp_path)

    report = walk(site, tmp_path, max_pages=3)

    assert "le site a plus de 3 pages : 7 adresses" in report.pages[-1].reason
    assert "GUICHET_SITE_MAX_PAGES" in report.pages[-1].hint
    assert not report.complete
    assert copies(tmp_path) == before


@pytest.mark.parametrize("status", [500, 403])
def test_a_page_in_error_is_told_keeps_its_copy_and_stops_nothing(site: Site, tmp_path: Path, status: int) -> None:
    site.pages = {"/": html("/a", "/b"), "/a": html(), "/b": html()}
    walk(site, tmp_path)
    before = copies(tmp_path)
    site.pages["/a"] = Page(status=status)

    report = walk(site, tmp_path)

    assert changes(site, report) == {"/": Change.SAME, "/a": Change.REFUSED, "/b": Change.SAME}
    assert f"le site répond {status}" in report.pages[1].reason
    assert not report.complete
    assert copies(tmp_path) == before


@pytest.mark.parametrize("after", ["1", "date"])
def test_a_busy_site_is_asked_again_when_it_says(site: Site, tmp_path: Path, after: str) -> None:
    header = formatdate(time.time() + 2, usegmt=True) if after == "date" else after
    not_before = time.monotonic() + 0.95  # a date has no fraction of a second
    site.pages = {"/": Page(status=503, headers={"Retry-After": header})}

    report = walk(site, tmp_path)

    times = [at for path, _, at, _ in site.asked if path == "/"]
    assert len(times) == site_client.ATTEMPTS
    assert times[1] >= not_before
    assert report.pages[0].reason == "le site répond 503"


def test_a_site_that_is_told_to_slow_down_is_left(site: Site, tmp_path: Path) -> None:
    site.pages = {"/": html("/a", "/b"), "/a": Page(status=429, headers={"Retry-After": "3600"}), "/b": html()}

    report = walk(site, tmp_path)

    assert site.paths()[-1] == "/a"
    assert not report.complete


def test_a_site_that_does_not_answer_loses_no_copy(tmp_path: Path) -> None:
    with serving({"/": html("/a"), "/a": html()}) as site:
        walk(site, tmp_path)
    before = copies(tmp_path)

    report = walk(site, tmp_path)

    assert "ne répond pas" in report.pages[0].reason
    assert "Vérifiez l'adresse" in report.pages[0].hint
    assert not report.complete
    assert copies(tmp_path) == before


@pytest.mark.parametrize("page", [Page(status=404), Page(status=302, headers={"Location": "https://sso.exemple.fr/"})])
def test_a_site_that_shows_nothing_any_more_is_not_forgotten(site: Site, tmp_path: Path, page: Page) -> None:
    site.pages = {"/": html("/a"), "/a": html()}
    walk(site, tmp_path)
    site.pages["/"] = page

    report = walk(site, tmp_path)

    assert not report.complete
    assert [name for name in copies(tmp_path) if name.startswith("a-") and name.endswith(".html")]


def test_a_walk_that_was_cut_off_is_taken_up(site: Site, tmp_path: Path) -> None:
    site.pages = {"/": html("/a", "/b", "/c"), "/a": html("/d"), "/b": html(), "/c": html(), "/d": html()}

    def interrupt(done: int, total: int, label: str = "") -> None:
        if label.endswith("/b"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mirror(
            site.url, tmp_path, allowed_hosts=("127.0.0.1",), delay=0, max_pages=50, private=True, progress=interrupt
        )
    site.asked = []

    report = walk(site, tmp_path)

    assert site.paths() == ["/robots.txt", "/sitemap.xml", "/b", "/c", "/d"]
    assert changes(site, report)["/a"] is Change.SAME
    assert report.complete


def test_notes_that_are_lost_or_broken_cost_a_download_and_no_stray_copy(site: Site, tmp_path: Path) -> None:
    site.pages = {"/": html("/a"), "/a": html()}
    walk(site, tmp_path)
    before = copies(tmp_path)
    (tmp_path / STATE_NAME).write_text('{"walk": 1')
    (tmp_path / "b-0123abcd.html").write_text(PROSE)
    (tmp_path / "note.html").write_text(PROSE)

    report = walk(site, tmp_path)

    assert set(changes(site, report).values()) == {Change.NEW}
    assert copies(tmp_path) == before | {"note.html"}


def test_an_answer_without_end_is_given_up(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_client, "MAX_RESPONSE_BYTES", 1000)
    site.pages = {"/": html("/a"), "/a": Page(b"x" * 5000)}

    report = walk(site, tmp_path)

    assert changes(site, report) == {"/": Change.NEW, "/a": Change.REFUSED}
    assert "dépasse" in report.pages[1].reason


def test_an_encoding_that_only_the_answer_gives_is_kept(site: Site, tmp_path: Path) -> None:
    page = "<html><body><p>L'œuvre à 5 €</p></body></html>".encode("iso-8859-15")
    site.pages = {"/": Page(page, "text/html; charset=iso-8859-15")}

    report = walk(site, tmp_path)

    assert report.pages[0].path is not None
    assert read_file(report.pages[0].path)[0].blocks[0].text == "L'œuvre à 5 €"


def test_what_no_reader_takes_is_said(site: Site, tmp_path: Path) -> None:
    site.pages = {"/": html("/video"), "/video": Page(b"....", "video/mp4")}

    report = walk(site, tmp_path)

    assert report.pages[1].reason == "ce format n'est pas lu (video/mp4)"
    assert report.complete
