"""The same text in every format that Guichet reads: what must come back from it, and what must not."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
from docx.document import Document
from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ListFlowable, ListItem, PageBreak, Paragraph, SimpleDocTemplate, Table

from tests.ingest.readers.offices import W, libre, para, run, word

TITLE = "Louer une terre communale"
RULE = "Le loyer du lot vaut 23\u00a0000\u202f€ HT au plus (article L. 411-1 du code rural et de la pêche maritime)."
LEAD = "Joignez au dossier :"
ITEMS = ("le plan cadastral du lot ;", "l’avis du service des domaines.")
SECOND = "Les délais de la mairie"
HEADER = ("Étape", "Délai")
ROWS = (("Déclaration d'intention", "deux mois"), ("Congé au fermier", "dix-huit mois"))
AFTER = "L'œuvre du préfet s'arrête là, et la coopérative reste libre."
NOTE = "Conseil d'État, 2 décembre 2022, n° 460100."
HEAD, FOOT = "Bulletin du canton de Valserres", "Imprimé en mairie"
QUESTION, ANSWER = "Peut-on louer la terre du lavoir ?", f"Oui. {RULE}"
QUESTION_2, ANSWER_2 = "Qui rédige le congé au fermier ?", f"Le maire.\nIl attend dix-huit mois. {AFTER}"

_CELLS = tuple(cell for row in ROWS for cell in row)
_PROSE = (TITLE, RULE, LEAD, *ITEMS, SECOND, HEADER[0], *_CELLS, AFTER)
_ENTRIES = (QUESTION, ANSWER, QUESTION_2, *ANSWER_2.split("\n"))


@dataclass(frozen=True, slots=True)
class Sample:
    """A file of one format: how it is written, what stands in it in reading order, and what only decorates it.

    `documents` is how many it holds.
    """

    write: Callable[[Path], object]
    planted: tuple[str, ...] = _PROSE
    decoration: tuple[str, ...] = ()
    documents: int = 1


def markdown(path: Path) -> None:
    """Headings, a list, a table."""
    items = "\n".join(f"- {item}" for item in ITEMS)
    rows = "\n".join(f"| {a} | {b} |" for a, b in (HEADER, ("---", "---"), *ROWS))
    path.write_text(f"# {TITLE}\n\n{RULE}\n\n{LEAD}\n\n{items}\n\n## {SECOND}\n\n{rows}\n\n{AFTER}\n", encoding="utf-8")


def plain(path: Path) -> None:
    """Paragraphs between blank lines, a list, columns set with spaces."""
    items = "\n".join(f"- {item}" for item in ITEMS)
    rows = "\n".join(f"{a:<32}{b}" for a, b in (HEADER, *ROWS))
    path.write_text(f"{TITLE}\n\n{RULE}\n\n{LEAD}\n{items}\n\n{SECOND}\n\n{rows}\n\n{AFTER}\n", encoding="utf-8")


def pdf(path: Path) -> None:
    """Three pages with a running head and foot, a bulleted list and a ruled table."""
    style = getSampleStyleSheet()
    heading, body = style["Heading1"], style["BodyText"]

    def decorate(canvas: Canvas, _document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, A4[1] - 40, HEAD)
        canvas.drawString(60, 30, f"{FOOT} - {canvas.getPageNumber()}")

    def paragraph(text: str) -> Paragraph:
        return Paragraph(text.replace("\u202f", "\u00a0"), body)  # Helvetica has no narrow space

    story = [
        Paragraph(TITLE, heading), paragraph(RULE), paragraph(LEAD),
        ListFlowable([ListItem(paragraph(item)) for item in ITEMS], bulletType="bullet", start="–"), PageBreak(),
        Paragraph(SECOND, heading), Table([HEADER, *ROWS], style=[("GRID", (0, 0), (-1, -1), 0.5, black)]),
        PageBreak(), paragraph(AFTER),
    ]  # fmt: skip
    made = SimpleDocTemplate(str(path), pagesize=A4, title=TITLE, invariant=1)
    made.build(story, onFirstPage=decorate, onLaterPages=decorate)


def docx_file(path: Path) -> None:
    """Styles, a list, a table, a running head, a footnote, a soft hyphen."""

    def write(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = HEAD
        document.sections[0].footer.paragraphs[0].text = FOOT
        document.add_heading(TITLE, 1)
        document.add_paragraph(RULE)
        document.add_paragraph(LEAD)
        for item in ITEMS:
            document.add_paragraph(item, style="List Bullet")
        document.add_heading(SECOND, 2)
        _fill(document.add_table(rows=0, cols=2).add_row, (HEADER, *ROWS))
        last = document.add_paragraph(AFTER.replace("coopérative", "coopé\u00adrative"))
        last._p.append(docx.oxml.parse_xml(f'<w:r xmlns:w="{W}"><w:footnoteReference w:id="2"/></w:r>'))

    word(path, write, notes=f'<w:footnote w:id="2">{para(run(NOTE))}</w:footnote>')


def odt(path: Path) -> None:
    """Headings by outline level, a list, a table, a note inside the last paragraph."""
    items = "".join(f"<text:list-item><text:p>{item}</text:p></text:list-item>" for item in ITEMS)
    rows = "".join(
        f"<table:table-row>{''.join(f'<table:table-cell><text:p>{cell}</text:p></table:table-cell>' for cell in row)}"
        "</table:table-row>"
        for row in (HEADER, *ROWS)
    )
    note = (
        '<text:note text:id="n1" text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        f"<text:note-body><text:p>{NOTE}</text:p></text:note-body></text:note>"
    )
    libre(
        path,
        f'<text:h text:outline-level="1">{TITLE}</text:h><text:p>{RULE}</text:p><text:p>{LEAD}</text:p>'
        f'<text:list>{items}</text:list><text:h text:outline-level="2">{SECOND}</text:h>'
        f'<table:table table:name="T"><table:table-column table:number-columns-repeated="2"/>{rows}</table:table>'
        f"<text:p>{AFTER}{note}</text:p>",
    )


def html(path: Path) -> None:
    """A page of a site: menu, main content, foot."""
    items = "".join(f"<li>{item}</li>" for item in ITEMS)
    head = "".join(f"<th>{cell}</th>" for cell in HEADER)
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    path.write_text(
        f"<!doctype html><html lang='fr'><head><meta charset='utf-8'><title>{TITLE}</title><style>p {{}}</style></head>"
        f"<body><header><nav><ul><li><a href='/'>{HEAD}</a></li></ul></nav></header><main><h1>{TITLE}</h1>"
        f"<p>{RULE}</p><p>{LEAD}</p><ul>{items}</ul><h2>{SECOND}</h2>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>{AFTER}</p></main>"
        f"<footer><p>{FOOT}</p></footer><script>let poursuite = 1</script></body></html>",
        encoding="utf-8",
    )


def separated(delimiter: str) -> Callable[[Path], None]:
    """Questions and answers, one a line."""

    def write(path: Path) -> None:
        lines = io.StringIO()
        csv.writer(lines, delimiter=delimiter).writerows(
            [("Question", "Réponse"), (QUESTION, ANSWER), (QUESTION_2, ANSWER_2)]
        )
        path.write_text(lines.getvalue(), encoding="utf-8", newline="")

    return write


def xlsx(path: Path) -> None:
    """The same in a workbook."""
    workbook = openpyxl.Workbook()
    sheet = workbook.create_sheet("FAQ", 0)
    for row in (("Question", "Réponse"), (QUESTION, ANSWER), (QUESTION_2, ANSWER_2)):
        sheet.append(row)
    workbook.save(path)


def json_lines(path: Path) -> None:
    """The same, an object a line."""
    entries = ({"question": QUESTION, "answer": ANSWER}, {"question": QUESTION_2, "answer": ANSWER_2})
    path.write_text("\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries), encoding="utf-8")


def json_ld(path: Path) -> None:
    """The same as schema.org's FAQPage."""
    entities = [
        {"@type": "Question", "name": name, "acceptedAnswer": {"@type": "Answer", "text": text.replace("\n", "<br>")}}
        for name, text in ((QUESTION, ANSWER), (QUESTION_2, ANSWER_2))
    ]
    page = {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": entities}
    path.write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")


def _fill(add_row: Callable[[], object], rows: Sequence[Sequence[str]]) -> None:
    for row in rows:
        for cell, text in zip(add_row().cells, row, strict=True):  # type: ignore[attr-defined]  # python-docx's _Row
            cell.text = text


_PAGE = Sample(html, decoration=(HEAD, FOOT, "poursuite"))
_LINES = Sample(json_lines, _ENTRIES, documents=2)
_LINKED = Sample(json_ld, _ENTRIES, documents=2)

SAMPLES: Mapping[str, Sample] = {
    ".md": Sample(markdown), ".markdown": Sample(markdown), ".txt": Sample(plain), ".text": Sample(plain),
    ".pdf": Sample(pdf, decoration=(HEAD, FOOT)),
    ".docx": Sample(docx_file, (*_PROSE, NOTE), (HEAD, FOOT)), ".odt": Sample(odt, (*_PROSE, NOTE)),
    ".html": _PAGE, ".htm": _PAGE, ".xhtml": _PAGE,
    ".csv": Sample(separated(";"), _ENTRIES, documents=2), ".tsv": Sample(separated("\t"), _ENTRIES, documents=2),
    ".xlsx": Sample(xlsx, _ENTRIES, documents=2),
    ".jsonl": _LINES, ".ndjson": _LINES, ".json": _LINKED, ".jsonld": _LINKED,
}  # fmt: skip
"""By suffix: every one that Guichet reads."""
