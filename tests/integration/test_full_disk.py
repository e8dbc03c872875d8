"""A disk that takes no more: told with its mend, and the next run makes the state of an undisturbed one.

The disk is made full by the system itself (setrlimit, RLIMIT_FSIZE): beyond a size, every write of the process fails.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.settings import Settings, load_settings
from runtime.wiring import open_guichet
from tests.conftest import CHECKOUT
from tests.integration.files import ingest, write
from vectorstore.embedding import OnnxEmbedder

FICHES = 30


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = {f"fiche{n:02}": f"# Fiche {n}\n\n" + f"La règle {n} vaut pour tous. " * 30 for n in range(FICHES)}
    return write(tmp_path_factory.mktemp("full") / "documents", **texts)


@pytest.fixture(scope="module")
def undisturbed(documents: Path, embedder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a run that had room gives."""
    return _export(load_settings(data_dir=tmp_path_factory.mktemp("calm"), ocr=False), documents, embedder)


@pytest.mark.parametrize("largest_file", [40_000, 150_000, 300_000])
def test_a_full_disk_is_told_and_the_next_run_finishes(
    settings: Settings, documents: Path, embedder: OnnxEmbedder, undisturbed: list[str], largest_file: int
) -> None:
    with open_guichet(settings, embedder=embedder):
        pass  # the folder is made while there is room

    stopped = subprocess.run(
        [sys.executable, "-m", "cli", "ingest", "--json", str(documents)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file)),
    )

    assert stopped.returncode == 1, stopped.stderr
    assert "place libre" in " ".join(stopped.stderr.split())
    assert "Traceback" not in stopped.stderr
    assert _export(settings, documents, embedder) == undisturbed


def _export(settings: Settings, documents: Path, embedder: OnnxEmbedder) -> list[str]:
    with open_guichet(settings, embedder=embedder) as guichet:
        ingest(guichet, documents)
        return [json.dumps(line, default=str) for line in guichet.export()]
