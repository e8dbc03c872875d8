"""Times GET /v1/search and POST /v1/ask of a real server beside LangChain and Chroma in process: `make bench-search`.

The server is started on a fresh data folder with the demonstration corpus, stopped, and started again to be timed from
the command to its first « ready ». Each question of eval/cases is then asked once, so that no answer or vector is
kept: those of dev are searched, by the server over one kept-alive connection and, just before or just after, by
LangChain's recipe (bench/retrieval/peers.py), which pays for no HTTP; those of test are asked. Needs `make peers`.
"""

from __future__ import annotations

import os
import platform
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import httpx
import numpy as np
from rich.console import Console
from rich.table import Table

from bench.retrieval import ours
from bench.retrieval.peers import langchain
from bench.serving import serving
from eval.dataset import load_cases
from runtime.settings import load_settings
from vectorstore.bundled_model import ensure_model

CHECKOUT = Path(__file__).resolve().parent.parent
WARM_UP = 10  # questions, not timed
LIMIT = 10  # results, of each side
KIB = 1024


def main() -> None:
    """Print the machine, the times in milliseconds, the start and the memory."""
    cases = load_cases(CHECKOUT / "eval" / "cases")
    dev, test = ([case.question for case in cases if case.split == split] for split in ("dev", "test"))
    console = Console(width=120)
    settings = load_settings()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        with serving(data, "--ingest", "corpus"):
            pass
        model = ensure_model(settings.model_dir, console.print)
        peer = langchain(model, ours.texts(data), Path(folder) / "langchain", chunks=LIMIT)
        with serving(data) as server, httpx.Client(base_url=server.url, timeout=30) as client:
            searching = _paired(
                dev, lambda q: client.get("/v1/search", params={"q": q, "limit": LIMIT}).raise_for_status(), peer
            )
            asking = [
                _milliseconds(lambda q: client.post("/v1/ask", json={"question": q}).raise_for_status(), question)
                for question in test
            ]
            floor = [_milliseconds(lambda _: client.get("/healthz").raise_for_status(), "") for _ in test]
            resident, torch = _memory(server.pid)
    console.print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, chromadb {version('chromadb')}, "
        f"tantivy {version('tantivy')}, onnxruntime {version('onnxruntime')}, torch {version('torch')}"
    )
    table = Table("", "questions", "p50 ms", "p95 ms")
    for name, times in (
        ("GET /v1/search", searching[0]),
        ("LangChain + Chroma, in process", searching[1]),
        ("POST /v1/ask", asking),
        ("GET /healthz (the floor)", floor),
    ):
        timed = times[WARM_UP:]
        table.add_row(name, f"{len(timed)}", *(f"{value:.1f}" for value in np.percentile(timed, (50, 95))))
    console.print(table)
    ratios = [one / other for one, other in zip(*searching, strict=True)][WARM_UP:]
    console.print(
        f"/v1/search takes {np.median(ratios):.2f} of LangChain's time for the same question (median of pairs)"
    )
    console.print(
        f"started in {server.seconds_to_ready:.1f} s; {resident} MiB resident, PyTorch {'' if torch else 'not '}loaded"
    )


def _paired(
    questions: Sequence[str], ours_: Callable[[str], object], theirs: Callable[[str], object]
) -> tuple[list[float], list[float]]:
    """Milliseconds of both for each question, one first every other time."""
    times: tuple[list[float], list[float]] = ([], [])
    for number, question in enumerate(questions):
        for side in (0, 1) if number % 2 else (1, 0):
            times[side].append(_milliseconds((ours_, theirs)[side], question))
    return times


def _milliseconds(call: Callable[[str], object], question: str) -> float:
    start = time.perf_counter()
    call(question)
    return (time.perf_counter() - start) * 1_000


def _memory(pid: int) -> tuple[int, bool]:
    """MiB resident, and whether PyTorch's library is mapped (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")
    resident = re.search(r"VmRSS:\s+(\d+)", status)
    if resident is None:
        raise RuntimeError("this system does not tell how much memory a process holds")
    return int(resident[1]) // KIB, "libtorch" in maps


if __name__ == "__main__":
    main()
