"""Builds the PDF files beside it: `python -m tests.data.pdf.build`. The same bytes every time; our own words."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pypdfium2 as pdfium
from pypdf import PdfWriter
from pypdf.constants import PageLabelStyle
from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

HERE = Path(__file__).parent
WIDTH, HEIGHT = A4
MARGIN, LEADING, SIZE = 56.0, 13.0, 10.0
SCAN_DPI = 150
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=SIZE, leading=LEADING, spaceAfter=8)
CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=9, leading=11)
GRID = [("GRID", (0, 0), (-1, -1), 0.5, black), ("VALIGN", (0, 0), (-1, -1), "TOP")]

PREFACE = "Ce guide rassemble les règles que la mairie rappelle le plus souvent aux habitants du bourg."
REVIEW = "Les deux chapitres qui précèdent ont été relus par le secrétariat de mairie en janvier."
FORESTS = (
    "La forêt communale relève du régime forestier : la commune confie sa gestion à un établissement public, qui "
    "propose chaque année les coupes à marteler. Le conseil municipal les accepte, les reporte ou les refuse.",
    "Les habitants peuvent recevoir du bois de chauffage. Le conseil fixe alors la liste des bénéficiaires, le nombre "
    "de lots et la date à laquelle chacun doit avoir vidé sa parcelle.",
    "Un garant solidaire signe pour chaque équipe de coupe. Il répond des dégâts faits aux jeunes arbres et au sol.",
)
PATHS = (
    "Le chemin rural appartient au domaine privé de la commune. Il est affecté à l'usage du public tant que celui-ci "
    "y passe, et le maire y exerce sa police.",
    "La commune n'est pas tenue de l'entretenir, sauf si elle a commencé à le faire. Les riverains peuvent alors "
    "demander que les travaux soient poursuivis.",
    "La vente d'un chemin suppose une enquête publique, puis une offre faite d'abord aux riverains.",
)
WELLS = (
    "Le puits de la place est fermé depuis deux ans. La commune en garde la clef et note chaque visite.",
    "Une analyse est faite au printemps, une autre à l'automne. Les deux sont affichées en mairie.",
    "Nul ne peut y puiser sans l'accord écrit du maire, même pour arroser un potager.",
)

Placed = tuple[str, float, float, float]
"""A line: its words, its left edge, its baseline and its size, in points."""


def main() -> None:
    """Write every file."""
    two_columns(HERE / "deux-colonnes.pdf")
    ruled_table(HERE / "tableau-regle.pdf")
    aligned_table(HERE / "tableau-aligne.pdf")
    running_heads(HERE / "titres-courants.pdf")
    spelling(HERE / "cesures.pdf")
    scanned(HERE / "scan.pdf", HERE / "deux-colonnes.pdf")
    mixed(HERE / "mixte.pdf")


def two_columns(path: Path) -> None:
    """A title over two columns, a heading over two more, then three columns; every line drawn in random order."""
    canvas = _canvas(path, "Bois, chemins et puits")
    half, third = (WIDTH - 2 * MARGIN - 20) / 2, (WIDTH - 2 * MARGIN - 40) / 3
    first = [
        ("Bois, chemins et puits de la commune", MARGIN, 780.0, 18.0),
        *_set((PREFACE,), 750),
        *_set(FORESTS[:2], 715, width=half),
        *_set(FORESTS[2:], 715, left=MARGIN + half + 20, width=half),
        ("Les chemins", MARGIN, 550.0, 14.0),
        *_set(PATHS[:2], 525, width=half),
        *_set(PATHS[2:], 525, left=MARGIN + half + 20, width=half),
        *_set((REVIEW,), 380),
    ]  # fmt: skip
    second = [
        line
        for n, texts in enumerate((WELLS[:1], WELLS[1:2], WELLS[2:]))
        for line in _set(texts * 2, 780, left=MARGIN + n * (third + 20), width=third)
    ]
    for page in (first, second):
        shuffled = list(page)
        random.Random(4).shuffle(shuffled)
        _show(canvas, shuffled)
    canvas.save()


def ruled_table(path: Path) -> None:
    """Two tables that go over a page: the first repeats its header, the second does not; cells on several lines."""
    fees = [["Salle", "Habitants", "Autres", "Caution"]]
    fees += [[f"Salle n° {n}", f"{40 + n} €", f"{90 + 2 * n} €", "200 €, rendus après la visite"] for n in range(1, 37)]
    tasks = [["Mois", "Qui", "Quoi"]]
    tasks += [
        [month, who, f"{what} Le registre est signé le jour même."]
        for month, who, what in (
            ("Janvier", "Le secrétariat", "Recenser les bâtiments à chauffer et relever les compteurs."),
            ("Avril", "L'adjoint aux travaux", "Faire le tour des toits, des gouttières et des fossés."),
            ("Juin", "La commission", "Choisir les devis reçus et préparer la délibération."),
            ("Septembre", "Le maire", "Signer les bons de commande et prévenir les riverains."),
            ("Novembre", "Le secrétariat", "Vérifier les factures et les transmettre au comptable."),
        )
    ]
    story = [
        Paragraph("Les tarifs des salles sont fixés chaque année par le conseil municipal.", BODY),
        Table(_cells(fees), colWidths=[100, 80, 80, 180], repeatRows=1, style=GRID),
        PageBreak(),
        Spacer(1, 560),
        Paragraph("Le calendrier de l'entretien est le suivant.", BODY),
        Table(_cells(tasks), colWidths=[80, 120, 240], repeatRows=0, style=GRID),
        Spacer(1, 12),
        Paragraph("Le calendrier est affiché à l'atelier municipal.", BODY),
    ]
    _story(path, "Salles et entretien", story)


def aligned_table(path: Path) -> None:
    """A table without rules between two paragraphs; its last column is aligned on the right."""
    canvas = _canvas(path, "Les écoles du canton")
    _write(canvas, _set(("Les effectifs sont comptés à la rentrée, le jour où tous les enfants sont présents.",), 780))
    rows = (
        ("École", "Commune", "Classes", "Élèves"),
        ("Les Tilleuls", "Saint-Aubin", "3", "61"),
        ("Jean-Moulin", "Le Vigen", "5", "118"),
        ("Les Quatre-Vents", "Rochefort-sur-Vienne", "2", "34"),
        ("La Source", "Champagnac", "1", "17"),
    )
    for n, row in enumerate(rows):
        y = 745 - 16 * n
        _write(canvas, [(text, MARGIN + x, y, SIZE) for text, x in zip(row[:2], (0, 130), strict=True)])
        for text, x in zip(row[2:], (320, 400), strict=True):
            canvas.drawRightString(MARGIN + x, y, text)
    _show(canvas, _set(("Une classe ferme quand elle compte moins de huit élèves deux années de suite.",), 640))
    canvas.save()


def running_heads(path: Path) -> None:
    """Six pages, i, ii, 1 to 4: heads that differ on left and right pages, two styles of number, an outline."""
    canvas = _canvas(path, "Le guide du cimetière")
    chapters = ("Avant-propos", "Comment lire ce guide", "Les concessions", "La durée", "La reprise", "L'ossuaire")
    for n, chapter in enumerate(chapters):
        canvas.bookmarkPage(chapter)
        canvas.addOutlineEntry(chapter, chapter, level=0 if n < 3 else 1)
        head, x = ("Le guide du cimetière", MARGIN) if n % 2 else ("Commune de Rochefort-sur-Vienne", 330.0)
        number = ("i", "ii", "– 1 –", "– 2 –", "3/4", "4/4")[n]
        lines = [
            (head, x, 810.0, 8.0),
            (chapter, MARGIN, 770.0, SIZE),
            *_set((f"Le chapitre « {chapter} » tient sur une page. La règle vient de l'article suivant :",), 740),
            ("2223", MARGIN, 700.0, SIZE),
            *_set((f"du code, dont la mairie garde une copie. {PATHS[n % 3]}",), 687),
            (number, 290.0, 30.0, 8.0),
        ]
        _show(canvas, lines)
    canvas.save()
    writer = PdfWriter(clone_from=str(path))
    writer.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(2, 5, style=PageLabelStyle.DECIMAL)
    writer.write(str(path))


def spelling(path: Path) -> None:
    """Words cut at a line's end, ligatures, hard and soft hyphens, raised letters, notes at the foot of two pages."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    canvas = _canvas(path, "La subvention")
    lines = (
        "La commune verse une sub-", "vention à l'association, qui tient ses comptes. La loi-",
        "cadre le permet, et celle-", "ci reste en vigueur : c'est-à-", "dire que le con\u00ad",
        "seil vote. L'ofﬁce du tourisme ﬂeurit la place\u00a0; été comme hiver.",
    )  # fmt: skip
    canvas.setFont("Vera", SIZE)
    for n, text in enumerate(lines):
        canvas.drawString(MARGIN, 780 - n * LEADING, text)
    y = 780 - (len(lines) + 1) * LEADING
    _raised(canvas, y, ("Le 1", "er", " janvier, le terrain de 300 m", "2", " est mesuré"), (1, 3))
    _raised(
        canvas, y - LEADING, ("par un géomètre", "1", ", puis borné par les voisins en présence de l'élu qui"), (1,)
    )
    _raised(canvas, 60, ("1", " Le géomètre est choisi par la mairie, et son tarif est connu d'avance."), (0,), size=8)
    canvas.showPage()
    _write(canvas, _set(("représente la commune. Le procès-verbal est gardé aux archives.",), 780))
    _raised(canvas, 60, ("2", " Voir le registre."), (0,), size=8)
    canvas.showPage()
    canvas.save()


def scanned(path: Path, source: Path) -> None:
    """The first page of another file as an image without text, as a photocopier makes it."""
    canvas = _canvas(path, "")
    canvas.drawImage(_photocopy(source), 0, 0, WIDTH, HEIGHT)
    canvas.showPage()
    canvas.save()


def mixed(path: Path) -> None:
    """Text, a scan under a stamp, a chapter's title alone, an empty page, a scan with its text layer."""
    canvas = _canvas(path, "Recueil")
    _show(canvas, [("Recueil des usages", MARGIN, 780, 16), *_set(PATHS, 750)])
    source = HERE / "deux-colonnes.pdf"
    canvas.drawImage(_photocopy(source), 0, 0, WIDTH, HEIGHT)
    _show(canvas, [("Reçu en mairie le 3 mai", 380, 20, 8)])
    _show(canvas, [("Deuxième partie", 200, 450, 22)])
    canvas.showPage()
    canvas.drawImage(_photocopy(source), 0, 0, WIDTH, HEIGHT)
    layer = canvas.beginText(MARGIN, 780)
    layer.setTextRenderMode(3)
    layer.setFont("Helvetica", SIZE)
    for words, *_ in _set((*FORESTS, *PATHS), 780):
        layer.textLine(words)
    canvas.drawText(layer)
    canvas.showPage()
    canvas.save()


def _canvas(path: Path, title: str) -> Canvas:
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setTitle(title)
    return canvas


def _set(texts: Sequence[str], top: float, *, left: float = MARGIN, width: float = 480.0) -> Iterator[Placed]:
    """Paragraphs as lines of a column, a little space between them."""
    y = float(top)
    for text in texts:
        for words in simpleSplit(text, "Helvetica", SIZE, width):
            yield words, left, y, SIZE
            y -= LEADING
        y -= 0.6 * LEADING


def _write(canvas: Canvas, lines: Iterable[Placed]) -> None:
    for words, x, y, size in lines:
        canvas.setFont("Helvetica", size)
        canvas.drawString(x, y, words)


def _show(canvas: Canvas, lines: Iterable[Placed]) -> None:
    _write(canvas, lines)
    canvas.showPage()


def _raised(canvas: Canvas, y: float, parts: Sequence[str], raised: Sequence[int], size: float = SIZE) -> None:
    """A line whose parts of these numbers are superscripts."""
    text = canvas.beginText(MARGIN, y)
    for n, part in enumerate(parts):
        up = n in raised
        text.setFont("Helvetica", 0.65 * size if up else size)
        text.setRise(0.35 * size if up else 0)
        text.textOut(part)
    canvas.drawText(text)


def _cells(rows: Sequence[Sequence[str]]) -> list[list[Paragraph]]:
    return [[Paragraph(cell, CELL) for cell in row] for row in rows]


def _story(path: Path, title: str, story: list[object]) -> None:
    document = SimpleDocTemplate(str(path), pagesize=A4, title=title, invariant=1, leftMargin=MARGIN)
    document.build(story)


def _photocopy(source: Path) -> ImageReader:
    """The first page of a PDF in black and white."""
    document = pdfium.PdfDocument(source)
    image = document[0].render(scale=SCAN_DPI / 72, grayscale=True).to_pil().convert("1")
    document.close()
    data = io.BytesIO()
    image.save(data, "png")
    data.seek(0)
    return ImageReader(data)


if __name__ == "__main__":
    main()
