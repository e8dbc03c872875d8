"""The widget's files: what they weigh, how they are served to other sites, what they never do."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import httpx
import pytest

from api.routes.pages import REASONS
from tests.conftest import CHECKOUT

KB = 1000
MAX_CLOSED = 6 * KB
MAX_WHOLE = 30 * KB
LOADER, PANEL = "widget.js", "widget-panel.js"
SVG = "http://www.w3.org/2000/svg"
"""A name, which nothing is ever asked of."""
GUIDE = CHECKOUT / "docs" / "integration-widget.md"


def built(name: str) -> Path:
    return CHECKOUT / "api" / "static" / name


def weight(name: str) -> int:
    return len(gzip.compress(built(name).read_bytes(), compresslevel=9))


def source(pattern: str) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((CHECKOUT / "web" / "src").glob(pattern)))


def test_a_page_that_bears_the_widget_closed_is_hardly_heavier() -> None:
    assert weight(LOADER) <= MAX_CLOSED
    assert weight(LOADER) + weight(PANEL) <= MAX_WHOLE


def test_the_script_names_its_panel_by_its_content() -> None:
    [named] = re.findall(r"widget-panel\.js\?v=(\w+)", built(LOADER).read_text("utf-8"))

    assert hashlib.sha256(built(PANEL).read_bytes()).hexdigest().startswith(named)


@pytest.mark.parametrize("name", [LOADER, PANEL])
def test_the_widget_asks_nobody_else_keeps_nothing_and_makes_no_code_from_text(name: str) -> None:
    script = built(name).read_text("utf-8")

    assert set(re.findall(r"""https?://[^\s"'`\\]+""", script)) <= {SVG}
    assert not re.findall(
        r"\.cookie\b|localStorage|sessionStorage|indexedDB|\binnerHTML|insertAdjacentHTML|\beval\(|new Function|"
        r"document\.write|\.style\b|setAttribute\(.style",
        script,
    )


@pytest.mark.parametrize("origin", ["https://reseau.example", "https://ailleurs.example"])
@pytest.mark.parametrize("name", [LOADER, PANEL])
def test_any_site_may_load_the_scripts(client: httpx.Client, name: str, origin: str) -> None:
    response = client.get(f"/{name}", headers={"origin": origin})

    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["access-control-allow-origin"] in ("*", origin)
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["cache-control"] == "public, max-age=3600"
    assert response.content == built(name).read_bytes()


@pytest.mark.parametrize("name", [LOADER, PANEL])
def test_a_script_that_a_browser_has_is_not_sent_again(client: httpx.Client, name: str) -> None:
    first = client.get(f"/{name}")

    again = client.get(f"/{name}", headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("address", ["/widget-demo", "/widget-demo?mode=floating"])
def test_the_page_that_shows_the_widget_needs_nothing_but_its_script(client: httpx.Client, address: str) -> None:
    page = client.get(address).text

    assert re.findall(r"<script[^>]*>", page) == ['<script src="/widget.js" defer>']
    assert ('<guichet-assistant mode="floating">' in page) is ("floating" in address)


def test_the_guide_tells_every_attribute_and_every_property() -> None:
    guide = GUIDE.read_text("utf-8")
    attributes = set(re.findall(r'(?:host|this)\.(?:get|has)Attribute\("([\w-]+)"\)', source("*.ts")))
    properties = set(re.findall(r"--guichet-[\w-]+", source("*.css")))

    assert "token-url" in attributes
    assert "--guichet-accent" in properties
    assert [name for name in sorted(attributes | properties) if f"`{name}`" not in guide] == []


def test_the_lock_names_no_host() -> None:
    assert "resolved" not in (CHECKOUT / "web" / "package-lock.json").read_text("utf-8")


@pytest.mark.parametrize("words", REASONS.values())
def test_an_answer_is_found_useless_in_the_same_words_as_on_the_page_without_javascript(words: str) -> None:
    assert f'"{words}"' in source("feedback.ts")
