"""What the pages weigh and how soon they show, in a real Chromium on a real server: `make bench-pages`.

Each page is opened LOADS times in a fresh context, on a processor slowed SLOWER times, and the medians are printed:
bytes received before anything is touched (as sent, compressed or not) and the requests they took, milliseconds to the
first byte and to the first paint of content, and the total blocking time: what long tasks take beyond 50 ms
(web.dev/articles/tbt), until the page is at rest. The widget is weighed closed and, once it has the focus, whole. Then,
on the desk, the seconds from dropping a PDF to the first answer that cites it.
"""

from __future__ import annotations

import gzip
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, StorageState, expect
from reportlab.pdfgen.canvas import Canvas
from rich.console import Console
from rich.table import Table

from bench.chromium import chromium
from bench.serving import serving
from runtime.settings import CHECKOUT

LOADS = 5
SLOWER = 4
KIB = 1024
PASSWORD = "quatre mots bien choisis"
READER = "/lire/guide-scic-collectivites?page=3"
WORD = "Ornelle"
"""Stands in the file that is dropped, and nowhere else."""
WATCH = """
  window.__blocking = 0;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.__blocking += Math.max(0, task.duration - 50);
  }).observe({ type: "longtask", buffered: true });
"""
TIMES = """() => ({
  first_byte: performance.getEntriesByType("navigation")[0].responseStart,
  first_paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  blocking: window.__blocking,
})"""


@dataclass(frozen=True, slots=True)
class Load:
    """One opening of a page."""

    received: int
    """Bytes."""
    requests: int
    first_byte: float
    """Milliseconds, as the two that follow."""
    first_paint: float
    blocking: float


def main() -> None:
    """Print the machine, the table, the widget's weight, and the time from a file to its first answer."""
    console = Console(width=120)
    with (
        tempfile.TemporaryDirectory() as made,
        serving(Path(made) / "data", "--ingest", "corpus", GUICHET_OCR="false") as server,
        chromium() as browser,
    ):
        session = _signed_in(browser, server.url, Path(made) / "data")
        table = Table("page", "KiB", "requests", "first byte ms", "first paint ms", "blocking ms")
        for name, path, act in (
            ("/", "/", None),
            ("/widget-demo, widget closed", "/widget-demo", None),
            ("/widget-demo, widget with the focus", "/widget-demo", _focus),
            ("the reader, with a page's image", READER, None),
            ("/recherche, with results", "/recherche?q=bail+rural", None),
            ("/equipe (signed in)", "/equipe", None),
            ("/equipe/documents", "/equipe/documents", None),
        ):
            kept = session if path.startswith("/equipe") else None
            loads = [_load(browser, server.url, path, act, kept) for _ in range(LOADS)]
            table.add_row(name, *_medians(loads))
        console.print(
            f"{os.cpu_count()} cores, {platform.platform()}, Chromium {browser.version}; processor slowed {SLOWER} ×, "
            f"median of {LOADS} loads"
        )
        console.print(table)
        for name in ("widget.js", "widget-panel.js"):
            script = (CHECKOUT / "api" / "static" / name).read_bytes()
            zipped = len(gzip.compress(script, 9))
            console.print(f"{name}: {len(script) / KIB:.1f} KiB, {zipped / KIB:.1f} KiB compressed (gzip -9)")
        ready, answered = _from_file_to_answer(browser, server.url, Path(made), session)
        console.print(f"a PDF of 1 page, dropped on the desk: ready in {ready:.1f} s, cited in {answered:.1f} s")


def _load(
    browser: Browser, home: str, path: str, act: Callable[[Page], None] | None, session: StorageState | None
) -> Load:
    context = browser.new_context(base_url=home, locale="fr-FR", storage_state=session)
    context.add_init_script(WATCH)
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    received: list[int] = []
    cdp.on("Network.loadingFinished", lambda event: received.append(_bytes(event)))
    cdp.send("Network.enable")
    cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    if act:
        act(page)
        page.wait_for_load_state("networkidle")
    times = page.evaluate(TIMES)
    context.close()
    return Load(sum(received), len(received), **times)


def _bytes(event: dict[str, Any]) -> int:
    return int(event["encodedDataLength"])


def _focus(page: Page) -> None:
    with page.expect_response(re.compile("widget-panel")):
        page.get_by_role("textbox", name="Votre question").focus()


def _medians(loads: list[Load]) -> tuple[str, ...]:
    return (
        f"{median(one.received for one in loads) / KIB:.1f}",
        f"{median(one.requests for one in loads):.0f}",
        f"{median(one.first_byte for one in loads):.0f}",
        f"{median(one.first_paint for one in loads):.0f}",
        f"{median(one.blocking for one in loads):.0f}",
    )


def _signed_in(browser: Browser, home: str, data: Path) -> StorageState:
    """What a browser keeps of a session: one for all, since attempts to sign in are counted."""
    subprocess.run(
        [sys.executable, "-m", "cli", "accounts", "create", "Claire"],
        cwd=CHECKOUT,
        env=os.environ | {"GUICHET_DATA_DIR": str(data)},
        input=PASSWORD,
        text=True,
        capture_output=True,
        check=True,
    )
    context = browser.new_context(base_url=home)
    page = context.new_page()
    page.goto("/equipe/connexion")
    page.get_by_label("Nom").fill("Claire")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/equipe")
    kept = context.storage_state()
    context.close()
    return kept


def _from_file_to_answer(browser: Browser, home: str, folder: Path, session: StorageState) -> tuple[float, float]:
    """Seconds, both from the click that sends it: until the desk says it is ready, and until its citation is read."""
    file = _pdf(folder / f"dispositif-{WORD}.pdf")
    desk = browser.new_context(base_url=home, locale="fr-FR", storage_state=session).new_page()
    desk.goto("/equipe/documents")
    desk.get_by_label("Fichiers", exact=True).set_input_files(file)
    desk.get_by_text("Dire ce que c’est").click()
    desk.locator("form#envoyer").get_by_label("Visibilité").select_option("public")
    asker = browser.new_context(base_url=home, locale="fr-FR").new_page()
    asker.goto("/widget-demo")
    asker.get_by_role("textbox", name="Votre question").fill(f"Combien de temps dure la convention {WORD} ?")
    started = time.perf_counter()
    desk.get_by_role("button", name="Envoyer").click()
    sent = desk.locator("#envois li").filter(has_text=file.name)
    expect(sent).to_have_attribute("data-state", "done", timeout=120_000)
    ready = time.perf_counter() - started
    asker.get_by_role("button", name="Poser la question").click()
    asker.get_by_role("button", name="Voir la source 1").first.wait_for(timeout=60_000)
    return ready, time.perf_counter() - started


def _pdf(path: Path) -> Path:

    canvas = Canvas(str(path))
    canvas.setTitle(f"Le dispositif {WORD}")
    for number, line in enumerate(
        (
            f"Le dispositif {WORD}",
            f"Le dispositif {WORD} prête une salle communale aux associations pendant trois saisons.",
            f"La mairie signe avec chaque association la convention {WORD}, dont la durée est de neuf mois.",
        )
    ):
        canvas.drawString(60, 760 - 24 * number, line)
    canvas.save()
    return path


if __name__ == "__main__":
    main()
