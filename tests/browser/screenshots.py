"""`make screenshots`: every state of the widget and every page, as images in a folder; with --docs, the six that the
README and the guides show, in docs/img, under MAX_KIB each.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from bench.chromium import chromium
from runtime.settings import CHECKOUT, load_settings
from tests.api.conftest import Server, serving
from tests.api.desk import PASSWORD
from tests.browser.conftest import CONTACT, sign_in
from tests.browser.journeys import JOURNEYS
from tests.browser.proxy import line
from tests.browser.states import STATES
from tests.browser.visitor import looking
from tests.browser.widget import ON_A_PAGE, SURE, UNKNOWN

FOLDER = CHECKOUT / ".benchmarks" / "screenshots"
DOCS = CHECKOUT / "docs" / "img"
MAX_KIB = 150
COLOURS = 128
WINDOW = {"width": 1100, "height": 800}
PHONE = {"width": 320, "height": 640}
LOOKS: dict[str, dict[str, Any]] = {"": {}, "-dark": {"color_scheme": "dark"}, "-320": {"viewport": PHONE}}
PAGES = {
    "accueil": "/",
    "recherche": "/recherche?q=bail+rural",
    "documents": "/documents",
    "erreur": "/nulle-part",
}
READ = "Lire dans le document"
"""Leads from an answer to the page of its source, the quote marked there: the reader's image."""
ANSWERS = {"reponse": ON_A_PAGE, "refus": UNKNOWN}
DESK = {
    "equipe": "/equipe",
    "equipe-documents": "/equipe/documents",
    "equipe-document": "/equipe/documents/voir/guide-scic-collectivites",
    "equipe-questions": "/equipe/questions",
    "equipe-reponses": "/equipe/reponses",
    "equipe-redaction": "/equipe/reponses/nouvelle",
    "equipe-evaluation": "/equipe/evaluation",
    "equipe-zones": "/equipe/zones",
    "equipe-sante": "/equipe/sante",
}
BEST = ("widget-card", "widget-refused", "reponse", "lecteur", "recherche", "equipe-questions")


def main() -> None:
    """Take them all, and say where they are."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--docs", action="store_true", help="the best six only, into docs/img")
    given = parser.parse_args()
    folder: Path = DOCS if given.docs else given.folder
    folder.mkdir(parents=True, exist_ok=True)
    wanted = BEST if given.docs else None
    with TemporaryDirectory() as made, _service(Path(made)) as server, chromium() as browser:
        for taker in (_widgets, _pages, _desk):
            for name, page in taker(browser, server):
                if wanted is None or name in wanted:
                    _save(page, folder / f"{name}.png", whole=wanted is None)
        if wanted is None:
            _journeys(browser, server, folder)
    print(f"{len(list(folder.glob('*.png')))} images : {folder}")


@contextmanager
def _service(folder: Path) -> Iterator[Server]:
    settings = {"GUICHET_CONTACT": CONTACT, "GUICHET_OCR": "false"}
    with serving(folder, load_settings().model_dir, CHECKOUT / "corpus", **settings) as server:
        server.run("accounts", "create", "Claire", typed=PASSWORD)
        with server.client() as client:  # so that the desk has something to show
            for question in (SURE, UNKNOWN, UNKNOWN, "Quel est le tarif du chalutier ?"):
                client.post("/v1/ask", json={"question": question})
        yield server


def _widgets(browser: Browser, server: Server) -> Iterator[tuple[str, Page]]:
    for state, reach in STATES.items():
        for suffix, look in LOOKS.items():
            with line(server.url) as held, _page(browser, held.url, **look) as page:
                reach(page, held)
                yield f"widget-{state}{suffix}", page


def _pages(browser: Browser, server: Server) -> Iterator[tuple[str, Page]]:
    for suffix, look in LOOKS.items():
        for name, path in PAGES.items():
            with _page(browser, server.url, **look) as page:
                page.goto(path, wait_until="networkidle")
                yield f"{name}{suffix}", page
        for name, question in ANSWERS.items():
            with _page(browser, server.url, **look) as page:
                page.goto("/")
                page.get_by_label("Votre question").fill(question)
                page.get_by_role("button", name="Poser la question").click()
                page.wait_for_load_state("networkidle")
                yield f"{name}{suffix}", page
                if page.get_by_role("link", name=READ).count():
                    page.get_by_role("link", name=READ).first.click()
                    page.wait_for_load_state("networkidle")
                    yield f"lecteur{suffix}", page


def _desk(browser: Browser, server: Server) -> Iterator[tuple[str, Page]]:
    for suffix, look in LOOKS.items():
        with _page(browser, server.url, **look) as page:
            sign_in(page, "Claire")
            for name, path in DESK.items():
                page.goto(path, wait_until="networkidle")
                yield f"{name}{suffix}", page


def _journeys(browser: Browser, server: Server, folder: Path) -> None:
    """What pages of the desk become while staff work: they stand there once, hence are drawn in every look at once."""

    def look(state: str, page: Page) -> None:
        for suffix, options in LOOKS.items():
            with looking(page, **options):
                _save(page, folder / f"{state}{suffix}.png", whole=True)

    for journey in JOURNEYS:
        with _page(browser, server.url) as page, TemporaryDirectory() as made:
            sign_in(page, "Claire")
            journey(page, look, Path(made))


@contextmanager
def _page(browser: Browser, home: str, **options: object) -> Iterator[Page]:
    given = {"base_url": home, "locale": "fr-FR", "viewport": WINDOW, "reduced_motion": "reduce"} | options
    context = browser.new_context(**given)  # type: ignore[arg-type]  # what the callers give is what it takes
    yield context.new_page()
    context.close()


def _save(page: Page, path: Path, *, whole: bool) -> None:
    """A PNG of few colours: text and flat surfaces lose nothing that is seen. What is marked is amid a window."""
    marked = page.locator("mark")
    if not whole and marked.count():
        marked.first.evaluate("(mark) => mark.scrollIntoView({block: 'center'})")
    drawn = Image.open(BytesIO(page.screenshot(full_page=whole, animations="disabled")))
    drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size // 1024
    if not whole and size > MAX_KIB:
        raise ValueError(json.dumps({"image": path.name, "KiB": size, "at most": MAX_KIB}))


if __name__ == "__main__":
    main()
