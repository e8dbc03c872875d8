"""A headless Chromium: the one that CHROMIUM names, or the machine's. Shared with tests/browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
"""It runs as whoever runs the tests, root included, and asks its maker for nothing."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, until the block ends.

    Raises:
        RuntimeError: there is none.
    """
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None:
        raise RuntimeError("chromium is missing: « apt-get install chromium », or its path in CHROMIUM")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield opened
        finally:
            opened.close()
