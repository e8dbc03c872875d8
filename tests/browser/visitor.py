"""A person at a browser of their own, and all that it asked for, said and kept meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

PATIENCE = 30_000  # milliseconds: nothing here is timed, and the machine may be busy
WINDOW: ViewportSize = {"width": 1280, "height": 900}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}},
    "200 %": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
    "forced colours": {"forced_colors": "active"},
}
"""Ways to look at a page. 200 %: a window of 1280 × 900 pixels magnified twice."""
LOCAL = {"127.0.0.1", "localhost"}
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
KEPT = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...document.cookie.split("; ").filter(Boolean),
  ...(await indexedDB.databases()).map((one) => one.name), ...(await caches.keys()),
  ...(await navigator.serviceWorker.getRegistrations()).map((one) => one.scope),
]"""
FOCUSED = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node;
}"""
"""What has the focus, in whatever shadow tree."""


class Visitor:
    """A fresh context: no cookie, no cache, French. `page` is its first page."""

    def __init__(self, browser: Browser, home: str, **options: Any) -> None:
        given = {"base_url": home, "locale": "fr-FR", "viewport": WINDOW} | options
        self.context: BrowserContext = browser.new_context(**given)
        self.context.set_default_timeout(PATIENCE)
        self.requests: list[str] = []
        self.faults: list[str] = []
        """What the console calls an error, and what scripts raised, except what a test forgave."""
        self._forgiven: tuple[str, ...] = ()
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self._fault(str(error.error)))
        self.page: Page = self.context.new_page()

    def forgive(self, *parts: str) -> None:
        """Expect console errors that hold one of these: those of a line that is cut, or of a refusal on purpose."""
        self._forgiven = parts

    def strangers(self, *known: str) -> list[str]:
        """The addresses asked for that are neither this machine's nor data of a page's own."""
        return [url for url in self.requests if urlsplit(url).scheme in ("http", "https", "ws", "wss")
                and urlsplit(url).hostname not in {*LOCAL, *known}]  # fmt: skip

    def kept(self) -> list[str]:
        """Cookies, and the names of all that pages stored."""
        cookies = [str(cookie.get("name")) for cookie in self.context.cookies()]
        pages = [page for page in self.context.pages if page.url.startswith("http")]
        return cookies + [name for page in pages for name in page.evaluate(KEPT)]

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._fault(message.text)

    def _fault(self, text: str) -> None:
        if not any(part in text for part in self._forgiven):
            self.faults.append(text)


def violations(page: Page, context: str | None = None) -> list[str]:
    """What axe finds wrong in a page as it stands now, shadow trees included: « rule: where »; WCAG 2.2 A and AA."""
    found: dict[str, Any] = Axe().run(page, context=context, options=AXE_OPTIONS).response
    return [f"{one['id']} ({one['impact']}) : {_where(node)}" for one in found["violations"] for node in one["nodes"]]


def _where(node: dict[str, Any]) -> str:
    targets: Sequence[Any] = node["target"]
    return " > ".join(" ".join(one) if isinstance(one, list) else str(one) for one in targets)


@contextmanager
def looking(page: Page, **look: Any) -> Iterator[None]:
    """A page as it stands, seen in one of LOOKS for a while. A pixel stays a pixel: no layout depends on it."""
    page.wait_for_load_state()  # what it says may be there before its style
    before = page.viewport_size or WINDOW
    page.emulate_media(color_scheme=look.get("color_scheme"), forced_colors=look.get("forced_colors"))
    page.set_viewport_size(look.get("viewport", before))
    yield
    page.emulate_media(color_scheme="null", forced_colors="null")
    page.set_viewport_size(before)


def scrolls_sideways(page: Page) -> bool:
    """Whether a page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def focused(page: Page) -> str:
    """The name, or the text, of what has the focus."""
    name = (
        """(node) => (node?.getAttribute("aria-label") || node?.labels?.[0]?.textContent || node?.textContent || "")"""
    )
    return str(page.evaluate(name, page.evaluate_handle(FOCUSED))).strip()
