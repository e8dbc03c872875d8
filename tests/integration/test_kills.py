"""Killed with −9 at random moments of an ingest: the next run makes the state of an undisturbed one.

`KILLS=30 make test ARGS=tests/integration/test_kills.py` tries more of them, ten seconds each.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen import canvas

from runtime.settings import Settings, load_settings
from runtime.wiring import open_guichet
from tests.integration.files import BAIL, NOTE, SCIC, ingest, write
from vectorstore.embedding import OnnxEmbedder

KILLS = int(os.environ.get("KILLS", "10"))
SEED = 20261125  # a failure can be played again
FICHES = 12

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["runtime.wiring", "chromadb", "tantivy", "onnxruntime"])


@dataclass(frozen=True)
class Scene:
    """Documents that changed since they were ingested in `before`, and what an undisturbed ingest makes of them."""

    before: Path
    documents: Path
    expected: list[str]
    seconds: float


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, model_dir: Path, embedder: OnnxEmbedder) -> Scene:
    folder = tmp_path_factory.mktemp("kills")
    documents = folder / "documents"
    _first_edition(documents)
    before = _settings(folder / "before", model_dir)
    with open_guichet(before, embedder=embedder) as guichet:
        ingest(guichet, documents)
    _second_edition(documents)

    calm = _settings(folder / "calm", model_dir)
    shutil.copytree(before.data_dir, calm.data_dir)
    receiver, sender = _processes.Pipe(duplex=False)
    child = _processes.Process(target=_ingest, args=(calm, documents, sender))
    child.start()
    receiver.recv()
    started = time.monotonic()
    child.join()
    seconds = time.monotonic() - started
    assert child.exitcode == 0
    return Scene(before.data_dir, documents, _export(calm, embedder), seconds)


@pytest.mark.parametrize("kill", range(KILLS))
def test_after_a_kill_the_next_run_makes_the_state_of_an_undisturbed_one(
    kill: int, scene: Scene, model_dir: Path, embedder: OnnxEmbedder, tmp_path: Path
) -> None:
    settings = _settings(tmp_path / "data", model_dir)
    shutil.copytree(scene.before, settings.data_dir)
    moment = random.Random(SEED + kill).uniform(0, scene.seconds)

    _kill_an_ingest(settings, scene.documents, moment)
    with open_guichet(settings, embedder=embedder) as guichet:
        ingest(guichet, scene.documents, prune=True)

    assert _export(settings, embedder) == scene.expected


def _settings(data_dir: Path, model_dir: Path) -> Settings:
    return load_settings(data_dir=data_dir, model_dir=model_dir)


def _kill_an_ingest(settings: Settings, documents: Path, moment: float) -> None:
    receiver, sender = _processes.Pipe(duplex=False)
    child = _processes.Process(target=_ingest, args=(settings, documents, sender))
    child.start()
    receiver.recv()
    time.sleep(moment)
    child.kill()
    child.join()


def _ingest(settings: Settings, documents: Path, started: Connection) -> None:
    with open_guichet(settings) as guichet:
        guichet.embedder.embed_passages(["Prêt."])  # no kill is spent on the loading of the model
        started.send(True)
        ingest(guichet, documents, prune=True)


def _export(settings: Settings, embedder: OnnxEmbedder) -> list[str]:
    with open_guichet(settings, embedder=embedder) as guichet:
        return [json.dumps(line, default=str) for line in guichet.export()]


def _first_edition(folder: Path) -> None:
    write(folder, scic=SCIC, bail=BAIL, note=NOTE)
    write(folder, **{f"fiche{n:02}": _fiche(n) for n in range(FICHES)})
    _pdf(folder / "guide.pdf", "Le bail rural dure neuf ans au moins.")
    _docx(folder / "modele.docx", "La convention fixe son objet, sa durée et son montant.")
    (folder / "faq.csv").write_text(
        "question;réponse\nQui signe ?;Le maire signe la convention.\nQuand ?;Après la délibération.\n",
        encoding="utf-8",
    )


def _second_edition(folder: Path) -> None:
    """Files edited, renamed, copied, made private, taken away, broken, and new ones of several formats."""
    write(folder, scic=SCIC.replace("50 %", "40 %"), bail=BAIL.replace("public", "adherent"))
    write(folder, **{f"fiche{n:02}": _fiche(n, "au 1er janvier") for n in range(0, FICHES, 3)})
    (folder / "fiche01.md").rename(folder / "renommée.md")
    shutil.copy(folder / "fiche02.md", folder / "copie.md")
    (folder / "fiche04.md").unlink()
    (folder / "fiche05.md").write_text("---\nvisibility: n'importe quoi\n---\nTexte.", encoding="utf-8")
    _pdf(folder / "guide.pdf", "Le bail rural dure neuf ans au moins.", "Le congé est donné dix-huit mois avant.")
    _pdf(folder / "nouveau.pdf", "La commune peut exercer son droit de préemption.")
    _docx(folder / "nouveau.docx", "Le prêt à usage est gratuit.")
    (folder / "casse.pdf").write_bytes(b"%PDF-1.7 tronque")
    (folder / "faq.csv").write_text(
        "question;réponse\nQui signe ?;Le maire, ou un adjoint délégué, signe.\nOù ?;À la mairie.\n", encoding="utf-8"
    )


def _fiche(n: int, date: str = "chaque année") -> str:
    return f"# Fiche {n}\n\n## Règle\n\nLa règle {n} vaut {date}.\n\n## Exception\n\nSauf délibération contraire."


def _pdf(path: Path, *pages: str) -> None:
    drawing = canvas.Canvas(str(path), invariant=1)
    for page in pages:
        drawing.drawString(72, 700, page)
        drawing.showPage()
    drawing.save()


def _docx(path: Path, text: str) -> None:
    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(path))
