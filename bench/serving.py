"""A real server, started as the administrator starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from runtime.settings import CHECKOUT

LOOK_AGAIN = 0.05  # seconds, while the server is not ready


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    url: str
    pid: int
    seconds_to_ready: float


@contextmanager
def serving(data: Path, *options: str, **settings: str) -> Iterator[Served]:
    """`guichet serve` on a data folder, from the command to its end; settings by variable."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "serve", "--port", "0", *options],
        cwd=CHECKOUT,
        env=os.environ | {"GUICHET_DATA_DIR": str(data)} | settings,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stderr is None:
            raise RuntimeError("the server has no standard error")
        said: list[str] = []
        address = None
        while address is None:
            said.append(process.stderr.readline())
            if not said[-1]:
                raise RuntimeError(f"the server did not start: {''.join(said)}")
            address = re.search(r"http://[\d.:]+", said[-1])
        while not _ready(address.group()):
            time.sleep(LOOK_AGAIN)
        yield Served(address.group(), process.pid, time.perf_counter() - started)
    finally:
        process.terminate()
        process.communicate()


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").is_success
    except httpx.ConnectError:  # it says where it will listen, then listens
        return False
