"""A small web site on loopback: what it serves is a dictionary, and it notes what it is asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PROSE = "<p>La commune peut vendre un bien de son domaine privé après une délibération du conseil municipal.</p>"


@dataclass(frozen=True)
class Page:
    """An answer. With `etag`, a request that holds it is answered « 304 »."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""


@dataclass
class Site:
    """The pages by path, and each request as (path, status, seconds, user agent)."""

    pages: dict[str, Page]
    url: str = ""
    asked: list[tuple[str, int, float, str]] = field(default_factory=list)

    def paths(self, status: int | None = None) -> list[str]:
        return [path for path, code, _, _ in self.asked if status in (None, code)]

    def sitemap(self, *paths: str) -> Page:
        entries = "".join(f"<url><loc>{self.url}{path}</loc></url>" for path in paths)
        xml = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
        return Page(xml.encode(), "application/xml")


def html(*links: str, text: str = PROSE, head: str = "", etag: str = "") -> Page:
    listed = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return Page(
        f"<html><head>{head}</head><body><main>{text}<ul>{listed}</ul></main></body></html>".encode(), etag=etag
    )


@contextmanager
def serving(pages: Mapping[str, Page]) -> Iterator[Site]:
    site = Site(dict(pages))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            page = site.pages.get(self.path, Page(b"absente", status=404))
            same = bool(page.etag) and self.headers.get("If-None-Match") == page.etag
            status, body = (304, b"") if same else (page.status, page.body)
            site.asked.append((self.path, status, time.monotonic(), self.headers.get("User-Agent", "")))
            self.send_response(status)
            given = {"Content-Type": page.kind, "Content-Length": str(len(body)), "ETag": page.etag, **page.headers}
            for name, value in given.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """The test's output stays readable."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
