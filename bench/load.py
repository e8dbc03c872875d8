"""`make bench-load`: a real server under many clients, while documents are taken in; then a day of requests at once.

The server and locust, which plays the clients, share the machine's cores: figures are those of both together.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

import httpx
from rich.console import Console
from rich.table import Table

from bench.serving import Served, serving
from runtime.settings import CHECKOUT

LOCUST = CHECKOUT / ".load" / "bin" / "locust"
WARM_UP = 0.1
"""The share of a run after which memory is first read: models and caches are loaded by then."""
MIB = 1024
PARAGRAPHS = 10
MIN_PARAGRAPH_CHARS = 200
FIRST_QUESTION = "Une commune peut-elle entrer au capital d'une SCIC ?"


def processor_seconds(pid: int) -> float:
    """What a process has computed since it started, all threads together."""
    times = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


@dataclass
class Memory:
    """The resident memory of a process, in KiB, read each second."""

    pid: int
    read: list[int] = field(default_factory=list)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Read until stopped."""
        while not self._stopped.wait(1.0):
            status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
            self.read.append(int(re.findall(r"VmRSS:\s+(\d+)", status)[0]))

    def stop(self) -> None:
        """Read no more."""
        self._stopped.set()


@dataclass(frozen=True)
class Line:
    """What became of the requests of a name: times in milliseconds."""

    name: str
    requests: int
    failures: int
    per_second: float
    p50: float
    p95: float
    p99: float


def load(server: Served, folder: Path, clients: int, seconds: int, **more: int) -> list[Line]:
    """What locust saw."""
    report = folder / f"load-{time.monotonic_ns()}"
    command = [
        str(LOCUST), "-f", str(CHECKOUT / "bench" / "load_user.py"), "--headless", "--host", server.url,
        "-u", str(clients), "-r", str(clients), "--csv", str(report), "--only-summary", "--loglevel", "ERROR",
        *(["-t", f"{seconds}s"] if seconds else []),
    ]  # fmt: skip
    chosen = {f"LOAD_{name.upper()}": str(value) for name, value in more.items()}
    done = subprocess.run(command, env=os.environ | chosen, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):  # 1: a request failed
        raise SystemExit(done.stderr)
    with Path(f"{report}_stats.csv").open(encoding="utf-8", newline="") as file:
        return [
            Line(
                row["Name"],
                int(row["Request Count"]),
                int(row["Failure Count"]),
                float(row["Requests/s"]),
                *(float(row[column]) for column in ("50%", "95%", "99%")),
            )
            for row in csv.DictReader(file)
            if row["Name"] != "Aggregated"
        ]


@contextmanager
def ingesting(folder: Path, documents: int) -> Iterator[None]:
    """Documents being taken in, over and over until the context ends: each time all of them have changed."""
    stopped = threading.Event()
    done: list[float] = []

    def work() -> None:
        turn = 0
        while not stopped.is_set():
            written = folder / "documents"
            written.mkdir(exist_ok=True)
            for number in range(documents):
                text = _document(number, turn)
                (written / f"document-{number}.md").write_text(text, encoding="utf-8")
            started = time.monotonic()
            command = [sys.executable, "-m", "cli", "ingest", str(written)]
            environment = os.environ | {"GUICHET_DATA_DIR": str(folder / "data")}
            subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, check=True)
            done.append(time.monotonic() - started)
            turn += 1

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()
        console.print(f"{documents} documents ingested {len(done)} time(s), in {[round(d) for d in done]} s")


@cache
def _paragraphs() -> tuple[str, ...]:
    texts = (path.read_text(encoding="utf-8") for path in sorted((CHECKOUT / "corpus").rglob("*.md")))
    return tuple(part for text in texts for part in text.split("\n\n") if len(part) > MIN_PARAGRAPH_CHARS)


def _document(number: int, turn: int) -> str:
    """A sheet of the corpus's own paragraphs, drawn anew, so that its passages are about as long as real ones."""
    drawn = Random(turn * 1_000_003 + number).sample(_paragraphs(), PARAGRAPHS)
    return f"---\nvisibility: adherent\n---\n# Fiche {number}, édition {turn}\n\n" + "\n\n".join(drawn) + "\n"


def measured(title: str, server: Served, folder: Path, clients: int, seconds: int, **more: int) -> None:
    """Print a run."""
    memory = Memory(server.pid)
    watching = threading.Thread(target=memory.watch)
    watching.start()
    before = processor_seconds(server.pid)
    try:
        lines = load(server, folder, clients, seconds, **more)
    finally:
        memory.stop()
        watching.join()
    table = Table("requests", "number", "failed", "a second", "p50 ms", "p95 ms", "p99 ms", title=title)
    for line in lines:
        times = (f"{value:.0f}" for value in (line.p50, line.p95, line.p99))
        table.add_row(line.name, str(line.requests), str(line.failures), f"{line.per_second:.1f}", *times)
    console.print(table)
    first, last = memory.read[int(len(memory.read) * WARM_UP)], memory.read[-1]
    spent = (processor_seconds(server.pid) - before) / sum(line.requests for line in lines)
    console.print(f"processor: {spent * 1000:.0f} ms a request, an ingest included if there is one")
    console.print(f"memory: {first / MIB:.0f} MiB after {WARM_UP:.0%} of the run, {last / MIB:.0f} at its end")


console = Console(width=110)


def main() -> None:
    """The load, with and without an ingest; with --day, a day's requests at once."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, nargs="+", default=[16, 64])
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--day", action="store_true", help="20,000 questions among 200,000 requests")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with serving(folder / "data", "--ingest", str(CHECKOUT / "corpus"), GUICHET_OCR="false") as server:
            asked = httpx.post(f"{server.url}/v1/ask", json={"question": FIRST_QUESTION}, timeout=60)
            console.print(f"first answer, just after the start: {asked.elapsed.total_seconds():.2f} s")
            if given.day:
                measured("a day", server, folder, 16, 0, cheap_for_one=9, requests=200_000)
                return
            for clients in given.clients:
                measured(f"{clients} clients", server, folder, clients, given.seconds)
                with ingesting(folder, given.documents):
                    measured(f"{clients} clients during an ingest", server, folder, clients, given.seconds)


if __name__ == "__main__":
    main()
