"""Other sites than Guichet's, each a real server of its own origin: a town hall's, and the network's with members."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx

PAGE = """<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mairie de Saint-Exemple</title><link rel="icon" href="data:,">{script}</head>
<body><main><h1>Mairie de Saint-Exemple</h1>{widgets}<p><a href="#bas" id="bas">Horaires</a></p></main></body>
</html>"""


@dataclass
class Site:
    """A site of an origin of its own. Its pages are made when asked for; `guichet` is known once the service runs."""

    port: int
    guichet: str = ""
    widgets: str = "<guichet-assistant></guichet-assistant>"
    key: str = ""
    """The key that the site's own server trades for tokens, at POST /jeton; none: nobody is signed in there."""
    trades: list[int] = field(default_factory=list)
    """The statuses of its trades."""

    @property
    def origin(self) -> str:
        """Another site than Guichet's, not merely another port: a browser holds the two names apart."""
        return f"http://localhost:{self.port}"

    @property
    def csp(self) -> str:
        """As strict as a policy gets that lets the widget in: its script, its requests, nothing else, no inline style,
        no HTML made from text."""
        return (
            f"default-src 'none'; script-src {self.guichet}; connect-src 'self' {self.guichet}; "
            f"img-src data: {self.guichet}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )

    def page(self) -> str:
        """The only page."""
        script = f'<script src="{self.guichet}/widget.js" defer></script>'
        return PAGE.format(script=script, widgets=self.widgets)

    def token(self) -> tuple[int, bytes]:
        """What POST /jeton answers to a member who is signed in on the site."""
        if not self.key:
            return 401, b"{}"
        given = httpx.post(f"{self.guichet}/v1/tokens", headers={"authorization": f"Bearer {self.key}"})
        self.trades.append(given.status_code)
        return given.status_code, given.content


@contextmanager
def site() -> Iterator[Site]:
    """A site on a port of its own, until the block ends."""
    made: list[Site] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(lambda: made[0]))
    made.append(Site(server.server_port))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def origins(*sites: Site) -> str:
    """The value of GUICHET_ALLOWED_ORIGINS that lets these in."""
    return json.dumps([one.origin for one in sites])


def _handler(of: Callable[[], Site]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(200, of().page().encode(), "text/html; charset=utf-8")

        def do_POST(self) -> None:
            self._send(*of().token(), "application/json")

        def _send(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", of().csp)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the parent's
            """Say nothing."""

    return Handler
