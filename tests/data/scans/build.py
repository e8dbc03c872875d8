"""Makes the scanned copy of a guide: `python -m tests.data.scans.build`. Pages are images, slightly askew.

It stands apart from the demonstration corpus: read by OCR it would say everything twice, and what answers are made of
would depend on whether the machine has Tesseract.
"""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).parent
SOURCE = HERE.parents[2] / "corpus" / "guides" / "guide-foncier-agricole.pdf"
COPY = HERE / "guide-foncier-agricole-scan.pdf"
DPI = 150
JPEG_QUALITY = 45
TILTS = (0.3, -0.2, 0.0, 0.4, -0.35)  # degrees, page after page: no one lays paper quite straight


def scan(source: Path, target: Path) -> None:
    """Write each page of `source` as a grey image on a page of `target`."""
    canvas = Canvas(str(target), pagesize=A4, invariant=1)
    canvas.setTitle("Le foncier agricole d'une petite commune (copie numérisée)")
    with pdfium.PdfDocument(source) as document:
        for number, page in enumerate(document):
            drawn: Image.Image = page.render(scale=DPI / 72, grayscale=True).to_pil()
            tilted = drawn.rotate(TILTS[number % len(TILTS)], Image.Resampling.BICUBIC, fillcolor=250)
            jpeg = io.BytesIO()
            tilted.save(jpeg, "JPEG", quality=JPEG_QUALITY)
            canvas.drawImage(ImageReader(jpeg), 0, 0, *A4)
            canvas.showPage()
    canvas.save()


if __name__ == "__main__":
    scan(SOURCE, COPY)
