"""The copies of a site follow it: what is new, changed, the same and gone; nobody else is asked anything."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import UnreadableFile
from domain.types import Change
from ingest.readers import read_file
from ingest.site import MirrorReport, mirror
from ingest.site_client import USER_AGENT
from tests.ingest.sites import PROSE, Page, Site, html, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving({}) as served:
        yield served


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "copies"


def walk(site: Site, folder: Path, *, path: str = "/", delay: float = 0.0, max_pages: int = 50) -> MirrorReport:
    return mirror(site.url + path, folder, allowed_hosts=("127.0.0.1",), delay=delay, max_pages=max_pages, private=True)


def changes(site: Site, report: MirrorReport) -> dict[str, Change]:
    return {page.url.removeprefix(site.url): page.change for page in report.pages}


def reasons(report: MirrorReport) -> str:
    return " | ".join(f"{page.reason} {page.hint}" for page in report.pages)


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_the_pages_and_documents_of_a_sitemap_are_copied_with_their_address(site: Site, folder: Path) -> None:
    site.pages = {
        "/": html("/guide.pdf", "/hors-plan"),
        "/sitemap.xml": site.sitemap("/", "/vendre"),
        "/vendre": html(),
        "/guide.pdf": Page(b"%PDF-1.7 ...", "application/pdf"),
    }

    report = walk(site, folder)

    assert changes(site, report) == {"/": Change.NEW, "/vendre": Change.NEW, "/guide.pdf": Change.NEW}
    assert report.complete
    assert "/hors-plan" not in site.paths()
    names = copies(folder)
    assert [name.split("-")[0] for name in names] == ["accueil", "accueil", "guide", "guide", "vendre", "vendre"]
    page = next(page for page in report.pages if page.url.endswith("/vendre"))
    assert page.path is not None
    (document,) = read_file(page.path)
    assert document.metadata.url == f"{site.url}/vendre"
    assert "domaine privé" in document.blocks[0].text
    assert {agent for *_, agent in site.asked} == {USER_AGENT}


def test_sitemaps_named_by_robots_are_followed_through_indexes_and_gzip(site: Site, folder: Path) -> None:
    index = f"<sitemapindex><sitemap><loc>{site.url}/b.xml.gz</loc></sitemap></sitemapindex>"
    site.pages = {
        "/robots.txt": Page(f"Sitemap: {site.url}/a.xml\nSitemap: /c.txt".encode(), "text/plain"),
        "/a.xml": Page(index.encode(), "text/xml"),
        "/b.xml.gz": Page(gzip.compress(site.sitemap("/un").body), "application/gzip"),
        "/c.txt": Page(f"{site.url}/deux\n".encode(), "text/plain"),
        "/": html(),
        "/un": html(),
        "/deux": html(),
    }

    report = walk(site, folder)

    assert set(changes(site, report)) == {"/", "/un", "/deux"}
    assert report.complete


@pytest.mark.parametrize(
    "body",
    [b"<urlset><url><loc>http://127.0.0.1/a</loc></url><url><lo", gzip.compress(b"http://127.0.0.1/a\n" * 99)[:-9]],
    ids=["in its text", "in its gzip"],
)
def test_a_sitemap_cut_off_is_told_and_the_walk_is_not_complete(site: Site, folder: Path, body: bytes) -> None:
    site.pages = {"/sitemap.xml": Page(body, "application/xml"), "/": html()}

    report = walk(site, folder)

    assert "plan du site est abîmé" in reasons(report)
    assert not report.complete


def test_without_a_sitemap_links_are_followed_and_a_cycle_ends(site: Site, folder: Path) -> None:
    site.pages = {
        "/": html("/a", "/a#bas", "./a", "mailto:x@y.fr", "javascript:void(0)", "/photo.jpg"),
        "/a": html("/b", "/"),
        "/b": html("/a", "/b", "/c"),
        "/c": html("/"),
    }

    report = walk(site, folder)

    assert list(changes(site, report)) == ["/", "/a", "/b", "/c"]
    assert site.paths() == ["/robots.txt", "/sitemap.xml", "/", "/a", "/b", "/c"]
    assert report.complete


def test_robots_is_obeyed(site: Site, folder: Path) -> None:
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: guichet\nDisallow: /prive/\n"
    site.pages = {
        "/robots.txt": Page(rules, "text/plain"),
        "/": html("/prive/a", "/b"),
        "/b": html(),
        "/prive/a": html(),
    }

    report = walk(site, folder)

    assert changes(site, report) == {"/": Change.NEW, "/prive/a": Change.REFUSED, "/b": Change.NEW}
    assert "robots.txt interdit" in reasons(report)
    assert "/prive/a" not in site.paths()
    assert report.complete


@pytest.mark.parametrize(("status", "headers"), [(500, {}), (503, {"Retry-After": "9999"})])
def test_nothing_is_asked_of_a_site_whose_robots_cannot_be_read(
    site: Site, folder: Path, status: int, headers: dict[str, str]
) -> None:
    site.pages = {"/robots.txt": Page(status=status, headers=headers), "/": html()}

    report = walk(site, folder)

    assert f"robots.txt ne peut pas être lu : le site répond {status}" in reasons(report)
    assert site.paths() == ["/robots.txt"]
    assert not report.complete


def test_other_hosts_are_never_asked(site: Site, folder: Path) -> None:
    with serving({"/": html(), "/x": html(), "/plan.xml": html()}) as foreign:
        elsewhere = foreign.url.replace("127.0.0.1", "localhost")
        site.pages = {
            "/robots.txt": Page(f"Sitemap: {elsewhere}/plan.xml\nSitemap: {site.url}/s.xml".encode(), "text/plain"),
            "/s.xml": Page(
                f"<urlset><url><loc>{site.url}/a</loc></url><url><loc>{site.url}/b</loc></url>"
                f"<url><loc>{elsewhere}/x</loc></url></urlset>".encode()
            ),
            "/": html(
                f"{elsewhere}/x",
                f"{foreign.url}/x.pdf",
                site.url.replace("//", "//u:p@") + "/x.pdf",
                "//localhost/x.pdf",
            ),
            "/a": Page(status=302, headers={"Location": f"{elsewhere}/x"}),
            "/b": Page(status=302, headers={"Location": "file:///etc/passwd"}),
        }

        report = walk(site, folder)

        assert foreign.asked == []
    assert "/x.pdf" not in site.paths()
    assert (changes(site, report)["/a"], changes(site, report)["/b"]) == (Change.REFUSED, Change.REFUSED)
    assert "mène à un autre site (localhost:" in reasons(report)
    assert "GUICHET_SITE_HOSTS" in reasons(report)
    assert not report.complete


def test_redirects_within_the_site_are_followed_once(site: Site, folder: Path) -> None:
    site.pages = {
        "/": html("/vieux", "/boucle"),
        "/vieux": Page(status=301, headers={"Location": "/neuf"}),
        "/neuf": html(),
        "/boucle": Page(status=302, headers={"Location": "/boucle"}),
    }

    assert changes(site, walk(site, folder)) == {"/": Change.NEW, "/neuf": Change.NEW}


def test_a_second_walk_downloads_nothing_that_has_not_changed(site: Site, folder: Path) -> None:
    site.pages = {"/": html("/a", "/b", etag='"1"'), "/a": html(etag='"2"'), "/b": html()}
    walk(site, folder)
    before, site.asked = copies(folder), []

    report = walk(site, folder)

    assert set(changes(site, report).values()) == {Change.SAME}
    assert site.paths(304) == ["/", "/a"]
    assert copies(folder) == before
    assert report.complete


def test_changed_and_vanished_pages_are_told_apart(site: Site, folder: Path) -> None:
    site.pages = {"/": html("/a", "/b", "/c", etag='"1"'), "/a": html(etag='"a1"'), "/b": html(), "/c": html()}
    walk(site, folder)
    site.pages |= {"/": html("/a", "/b", etag='"2"'), "/a": html(text=PROSE + "<p>Neuf.</p>", etag='"a2"')}
    del site.pages["/b"]

    report = walk(site, folder)

    found = changes(site, report)
    assert found == {"/": Change.CHANGED, "/a": Change.CHANGED, "/b": Change.GONE, "/c": Change.GONE}
    assert len(copies(folder)) == 4
    assert report.complete


def test_an_edited_sidecar_is_kept_and_goes_with_its_page(site: Site, folder: Path) -> None:
    site.pages = {"/": html("/a"), "/a": html()}
    walk(site, folder)
    sidecar = next(path for path in folder.glob("a-*.meta.yaml"))
    sidecar.write_text(sidecar.read_text() + "visibility: adherent\n")

    site.pages["/a"] = html(text="<p>Un autre texte.</p>")
    walk(site, folder)
    assert "adherent" in sidecar.read_text()

    site.pages["/a"] = Page(status=410)
    walk(site, folder)
    assert list(folder.glob("a-*")) == []


@pytest.mark.parametrize(
    "page",
    [
        html(head="<meta name='robots' content='noindex, follow'>"),
        html(head="<meta name='ROBOTS' content='none'>"),
        Page(html().body, headers={"X-Robots-Tag": "noindex"}),
        Page(b"%PDF-1.7", "application/pdf", headers={"X-Robots-Tag": "guichet: noindex"}),
    ],
)
def test_a_page_that_asks_not_to_be_indexed_is_not_kept(site: Site, folder: Path, page: Page) -> None:
    site.pages = {"/": html("/a"), "/a": html()}
    walk(site, folder)
    site.pages["/a"] = page

    report = walk(site, folder)

    assert changes(site, report)["/a"] is Change.GONE
    assert "noindex" in reasons(report)
    assert len(copies(folder)) == 2


def test_links_marked_nofollow_are_not_followed(site: Site, folder: Path) -> None:
    site.pages = {
        "/": html("/a", text="<a rel='nofollow' href='/b'>b</a>"),
        "/a": html("/c", head="<meta name='robots' content='nofollow'>"),
    }

    assert set(changes(site, walk(site, folder))) == {"/", "/a"}


def test_an_address_that_is_none_is_refused_in_french(folder: Path) -> None:
    with pytest.raises(UnreadableFile, match="pas une adresse web"):
        mirror("ftp://exemple.fr/", folder, allowed_hosts=("exemple.fr",), delay=0, max_pages=1)
