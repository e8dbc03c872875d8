"""The pages and forms of the staff's desk, for the tests of documents, questions and answers."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx

from tests.api.conftest import Server
from tests.api.desk import at_the_desk, csrf_of, words_of

PATIENCE_SECONDS = 60.0
Files = Sequence[tuple[str, tuple[str, bytes]]]


class Desk:
    """Pages and forms of the desk, as `name` sees them."""

    def __init__(self, browser: httpx.Client, name: str) -> None:
        self.browser = browser
        self.name = name
        self.csrf = csrf_of(browser)

    def get(self, path: str, **params: Any) -> httpx.Response:
        """A page."""
        return self.browser.get(f"/equipe{path}", params=params or None)

    def text(self, path: str, **params: Any) -> str:
        """What a page says, its tags aside."""
        return plain(self.get(path, **params).text)

    def post(self, path: str, fields: Mapping[str, Any] | None = None, files: Files = ()) -> httpx.Response:
        """A form of this session's, and the page that follows."""
        data = {"csrf": self.csrf} | dict(fields or {})
        return self.browser.post(f"/equipe{path}", data=data, files=list(files) or None)

    def settled(self) -> str:
        """The list of sendings once nothing is under way."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < limit:
            page = self.get("/documents/envois").text
            if "every 1s" not in page:
                return plain(page)
            time.sleep(0.1)
        raise AssertionError("a sending never ended")

    def send(self, text: str, **fields: str) -> str:
        """Send a document, wait for it, and give its id."""
        name = f"fiche-{uuid4().hex[:8]}.md"
        self.post("/documents/envoi", fields, [("files", (name, text.encode()))])
        self.settled()
        listed = self.get("/documents/envois").text
        found: list[str] = re.findall(rf'/equipe/documents/voir/([^"]+)">{re.escape(name)}', listed)
        assert found, plain(listed)
        return found[0]


@contextmanager
def opened(server: Server) -> Iterator[Desk]:
    """The desk, for a person of its own."""
    name = f"claire-{uuid4().hex[:6]}"
    with at_the_desk(server, name) as browser:
        yield Desk(browser, name)


def plain(page: str) -> str:
    """A page's words, spaces made plain; what may be chosen in lists is left out."""
    body = re.sub(r"<(?:datalist|option|script)\b.*?</(?:datalist|option|script)>", " ", page, flags=re.DOTALL)
    return words_of(body)
