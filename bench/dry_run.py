"""`python -m bench.dry_run`: what telling that nothing changed costs, on 1 000 documents: seconds, embeddings.

The command is timed as a person waits for it, from the shell to the end of its process; a second ingest beside it.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from domain.ports import Vector
from domain.types import Change, Visibility
from runtime.settings import load_settings
from runtime.wiring import open_guichet
from vectorstore.bundled_model import ensure_model
from vectorstore.embedding import OnnxEmbedder

CHECKOUT = Path(__file__).resolve().parent.parent
DOCUMENTS = 1_000
ROUNDS = 5


class Counting(OnnxEmbedder):
    """The default model, counting the passages that it embeds."""

    embedded = 0

    def embed_passages(self, texts: Sequence[str]) -> Sequence[Vector]:
        self.embedded += len(texts)
        return super().embed_passages(texts)


def main() -> None:
    """Print the machine, the seconds of each command and what they embedded."""
    models = Path(os.environ.get("GUICHET_MODEL_DIR", CHECKOUT / "models"))
    embedder = Counting(ensure_model(models, print))
    with tempfile.TemporaryDirectory() as made:
        folder, data = Path(made) / "documents", Path(made) / "data"
        _write(folder)
        with open_guichet(load_settings(data_dir=data), embedder=embedder) as guichet:
            guichet.ingest([folder], default_visibility=Visibility.PUBLIC, report=lambda _: None)
            embedder.embedded = 0
            lines = guichet.preview([folder], default_visibility=Visibility.PUBLIC)
        same = sum(line.change is Change.SAME for line in lines)
        environment = os.environ | {"GUICHET_DATA_DIR": str(data), "GUICHET_MODEL_DIR": str(models)}
        table = Table("command", "min", "median", "max", title=f"seconds, {ROUNDS} rounds, {DOCUMENTS} documents")
        for options in (["--dry-run"], []):
            times = [_seconds([*options, "--json", str(folder)], environment) for _ in range(ROUNDS)]
            shown = (f"{value:.2f}" for value in (min(times), statistics.median(times), max(times)))
            table.add_row(" ".join(["guichet ingest", *options]), *shown)
    console = Console()
    console.print(f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}")
    console.print(table)
    console.print(f"dry run: {same} unchanged, {embedder.embedded} texts embedded")


def _write(folder: Path) -> None:
    folder.mkdir()
    for number in range(DOCUMENTS):
        text = f"# Fiche {number}\n\nLa règle {number} vaut pour les communes de plus de {number + 1} habitants.\n"
        (folder / f"fiche-{number:04}.md").write_text(text, encoding="utf-8")


def _seconds(arguments: Sequence[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    command = [sys.executable, "-m", "cli", "ingest", *arguments]
    subprocess.run(command, cwd=CHECKOUT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
