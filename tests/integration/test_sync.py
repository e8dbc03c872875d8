"""After any change, the index says what the documents say. All parts are real, down to the files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from reportlab.pdfgen import canvas

from domain.errors import UnknownDocument
from domain.types import Audience, Change, DocumentStatus, Visibility
from runtime.guichet import Guichet
from tests.integration.files import BAIL, NOTE, SCIC, found, ids, ingest, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "documents", scic=SCIC, bail=BAIL, note=NOTE)


def test_a_folder_is_ingested_and_its_public_documents_are_found(guichet: Guichet, folder: Path) -> None:
    reports = ingest(guichet, folder)

    assert {r.document_id: (r.status, r.change) for r in reports} == {
        "scic-capital": (DocumentStatus.READY, Change.NEW),
        "bail-communal": (DocumentStatus.READY, Change.NEW),
        "note-interne": (DocumentStatus.READY, Change.NEW),
    }
    assert found(guichet, "part du capital d'une coopérative")[0].document.id == "scic-capital"


def test_ingesting_again_changes_nothing(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)

    assert {r.change for r in ingest(guichet, folder)} == {Change.SAME}
    assert guichet.counts().documents == 3


def test_a_file_touched_without_a_change_keeps_its_version(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    (folder / "scic.md").write_text(SCIC + "\n\n", encoding="utf-8")

    assert {r.change for r in ingest(guichet, folder)} == {Change.SAME}


def test_a_changed_file_replaces_its_passages_everywhere(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    write(folder, scic=SCIC.replace("50 %", "40 %"))

    changes = {r.document_id: r.change for r in ingest(guichet, folder)}
    texts = [hit.passage.text for hit in found(guichet, "limite du capital d'une SCIC")]

    assert changes["scic-capital"] is Change.CHANGED
    assert any("40 %" in text for text in texts)
    assert not any("50 %" in text for text in texts)


def test_a_file_that_is_gone_takes_its_document_with_it(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    (folder / "bail.md").unlink()

    reports = ingest(guichet, folder)

    assert [(r.document_id, r.status) for r in reports if r.change is Change.GONE] == [
        ("bail-communal", DocumentStatus.GONE)
    ]
    assert "bail-communal" not in ids(found(guichet, "bail rural"))
    assert guichet.counts().documents == 2


def test_a_folder_found_empty_removes_nothing_and_says_so(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    shutil.rmtree(folder)
    folder.mkdir()

    [report] = ingest(guichet, folder)

    assert report.status is DocumentStatus.REFUSED
    assert "rien n'a été supprimé" in report.reason
    assert guichet.counts().documents == 3


def test_a_moved_file_keeps_its_document(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    (folder / "sous-dossier").mkdir()
    (folder / "scic.md").rename(folder / "sous-dossier" / "plafond.md")

    ingest(guichet, folder)

    assert guichet.counts().documents == 3
    assert "scic-capital" in ids(found(guichet, "capital d'une SCIC"))


def test_deleting_a_document_takes_it_out_of_every_answer(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)

    [report] = guichet.delete(["bail-communal"])

    assert report.change is Change.GONE
    assert "bail-communal" not in ids(found(guichet, "bail rural"))


def test_deleting_an_unknown_document_deletes_nothing(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)

    with pytest.raises(UnknownDocument):
        guichet.delete(["bail-communal", "inconnu"])

    assert guichet.counts().documents == 3


def test_two_files_with_one_id_give_an_error_that_names_both_and_keep_the_first(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    write(folder, zzz=SCIC)

    [failed] = [r for r in ingest(guichet, folder) if r.status is DocumentStatus.REFUSED]

    assert "zzz.md" in failed.reason
    assert "scic.md" in failed.reason
    assert guichet.counts().documents == 3


def test_files_without_an_id_are_named_after_their_path_and_never_collide(guichet: Guichet, tmp_path: Path) -> None:
    one = write(tmp_path / "a" / "guides", fiche="# Une fiche\n\nLe bail dure neuf ans en général.")
    two = write(tmp_path / "b" / "guides", fiche="# Autre fiche\n\nLe prêt à usage est gratuit par nature.")

    first, second = ingest(guichet, one, two)

    assert first.document_id == "guides-fiche"
    assert second.document_id is not None
    assert second.document_id.startswith("guides-fiche-")
    assert guichet.counts().documents == 2


def test_a_bad_file_is_told_and_stops_none_of_the_others(guichet: Guichet, folder: Path) -> None:
    (folder / "aaa.pdf").write_bytes(b"%PDF-1.7 torn")
    (folder / "vide.md").write_text("", encoding="utf-8")
    (folder / "tableau.xlsx").write_bytes(b"PK\x03\x04")

    reports = ingest(guichet, folder)

    assert sum(r.status is DocumentStatus.READY for r in reports) == 3
    failed = {Path(r.path).name: r for r in reports if r.status is DocumentStatus.REFUSED}
    assert set(failed) == {"aaa.pdf", "vide.md", "tableau.xlsx"}
    assert all(r.reason and r.hint for r in failed.values())


def test_a_pdf_without_text_needs_ocr_page_by_page_and_is_never_ready(guichet: Guichet, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    drawing = canvas.Canvas(str(folder / "scan.pdf"))
    for _ in range(2):
        drawing.rect(50, 50, 200, 300, fill=1)
        drawing.showPage()
    drawing.save()

    [report] = ingest(guichet, folder)

    assert (report.status, report.passages, report.pages) == (DocumentStatus.NEEDS_OCR, 0, 2)
    assert "page(s) 1, 2 sur 2" in report.reason
    assert [live.status for live in guichet.status().troubled_documents] == [DocumentStatus.NEEDS_OCR]
    assert found(guichet, "scan") == ()


def test_a_file_that_breaks_keeps_its_last_good_version(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    (folder / "scic.md").write_bytes(b"\x00\x01\x02")

    [failed] = [r for r in ingest(guichet, folder) if r.status is DocumentStatus.REFUSED]

    assert "la version précédente reste consultable" in failed.reason
    assert "scic-capital" in ids(found(guichet, "capital d'une SCIC"))


def test_a_missing_path_is_told(guichet: Guichet, tmp_path: Path) -> None:
    [report] = ingest(guichet, tmp_path / "absent")

    assert report.status is DocumentStatus.REFUSED
    assert "introuvable" in report.reason


def test_private_stays_private_until_the_document_says_public(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    write(folder, note=NOTE.replace("visibility: adherent\n", "").replace("deux saisons", "trois saisons"))

    ingest(guichet, folder, default=Visibility.PUBLIC)
    silent = ids(found(guichet, "dispositif Valmorin"))
    write(folder, note=NOTE.replace("visibility: adherent", "visibility: public"))
    ingest(guichet, folder)

    assert "note-interne" not in silent
    assert "note-interne" in ids(found(guichet, "dispositif Valmorin"))


def test_a_malformed_visibility_is_an_error_and_hides_what_was_public(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    write(folder, scic=SCIC.replace("visibility: public", "visibility: adherant"))

    [failed] = [r for r in ingest(guichet, folder) if r.status is DocumentStatus.REFUSED]

    assert "visibility" in failed.reason
    assert "scic-capital" not in ids(found(guichet, "capital d'une SCIC"))
    assert "scic-capital" in ids(found(guichet, "capital d'une SCIC", Audience.ADHERENT))


def test_a_document_made_private_is_gone_for_the_public_at_once(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    write(folder, bail=BAIL.replace("visibility: public", "visibility: adherent"))

    ingest(guichet, folder)

    assert "bail-communal" not in ids(found(guichet, "bail rural"))
    assert "bail-communal" in ids(found(guichet, "bail rural", Audience.ADHERENT))


def test_the_default_visibility_applies_to_documents_that_say_nothing(guichet: Guichet, tmp_path: Path) -> None:
    path = write(tmp_path / "x", fiche="# Une fiche\n\nLe bail dure neuf ans en général.")

    ingest(guichet, path, default=Visibility.ADHERENT)

    assert found(guichet, "durée du bail") == ()
    assert ids(found(guichet, "durée du bail", Audience.ADHERENT)) == {"x-fiche"}


def test_reindexing_from_the_records_alone_gives_the_same_hits(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    before = [(h.passage.id, round(h.score, 4)) for h in found(guichet, "terre communale")]
    shutil.rmtree(folder)

    assert guichet.reindex() == 3
    assert [(h.passage.id, round(h.score, 4)) for h in found(guichet, "terre communale")] == before
