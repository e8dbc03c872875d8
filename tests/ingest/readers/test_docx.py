"""The Word reader: what becomes of styles, numbers, lists, tables and properties."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from domain.errors import NoText, UnreadableFile
from domain.types import Block, BlockKind, RawDocument
from ingest.readers.docx.reader import DocxReader
from tests.ingest.readers.offices import para, part, repack, run, word, word_xml

BODY = para("Le conseil municipal délibère sur chaque vente.")


def read(path: Path) -> RawDocument:
    """The file's only document."""
    (raw,) = DocxReader().read(path)
    return raw


def shown(path: Path) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, block.text) for block in read(path).blocks]


def styled(name: str, text: str) -> str:
    return para(text, f'<w:pStyle w:val="{name}"/>')


def headings(path: Path) -> list[tuple[int, str]]:
    return [(level, text) for kind, level, text in shown(path) if kind == "heading"]


def add_style(document: Document, key: str, name: str, properties: str = "") -> None:
    names = f'w:type="paragraph" w:styleId="{key}"'
    document.styles.element.append(
        parse_xml(f'<w:style {nsdecls("w")} {names}><w:name w:val="{name}"/>{properties}</w:style>')
    )


def add_numbering(document: Document, levels: str, *, more: str = "") -> None:
    """List 77 with these w:lvl; `more` are other w:num."""
    root = document.part.numbering_part.element
    for node in parse_xml(
        f'<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="77">{levels}</w:abstractNum>'
        f'<w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num>{more}</w:numbering>'
    ):
        root.append(node)


def lvl(level: int, form: str, text: str, style: str = "") -> str:
    tied = f'<w:pStyle w:val="{style}"/>' if style else ""
    printed = f'<w:numFmt w:val="{form}"/>{tied}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/>{printed}</w:lvl>'


def numbered(text: str, level: int = 0, *, list_id: int = 77) -> str:
    return para(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def test_headings_keep_their_levels_and_the_title_style_names_the_document(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        document.add_paragraph("Vendre un terrain", style="Title")
        document.add_heading("La décision", 1)
        document.add_heading("L'avis du service", 2)
        document.add_paragraph("Il est demandé avant la vente.")

    raw = read(word(tmp_path / "doc1.docx", write, title="Word Document"))

    assert raw.metadata.title == "Vendre un terrain"
    assert raw.metadata.published == date(2025, 3, 4)
    assert raw.pages is None
    assert raw.blocks == (
        Block(BlockKind.HEADING, "La décision", 1),
        Block(BlockKind.HEADING, "L'avis du service", 2),
        Block(BlockKind.PARAGRAPH, "Il est demandé avant la vente."),
    )


@pytest.mark.parametrize(
    ("properties", "body", "title"),
    [
        ("Le vrai titre", styled("Title", "Un autre") + BODY, "Le vrai titre"),
        (
            "Microsoft Word - guide.docx",
            styled("Title", "Vendre") + styled("Title", "un terrain") + BODY,
            "Vendre un terrain",
        ),
        ("", styled("Heading1", "Vendre") + BODY, "Vendre"),
        ("", styled("Heading1", "La décision") + BODY + styled("Heading1", "Le prix") + BODY, "Guide des ventes"),
        ("", BODY, "Guide des ventes"),
    ],
)
def test_the_title_is_the_properties_then_the_title_styles_then_the_first_headings_then_the_files(
    properties: str, body: str, title: str, tmp_path: Path
) -> None:
    raw = read(word_xml(tmp_path / "guide-des-ventes.docx", body, title=properties))

    assert raw.metadata.title == title
    assert raw.blocks[-1].text == "Le conseil municipal délibère sur chaque vente."
    assert all(block.text != title for block in raw.blocks)


def test_a_title_that_is_not_the_documents_is_kept(tmp_path: Path) -> None:
    path = word_xml(tmp_path / "a.docx", styled("Title", "Un autre") + BODY, title="Le vrai titre")

    assert shown(path)[0] == ("paragraph", 0, "Un autre")


def test_a_document_without_properties_has_no_date(tmp_path: Path) -> None:
    path = word_xml(tmp_path / "note-de-service.docx", BODY, title="Titre")
    relations = part(path, "_rels/.rels").replace(b"metadata/core-properties", b"metadata/other")
    repack(path, {"_rels/.rels": relations})

    metadata = read(path).metadata

    assert (metadata.title, metadata.published) == ("Note de service", None)


def test_headings_are_told_by_localised_names_by_inheritance_and_by_outline_level(tmp_path: Path) -> None:
    def prepare(document: Document) -> None:
        add_style(document, "T2", "Titre 2")
        add_style(document, "Mairie", "Mairie", '<w:basedOn w:val="T2"/>')
        add_style(document, "Plan", "Plan", '<w:pPr><w:outlineLvl w:val="3"/></w:pPr>')
        add_style(document, "Boucle", "Boucle", '<w:basedOn w:val="Boucle"/>')

    own_level = para("Quatre", '<w:outlineLvl w:val="0"/>')
    body = styled("T2", "Un") + BODY + styled("Mairie", "Deux") + styled("Plan", "Trois") + own_level
    path = word_xml(tmp_path / "a.docx", body + styled("Boucle", "Un texte."), prepare=prepare)

    assert headings(path) == [(2, "Un"), (2, "Deux"), (4, "Trois"), (1, "Quatre")]


def test_a_paragraph_in_a_headings_style_stays_a_paragraph(tmp_path: Path) -> None:
    path = word_xml(tmp_path / "a.docx", styled("Heading1", "Le conseil délibère. " * 20) + BODY)

    assert [kind for kind, _, _ in shown(path)] == ["paragraph", "paragraph"]


def test_without_heading_styles_lines_in_bold_and_articles_are_headings(tmp_path: Path) -> None:
    body = (
        para(run("Les pièces à fournir", "<w:b/>"))
        + BODY
        + para("Article 2 – Le prix")
        + BODY
        + para(run("Attention", "<w:b/>") + run(" au délai de recours"))
        + BODY
    )
    path = word_xml(tmp_path / "note.docx", para("Une entrée en matière, qui finit par un point.") + body)

    assert [text for kind, _, text in shown(path) if kind == "heading"] == [
        "Les pièces à fournir",
        "Article 2 – Le prix",
    ]


def test_lists_keep_their_depth_and_their_numbers(tmp_path: Path) -> None:
    def prepare(document: Document) -> None:
        restarted = (
            '<w:num w:numId="78"><w:abstractNumId w:val="77"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
        levels = lvl(0, "decimal", "%1.") + lvl(1, "lowerLetter", "%1.%2)") + lvl(2, "bullet", "•")
        add_numbering(document, levels, more=restarted)

    path = word_xml(
        tmp_path / "a.docx",
        numbered("déposer")
        + numbered("en mairie", 1)
        + numbered("par courrier", 1)
        + numbered("recommandé", 2)
        + numbered("attendre")
        + numbered("un mois", 1)
        + BODY
        + numbered("afficher")
        + numbered("recommencer", list_id=78),
        prepare=prepare,
    )

    assert [(level, text) for kind, level, text in shown(path) if kind == "list_item"] == [
        (0, "1. déposer"),
        (1, "1.a) en mairie"),
        (1, "1.b) par courrier"),
        (2, "recommandé"),
        (0, "2. attendre"),
        (1, "2.a) un mois"),
        (0, "3. afficher"),
        (0, "1. recommencer"),
    ]


def test_a_heading_numbered_by_word_carries_its_number(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        add_numbering(document, lvl(0, "decimal", "Article %1 –", "Heading1") + lvl(1, "upperRoman", "%2.", "Heading2"))
        for name in ("Heading 1", "Heading 2"):
            properties = document.styles[name].element.get_or_add_pPr()
            properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="77"/></w:numPr>'))
        for text, level in [("Objet", 1), ("Prix", 1), ("Calcul", 2)]:
            document.add_heading(text, level)
            document.add_paragraph("Le conseil délibère.")

    assert headings(word(tmp_path / "a.docx", write)) == [
        (1, "Article 1 – Objet"),
        (1, "Article 2 – Prix"),
        (2, "I. Calcul"),
    ]


def test_list_styles_and_typed_bullets_are_lists(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        document.add_paragraph("un plan", style="List Bullet")
        document.add_paragraph("de masse", style="List Bullet 2")
        document.add_paragraph("Il faut :\n- une notice\n- un formulaire\nsigné")

    assert shown(word(tmp_path / "a.docx", write)) == [
        ("list_item", 0, "un plan"),
        ("list_item", 1, "de masse"),
        ("paragraph", 0, "Il faut :"),
        ("list_item", 0, "une notice"),
        ("list_item", 0, "un formulaire signé"),
    ]


@pytest.mark.parametrize("body", ["", para(" ") * 3, para("<w:r><w:drawing/></w:r>")])
def test_a_document_without_text_says_so(body: str, tmp_path: Path) -> None:
    with pytest.raises(NoText) as caught:
        read(word_xml(tmp_path / "scan.docx", body))

    assert "ne contient aucun texte" in caught.value.why
    assert "OCR" in caught.value.hint


def test_a_strict_document_is_refused_with_the_mend(tmp_path: Path) -> None:
    path = word_xml(tmp_path / "strict.docx", BODY)
    relations = part(path, "_rels/.rels").replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006", b"http://purl.oclc.org/ooxml/officeDocument"
    )
    repack(path, {"_rels/.rels": relations})

    with pytest.raises(UnreadableFile) as caught:
        read(path)

    assert "strict" in caught.value.why
    assert "Document Word (.docx)" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/document.xml", None),
        ("word/document.xml", b"<w:document>pas fini"),
        ("word/document.xml", b"<vide/>"),
        ("word/styles.xml", b"\x00\x01"),
        ("_rels/.rels", None),
    ],
)
def test_a_document_with_torn_parts_is_refused(name: str, content: bytes | None, tmp_path: Path) -> None:
    path = repack(word_xml(tmp_path / "a.docx", BODY), {name: content})

    with pytest.raises(UnreadableFile) as caught:
        read(path)

    assert str(path) in str(caught.value)
    assert "abîmé" in caught.value.why
