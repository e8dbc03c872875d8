"""Builds the PDF guides of the demonstration corpus: `python -m corpus.build_guides`.

A guide is two files: `guides/sources/<id>.txt.in`, its text as guide_blocks.py reads it, and `guides/<id>.meta.yaml`,
its metadata.
The output is the same bytes every time: no clock, no random ids, no compression that a library could change.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from corpus.guide_blocks import PALE, flowables, style, unbroken

GUIDES = Path(__file__).parent / "guides"
FOOT = "Corpus de démonstration – ne remplace pas un conseil juridique"
FRONT_PAGES = 2  # cover and contents, numbered i and ii
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
COVER = style("cover", 30, bold=True, spaceAfter=18)
SUBTITLE = style("subtitle", 14, spaceAfter=10)
CONTENTS = style("contents", 20, bold=True, spaceAfter=16)
ENTRIES = (style("entry1", 10.5, spaceBefore=4), style("entry2", 9.5, leftIndent=16))


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide's metadata and text."""

    id: str
    title: str
    publisher: str
    published: date
    subtitle: str
    text: str

    @classmethod
    def read(cls, path: Path) -> Guide:
        """The guide a `.meta.yaml` file describes; its text opens with `% ` and the subtitle."""
        meta = yaml.safe_load(path.read_text(encoding="utf-8"))
        source = path.parent / "sources" / f"{meta['id']}.txt.in"
        subtitle, _, text = source.read_text(encoding="utf-8").partition("\n")
        return cls(
            id=meta["id"],
            title=meta["title"],
            publisher=meta["publisher"],
            published=meta["date"],
            subtitle=subtitle.removeprefix("% "),
            text=text,
        )

    @property
    def day(self) -> str:
        """The date in French: 2 novembre 2026."""
        return f"{self.published.day} {MONTHS[self.published.month - 1]} {self.published.year}"


class GuideTemplate(BaseDocTemplate):  # type: ignore[misc]  # reportlab ships no types
    """Pages of a guide: cover, contents, body; headings feed the contents and the outline."""

    def __init__(self, path: Path, guide: Guide) -> None:
        super().__init__(
            str(path),
            pagesize=A4,
            title=guide.title,
            author=guide.publisher,
            lang="fr-FR",
            invariant=1,
            pageCompression=0,
        )
        self.guide = guide
        frame = Frame(2.5 * cm, 2.5 * cm, A4[0] - 5 * cm, A4[1] - 5 * cm, id="text")
        self.addPageTemplates(
            [
                PageTemplate("front", [frame], onPage=self._front),
                PageTemplate("body", [frame], onPage=self._body),
            ]
        )

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        """Note each heading for the contents, and mark it in the outline."""
        level = {"chapter": 0, "heading": 1}.get(getattr(getattr(flowable, "style", None), "name", ""))
        if level is None:
            return
        text = flowable.getPlainText()
        key = f"h{self.page}-{self.frame._y:.0f}"  # a place is unique, a heading's words need not be
        self.canv.bookmarkHorizontal(key, 0, self.frame._y + flowable.height)
        self.canv.addOutlineEntry(text, key, level=level, closed=level == 0)
        self.notify("TOCEntry", (level, text, self.page - FRONT_PAGES, key))

    def _front(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        if self.page == 1:
            canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
            canvas.addPageLabel(FRONT_PAGES, style="ARABIC", start=1)
        self._foot(canvas, "i" * self.page)

    def _body(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(PALE)
        canvas.drawString(2.5 * cm, A4[1] - 1.6 * cm, self.guide.title)
        self._foot(canvas, str(self.page - FRONT_PAGES))

    def _foot(self, canvas: Canvas, label: str) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(PALE)
        canvas.drawString(2.5 * cm, 1.5 * cm, FOOT)
        canvas.drawRightString(A4[0] - 2.5 * cm, 1.5 * cm, label)


def build(guide: Guide, path: Path) -> None:
    """Write the guide's PDF to `path`."""
    contents = TableOfContents(
        levelStyles=list(ENTRIES),
        dotsMinLevel=-1,
        tableStyle=TableStyle([("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)]),
    )
    GuideTemplate(path, guide).multiBuild(
        [
            Spacer(1, 6 * cm),
            Paragraph(unbroken(guide.title), COVER),
            Paragraph(unbroken(guide.subtitle), SUBTITLE),
            Paragraph(f"{guide.publisher}, {guide.day}", SUBTITLE),
            PageBreak(),
            Paragraph("Sommaire", CONTENTS),
            contents,
            NextPageTemplate("body"),
            PageBreak(),
            *flowables(guide.text),
        ]
    )


def main() -> None:
    """Build every guide that has a metadata file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=GUIDES, help="folder the PDF files are written to")
    out: Path = parser.parse_args().out
    for meta in sorted(GUIDES.glob("*.meta.yaml")):
        guide = Guide.read(meta)
        build(guide, out / f"{guide.id}.pdf")


if __name__ == "__main__":
    main()
