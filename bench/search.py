"""Times GET /v1/search and POST /v1/ask of a real server over the demonstration corpus: `make bench-search`.

The server is started on a fresh data folder, warmed up, then asked the questions of eval/cases one
after another over one kept-alive connection, as one person's browser does.
"""

from __future__ import annotations

import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from eval.dataset import load_cases

CHECKOUT = Path(__file__).resolve().parent.parent
ROUNDS = 3
WARM_UP = 5


def main() -> None:
    """Print the machine, then min, median and p95 of each route in milliseconds."""
    questions = [case.question for case in load_cases(CHECKOUT / "eval" / "cases")]
    console = Console()
    console.print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, chromadb {version('chromadb')}, "
        f"tantivy {version('tantivy')}, onnxruntime {version('onnxruntime')}; {len(questions)} questions × {ROUNDS}"
    )
    with _server() as url, httpx.Client(base_url=url, timeout=30) as client:
        routes: dict[str, Callable[[str], httpx.Response]] = {
            "GET /v1/search": lambda q: client.get("/v1/search", params={"q": q}),
            "POST /v1/ask": lambda q: client.post("/v1/ask", json={"question": q}),
            "GET /healthz (the floor)": lambda _: client.get("/healthz"),
        }
        table = Table("route", "min", "median", "p95", title="milliseconds a request")
        for name, call in routes.items():
            for question in questions[:WARM_UP]:
                call(question)
            times = sorted(_milliseconds(call, question) for _ in range(ROUNDS) for question in questions)
            p95 = times[int(0.95 * len(times))]
            table.add_row(name, f"{times[0]:.1f}", f"{statistics.median(times):.1f}", f"{p95:.1f}")
    console.print(table)


def _milliseconds(call: Callable[[str], httpx.Response], question: str) -> float:
    start = time.perf_counter()
    call(question).raise_for_status()
    return (time.perf_counter() - start) * 1_000


@contextmanager
def _server() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as data:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "serve", "--port", "0", "--ingest", "corpus"],
            cwd=CHECKOUT,
            env=os.environ | {"GUICHET_DATA_DIR": data},
            stderr=subprocess.PIPE,
            text=True,
        )
        if process.stderr is None:
            raise RuntimeError("the server has no standard error")
        address = next(filter(None, (re.search(r"http://[\d.:]+", line) for line in process.stderr)))
        try:
            yield address.group()
        finally:
            process.terminate()
            process.communicate()


if __name__ == "__main__":
    main()
