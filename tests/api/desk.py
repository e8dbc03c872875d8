"""A browser without JavaScript at the staff's desk, signed in by an account that the real command made."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx

from tests.api.conftest import Server

PASSWORD = "quatre mots bien choisis"
HTMX = {"hx-request": "true"}
SECONDS = 60


@contextmanager
def browsing(server: Server) -> Iterator[httpx.Client]:
    """Keeps cookies and follows redirections; an address of its own: attempts are counted by address."""
    address = ".".join(map(str, (45, *uuid4().bytes[:3])))
    with httpx.Client(
        base_url=server.url, timeout=SECONDS, follow_redirects=True, headers={"x-forwarded-for": address}
    ) as opened:
        yield opened


@contextmanager
def at_the_desk(server: Server, name: str = "") -> Iterator[httpx.Client]:
    """The same, signed in as a person of its own."""
    name = name or f"claire-{uuid4().hex[:6]}"
    made = server.run("accounts", "create", name, typed=PASSWORD)
    assert made.returncode == 0, made.stderr
    with browsing(server) as browser:
        home = browser.post("/equipe/connexion", data={"name": name, "password": PASSWORD})
        assert "Se déconnecter" in home.text
        yield browser


def csrf_of(browser: httpx.Client) -> str:
    """The token that the forms of this session carry."""
    found: list[str] = re.findall(r'name="csrf" value="([^"]+)"', browser.get("/equipe").text)
    return found[0]


def text_of(response: httpx.Response) -> str:
    """What a page says: its words, without its tags, spaces made plain."""
    return words_of(response.text)


def words_of(page: str) -> str:
    """The words of a page or of a part of one, spaces made plain."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page))).strip()
