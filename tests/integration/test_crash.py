"""Kill −9 and torn folders: a new run completes what was begun."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import DataFolderBusy, DataFolderProblem, IndexMismatch
from runtime.settings import Settings, load_settings
from runtime.wiring import open_guichet
from tests.conftest import CHECKOUT
from tests.integration.files import BAIL, NOTE, SCIC, found, ids, ingest, write

MANY = 140  # more than two batches of ingest/sync.py: a kill falls between two, or within one


def many(folder: Path) -> Path:
    """Enough documents for an ingest to last a few seconds."""
    texts = {
        f"fiche{n:03}": f"# Fiche numéro {n}\n\nLa règle {n} s'applique aux communes de plus de {n + 1} 000 habitants."
        for n in range(MANY)
    }
    return write(folder, **texts)


def run_ingest(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "cli", "ingest", "--json", str(folder)], cwd=CHECKOUT, stdout=subprocess.PIPE
    )


@pytest.mark.parametrize("lines_before_the_kill", [1, 70])
def test_an_ingest_killed_in_the_middle_is_completed_by_the_next_one(
    settings: Settings, tmp_path: Path, lines_before_the_kill: int
) -> None:
    folder = many(tmp_path / "documents")
    process = run_ingest(folder)
    assert process.stdout is not None
    for _ in range(lines_before_the_kill):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    with open_guichet(settings) as guichet:
        partial = guichet.counts().documents
        ingest(guichet, folder)
        counts = guichet.counts()
        hits = found(guichet, "règle 119")

    assert partial < MANY
    assert counts.documents == MANY
    assert hits[0].document.title == "Fiche numéro 119"


def test_an_index_deleted_by_hand_is_rebuilt_from_the_records(settings: Settings, tmp_path: Path) -> None:
    folder = write(tmp_path / "documents", scic=SCIC, bail=BAIL, note=NOTE)
    with open_guichet(settings) as guichet:
        ingest(guichet, folder)
    shutil.rmtree(settings.data_dir / "index")

    with open_guichet(settings) as guichet:
        assert "scic-capital" in ids(found(guichet, "capital d'une SCIC"))


def test_another_process_is_told_that_the_folder_is_held(settings: Settings) -> None:
    with open_guichet(settings), pytest.raises(DataFolderBusy) as caught, open_guichet(settings):
        pass

    assert caught.value.hint


def test_a_data_folder_that_cannot_be_written_is_told_with_the_mend(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file where the folder should be: unlike a mode bit, it also stops a test that runs as root.
    (tmp_path / "fichier").write_text("")
    monkeypatch.setenv("GUICHET_DATA_DIR", str(tmp_path / "fichier" / "data"))

    with (
        pytest.raises(DataFolderProblem, match="n'est pas accessible en écriture") as caught,
        open_guichet(load_settings()),
    ):
        pass

    assert "GUICHET_DATA_DIR" in caught.value.hint


def test_an_index_made_otherwise_refuses_to_open_and_a_reindex_mends_it(settings: Settings, tmp_path: Path) -> None:
    folder = write(tmp_path / "documents", scic=SCIC)
    with open_guichet(settings) as guichet:
        ingest(guichet, folder)
    manifest = settings.data_dir / "index" / "build-1" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"chunker": "', '"chunker": "autre-'))

    with pytest.raises(IndexMismatch), open_guichet(settings):
        pass
    with open_guichet(settings, accept_mismatch=True) as guichet:
        guichet.reindex()
    with open_guichet(settings) as guichet:
        assert "scic-capital" in ids(found(guichet, "capital d'une SCIC"))
