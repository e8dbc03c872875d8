"""Hostile and broken files, each read as an ingest reads it: refused with a reason and a mend, or read right."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.peak import read_with_peak
from domain.errors import GuichetError, UnreadableFile
from domain.types import RawDocument
from ingest.discover import discover
from ingest.isolation import MIB, IsolatedReader, ReadLimits
from tests import hostile

LIMITS = ReadLimits(seconds=60.0, memory_bytes=1024 * MIB, file_bytes=100 * MIB)
PEAK = 700 * MIB  # of the worst, the stream of objects; nearly all the others stay under 150 MiB

REFUSED = {
    "mot-de-passe.pdf": "protégé par un mot de passe",
    "tronque.pdf": "abîmé ou tronqué",
    "vide.pdf": "le fichier est vide (0 octet)",
    "pages-en-boucle.pdf": "abîmé ou tronqué",
    "objets-de-200-Mo.pdf": "abîmé ou tronqué",
    "milliards-de-pages.pdf": "abîmé ou tronqué",
    "octets-au-hasard.pdf": "abîmé ou tronqué",
    "texte.pdf": "mal nommé : « .pdf », mais son contenu ressemble à du texte",
    "pdf.docx": "mal nommé : « .docx », mais son contenu ressemble à un PDF",
    "image.odt": "mal nommé : « .odt », mais son contenu ressemble à une image",
    "word.md": "mal nommé : « .md », mais son contenu ressemble à un document Word",
    "programme.txt": "n'est pas du texte",
    "bombe.docx": "l'archive est anormale",
    "bombe-menteuse.docx": "tronqué ou abîmé",
    "bombe.odt": "l'archive est anormale",
    "bombe.xlsx": "l'archive est anormale",
    "entite-externe.docx": "déclare des entités XML",
    "entite-externe.odt": "déclare des entités XML",
    "entite-externe.xlsx": "déclare des entités XML",
    "milliard-de-rires.docx": "déclare des entités XML",
    "milliard-de-rires.odt": "déclare des entités XML",
    "macros.docx": "contient des macros",
    "macros.odt": "contient des macros",
    "macros.xlsx": "contient des macros",
    "hors-du-dossier.docx": "partie au nom interdit « ../../evasion.xml »",
    "tronque.docx": "tronqué ou abîmé",
    "vide.xlsx": "le fichier est vide (0 octet)",
    "tableaux-emboites.docx": "tronqué ou abîmé",
    "balises-emboitees-50-Mo.html": "plus de 300000 balises",
    "balises-emboitees.html": "trop profondément imbriqué",
    "cellule-de-10-Mo.csv": "ligne 3",
    "guillemet-ouvert.csv": "ligne 3 : guillemets incorrects",
    "200-000-colonnes.csv": "pas de colonnes « question » et « réponse »",
    "listes-emboitees.json": "trop d'objets imbriqués",
    "objets-emboites.jsonl": "trop d'objets imbriqués",
    "nombre-de-10-Mo.json": "ligne 1",
    "citations-emboitees.md": "imbriquées",
    "listes-emboitees.md": "imbriquées",
    "alias-emboites.md": "champ « theme »",
    "octets-nuls.txt": "n'est pas du texte",
    "trop-gros.txt": "trop gros (101,0 Mio ; 100 Mio au plus)",
}
READ = {
    "impression-interdite.pdf": hostile.SENTENCE,
    "cellule-lointaine.xlsx": hostile.SENTENCE,
    "fusion-geante.xlsx": hostile.SENTENCE,
    "colonnes-repetees.odt": hostile.SENTENCE,
    "cellules-etendues.html": hostile.SENTENCE,
    "rires.xhtml": "&a9;",  # the entity as it is written: it is never expanded
    "entite-externe.xhtml": "&secret;",
    "crochets.md": "[[[[",
    "etoiles.md": "**a *",
    "une-ligne-de-4-Mo.txt": "mot mot mot",
    "un-mot-de-5-Mo.txt": "aaaa",
    "cp1252.md": hostile.SENTENCE,
    "utf-16.txt": hostile.SENTENCE,
    "marque-d-ordre.md": hostile.SENTENCE,
    "marque-d-ordre.csv": hostile.SENTENCE,
    "cp1252.csv": hostile.SENTENCE,
}
IMAGES = ("images-seules.pdf", "flux-de-200-Mo.pdf", "tableaux-emboites.pdf", "sections-en-boucle.pdf")


def read(name: str, folder: Path) -> tuple[RawDocument, ...] | GuichetError:
    """What reading a hostile file gives; it was neither cut nor killed, and took a bounded memory."""
    path = hostile.build(name, folder)
    with IsolatedReader(LIMITS) as reader:
        (given,) = reader.run_all(read_with_peak, [(path, LIMITS.file_bytes)])
    path.unlink()  # the largest has 50 MB, and pytest keeps the folders of three runs
    assert not isinstance(given, GuichetError), given
    outcome, peak = given
    assert peak < PEAK
    return outcome


def text_of(documents: Sequence[RawDocument]) -> str:
    return "\n".join(block.text for document in documents for block in document.blocks)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason_and_a_mend(name: str, tmp_path: Path) -> None:
    outcome = read(name, tmp_path)

    assert isinstance(outcome, GuichetError), text_of(outcome)[:200]
    assert REFUSED[name] in str(outcome)
    assert name in str(outcome)
    assert outcome.hint


@pytest.mark.parametrize("name", READ)
def test_a_file_that_is_only_odd_is_read_right(name: str, tmp_path: Path) -> None:
    outcome = read(name, tmp_path)

    assert not isinstance(outcome, GuichetError), outcome
    assert READ[name] in text_of(outcome)
    assert "root:" not in text_of(outcome)  # of /etc/passwd, which some of them ask for


@pytest.mark.parametrize("name", IMAGES)
def test_pages_without_text_wait_for_ocr_and_are_never_taken_for_read(name: str, tmp_path: Path) -> None:
    outcome = read(name, tmp_path)

    assert not isinstance(outcome, GuichetError), outcome
    assert outcome[0].blank_pages == tuple(range(1, (outcome[0].pages or 0) + 1))
    assert outcome[0].blocks == ()


def test_500_pages_are_read_each_with_its_own_text(tmp_path: Path) -> None:
    outcome = read("500-pages.pdf", tmp_path)

    assert not isinstance(outcome, GuichetError), outcome
    (document,) = outcome
    assert document.pages == 500
    pages = {page: [block.text for block in document.blocks if block.page == page] for page in range(1, 501)}
    wanted = {page: [f"délibération {page}/{rank}." for rank in range(15)] for page in pages}
    missing = {p: w for p, ws in wanted.items() for w in ws if w not in " ".join(pages[p])}
    assert missing == {}


def test_a_bomb_that_meets_the_memory_limit_is_refused_and_the_next_file_is_read(tmp_path: Path) -> None:
    paths = [hostile.build(name, tmp_path) for name in ("flux-de-200-Mo.pdf", "cp1252.md")]

    with IsolatedReader(ReadLimits(seconds=60.0, memory_bytes=256 * MIB, file_bytes=MIB)) as reader:
        bomb, sound = reader.read_all(paths)

    assert isinstance(bomb, UnreadableFile)
    assert "GUICHET_READ_MEMORY_MB" in bomb.hint
    assert not isinstance(sound, GuichetError)


def test_every_hostile_file_is_held_by_one_of_these_tests() -> None:
    assert {*REFUSED, *READ, *IMAGES, "500-pages.pdf"} == set(hostile.FILES)


def test_every_file_of_a_hostile_folder_is_read_or_refused_and_none_is_lost(tmp_path: Path) -> None:
    root = tmp_path / "documents"
    root.mkdir()
    sound = [
        "compte..rendu..md",
        "  deux espaces .md",
        unicodedata.normalize("NFD", "délibération été.md"),
        "é" * 126 + ".md",
        "b" * 251 + ".txt",
        "deux\nlignes.md",
    ]
    for name in sound:
        (root / name).write_text(f"# {name.strip()[:20]}\n\n{hostile.SENTENCE}\n", encoding="utf-8")
    (root / os.fsdecode(b"d\xe9cision.md")).write_text(hostile.SENTENCE)
    (root / "sortie.md").symlink_to("/etc/passwd")
    os.mkfifo(root / "tube.md")
    (root / "ancien.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    spoilt = [hostile.build(name, root) for name in ("tronque.pdf", "mot-de-passe.pdf", "macros.docx", "bombe.odt")]

    found = discover(root)
    with IsolatedReader(LIMITS) as reader:
        outcomes = dict(zip(found.files, reader.read_all(file.path for file in found.files), strict=True))

    was_read = {file.path.name for file, outcome in outcomes.items() if not isinstance(outcome, GuichetError)}
    assert was_read == set(sound)
    assert {Path(error.path).name for error in found.refused} == {
        "d\\xe9cision.md", "sortie.md", "tube.md", "ancien.doc"
    }  # fmt: skip
    assert {file.path for file in outcomes} - {root / name for name in sound} == set(spoilt)
    assert len(found.files) + len(found.refused) == len(list(root.iterdir()))
