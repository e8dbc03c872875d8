"""Which pages of a PDF need OCR, and text that is turned, slanted or cannot be decoded."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader as Pypdf
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, NameObject, NumberObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.errors import UnreadableFile
from domain.types import RawDocument
from ingest.readers.pdf.reader import PdfReader
from tests.ingest.readers.pdfs import Text, draw, line

WIDTH, HEIGHT = A4
TEXT = (
    "Le conseil municipal délibère sur chaque vente de terrain,",
    "et le maire signe l'acte après avoir reçu l'avis du service.",
    "La commune publie la délibération dans les huit jours,",
    "puis elle transmet le dossier complet à la préfecture.",
)


COLUMN = ("du conseil municipal et avis favorable", "de tous les habitants du bourg réunis")


def read(path: Path) -> RawDocument:
    (raw,) = PdfReader().read(path)
    return raw


def picture(shade: int) -> ImageReader:
    """A page-wide image of one shade of grey (0..255)."""
    data = io.BytesIO()
    Image.new("L", (60, 85), shade).save(data, "png")
    data.seek(0)
    return ImageReader(data)


def over_image(path: Path, shade: int, *texts: str) -> Path:
    """One page: an image over all of it, and lines above the image."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawImage(picture(shade), 0, 0, WIDTH, HEIGHT)
    for n, text in enumerate(texts):
        canvas.drawString(72, 400 - 14 * n, text)
    canvas.showPage()
    canvas.save()
    return path


def test_a_scanned_page_under_a_stamp_needs_ocr(tmp_path: Path) -> None:
    assert read(over_image(tmp_path / "scan.pdf", 240, "Reçu en préfecture le 3 mai", "12")).blank_pages == (1,)


def test_a_scanned_page_with_its_text_layer_is_read(tmp_path: Path) -> None:
    raw = read(over_image(tmp_path / "scan.pdf", 240, *TEXT))

    assert raw.blank_pages == ()
    assert raw.blocks[0].text == " ".join(TEXT)


def test_a_title_over_a_photograph_needs_no_ocr(tmp_path: Path) -> None:
    raw = read(over_image(tmp_path / "couverture.pdf", 60, "Le guide du cimetière"))

    assert raw.blank_pages == ()
    assert raw.blocks[0].text == "Le guide du cimetière"


@pytest.mark.parametrize("rise", [2.0, 2.5, 3.0, 4.0])
def test_a_call_of_note_however_raised_is_no_part_of_its_word(rise: float, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "note.pdf"), pagesize=A4)
    text = canvas.beginText(72, 700)
    for words, up in (("Un géomètre", 0.0), ("12", rise), (", puis un notaire.", 0.0)):
        text.setFont("Helvetica", 6 if up else 10)
        text.setRise(up)
        text.textOut(words)
    canvas.drawText(text)
    canvas.save()

    assert [block.text for block in read(tmp_path / "note.pdf").blocks] == ["Un géomètre, puis un notaire."]


def test_a_sentence_that_goes_on_in_the_next_column_is_whole(tmp_path: Path) -> None:
    lines = [Text(text, y=700 - 14 * n) for n, text in enumerate(("La commune peut, après délibération", *COLUMN))]
    lines += [
        Text(text, y=700 - 14 * n, indent=250) for n, text in enumerate(("vendre le terrain à ses voisins", *COLUMN))
    ]

    (block,) = read(draw(tmp_path / "guide.pdf", [lines])).blocks

    assert "réunis vendre" in block.text


def test_almost_empty_and_empty_pages_need_no_ocr(tmp_path: Path) -> None:
    raw = read(draw(tmp_path / "guide.pdf", [[line("Première partie")], [], [line("Page laissée blanche")]]))

    assert raw.blank_pages == ()
    assert [block.page for block in raw.blocks] == [1, 3]


@pytest.mark.parametrize("compressed", [0, 1])
def test_a_page_whose_content_is_damaged_is_not_taken_for_an_empty_one(compressed: int, tmp_path: Path) -> None:
    path = tmp_path / "abime.pdf"
    canvas = Canvas(str(path), pageCompression=compressed)
    for number in range(3):
        canvas.drawString(72, 700, f"Le texte de la page {number + 1}, que la mairie a publié.")
        canvas.showPage()
    canvas.showPage()  # an empty page
    canvas.save()
    data = bytearray(path.read_bytes())
    second = [match.end() for match in re.finditer(rb">>\nstream\r?\n", data)][1]
    data[second : second + 40] = b"z" * 40
    path.write_bytes(data)

    raw = read(path)

    assert raw.blank_pages == (2,)
    assert [block.page for block in raw.blocks] == [1, 3]


def test_letters_drawn_as_shapes_need_ocr(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "formes.pdf"), pagesize=A4)
    canvas.drawString(72, 700, "Le texte de la première page.")
    canvas.showPage()
    for n in range(300):
        canvas.bezier(72 + n, 700, 75 + n, 705, 78 + n, 705, 80 + n, 700)
    canvas.showPage()
    canvas.save()

    assert read(tmp_path / "formes.pdf").blank_pages == (2,)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_is_read(degrees: int, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=str(draw(tmp_path / "droit.pdf", [list(map(line, TEXT))])))
    writer.pages[0].rotate(degrees)
    writer.write(str(tmp_path / "tourne.pdf"))

    assert [block.text for block in read(tmp_path / "tourne.pdf").blocks] == [" ".join(TEXT)]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_printed_sideways_is_read(degrees: int, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "couche.pdf"), pagesize=A4)
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(degrees)
    for n, text in enumerate(TEXT):
        canvas.drawString(-150, -14 * n, text)
    canvas.showPage()
    canvas.save()

    assert [block.text for block in read(tmp_path / "couche.pdf").blocks] == [" ".join(TEXT)]


def test_a_watermark_is_left_out_and_a_sentence_in_the_margin_is_kept(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "projet.pdf"), pagesize=A4)
    for n, text in enumerate(TEXT):
        canvas.drawString(100, 700 - 14 * n, text)
    for degrees, text in ((45, "PROJET NON SIGNÉ"), (90, "Ce document remplace celui de mars.")):
        canvas.saveState()
        canvas.translate(50, 300)
        canvas.rotate(degrees)
        canvas.drawString(0, 0, text)
        canvas.restoreState()
    canvas.showPage()
    canvas.save()

    texts = [block.text for block in read(tmp_path / "projet.pdf").blocks]

    assert texts == [" ".join(TEXT), "Ce document remplace celui de mars."]


def without_unicode(path: Path) -> Path:
    """A page whose embedded font no longer says which letters its codes draw."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Vera", 11)
    for n, text in enumerate(TEXT * 2):
        canvas.drawString(72, 700 - 14 * n, text)
    canvas.showPage()
    canvas.drawString(72, 700, "La seconde page se lit.")
    canvas.showPage()
    canvas.save()
    writer = PdfWriter(clone_from=str(path))
    resources: Any = writer.pages[0]["/Resources"]
    for font in resources["/Font"].values():
        font.get_object().pop("/ToUnicode", None)
    writer.write(str(path))
    return path


def test_a_page_whose_letters_cannot_be_decoded_needs_ocr_and_gives_no_text(tmp_path: Path) -> None:
    raw = read(without_unicode(tmp_path / "police.pdf"))

    assert raw.blank_pages == (1,)
    assert [(block.page, block.text) for block in raw.blocks] == [(2, "La seconde page se lit.")]


def test_a_page_tree_that_holds_itself_is_refused_or_read_at_once(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=Pypdf(str(draw(tmp_path / "guide.pdf", [[line("Un texte.")]]))))
    tree: Any = writer.root_object["/Pages"].get_object()
    tree[NameObject("/Kids")] = ArrayObject([writer.root_object.raw_get("/Pages")])
    tree[NameObject("/Count")] = NumberObject(1)
    writer.write(str(tmp_path / "cycle.pdf"))

    with pytest.raises(UnreadableFile, match="abîmé"):
        read(tmp_path / "cycle.pdf")
