"""Files that cannot be taken in are told, with the mend, and stop nothing else."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from domain.types import DocumentStatus
from runtime.guichet import Guichet
from tests.integration.files import SCIC, found, ids, ingest, write


def test_two_files_with_one_id_give_an_error_that_names_both_and_keep_the_first(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    write(folder, zzz=SCIC.replace("50 %", "45 %"))

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
    (folder / "tableau.xls").write_bytes(b"PK\x03\x04")

    reports = ingest(guichet, folder)

    assert sum(r.status is DocumentStatus.READY for r in reports) == 3
    failed = {Path(r.path).name: r for r in reports if r.status is DocumentStatus.REFUSED}
    assert set(failed) == {"aaa.pdf", "vide.md", "tableau.xls"}
    assert all(r.reason and r.hint for r in failed.values())


def test_a_pdf_without_text_needs_ocr_page_by_page_and_is_never_ready(guichet: Guichet, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    drawing = canvas.Canvas(str(folder / "scan.pdf"), pagesize=A4)
    for _ in range(2):
        drawing.drawInlineImage(Image.effect_noise((210, 297), 60), 0, 0, *A4)
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
    assert guichet.catalogue.troubled_files() == ()  # a mistyped path is nothing to mend
