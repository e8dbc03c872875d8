"""The LibreOffice reader, on files written as LibreOffice writes them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.errors import NoText, UnreadableFile
from domain.types import Block, BlockKind, RawDocument
from ingest.readers.odt.reader import OdtReader
from tests.ingest.readers.offices import libre, repack

BODY = "<text:p>Le conseil municipal délibère sur chaque vente.</text:p>"


def read(path: Path) -> RawDocument:
    """The file's only document."""
    (raw,) = OdtReader().read(path)
    return raw


def shown(path: Path) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, block.text) for block in read(path).blocks]


def texts(path: Path) -> list[str]:
    return [block.text for block in read(path).blocks]


def para(content: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{content}</text:p>'


def heading(text: str, level: int = 1, style: str = "Heading_20_1") -> str:
    return f'<text:h text:style-name="{style}" text:outline-level="{level}">{text}</text:h>'


def automatic(name: str, parent: str, properties: str = "", family: str = "paragraph") -> str:
    text = f"<style:text-properties {properties}/>" if properties else ""
    head = f'style:name="{name}" style:family="{family}" style:parent-style-name="{parent}"'
    return f"<style:style {head}>{text}</style:style>"


BOLD = automatic("T1", "", 'fo:font-weight="bold"', "text")
HIDDEN = automatic("T2", "", 'text:display="none"', "text")


def test_headings_keep_their_levels_and_the_title_style_names_the_document(tmp_path: Path) -> None:
    body = (
        para("Vendre un terrain", "P1")
        + heading("La décision")
        + heading("L'avis du service", 2, "P2")
        + para("Le prix", "P3")
        + BODY
    )
    styles = automatic("P1", "Title") + automatic("P2", "Heading_20_2") + automatic("P3", "Heading_20_2")

    raw = read(libre(tmp_path / "doc1.odt", body, automatic=styles, title="Sans titre 1"))

    assert raw.metadata.title == "Vendre un terrain"
    assert raw.metadata.published == date(2025, 3, 4)
    assert raw.pages is None
    assert raw.blocks == (
        Block(BlockKind.HEADING, "La décision", 1),
        Block(BlockKind.HEADING, "L'avis du service", 2),
        Block(BlockKind.HEADING, "Le prix", 2),
        Block(BlockKind.PARAGRAPH, "Le conseil municipal délibère sur chaque vente."),
    )


def test_the_properties_title_counts_first_and_the_files_name_last(tmp_path: Path) -> None:
    assert read(libre(tmp_path / "a.odt", para("Autre", "Title") + BODY, title="Le vrai")).metadata.title == "Le vrai"
    assert read(libre(tmp_path / "guide-des_ventes.odt", BODY)).metadata.title == "Guide des ventes"


@pytest.mark.parametrize(
    ("changed", "published"),
    [("2025-03-04", date(2025, 3, 4)), ("2025-03-04T10:00:00.123456789", date(2025, 3, 4)), ("hier", None), ("", None)],
)
def test_a_date_that_is_none_is_left_out(changed: str, published: date | None, tmp_path: Path) -> None:
    assert read(libre(tmp_path / "a.odt", BODY, changed=changed)).metadata.published == published


def test_a_document_without_properties_or_styles_is_read(tmp_path: Path) -> None:
    path = repack(libre(tmp_path / "note.odt", heading("La décision") + BODY), {"meta.xml": None, "styles.xml": None})

    raw = read(path)

    assert (raw.metadata.title, raw.metadata.published) == ("La décision", None)
    assert [block.text for block in raw.blocks] == ["Le conseil municipal délibère sur chaque vente."]


def test_headings_numbered_by_libreoffice_carry_their_numbers(tmp_path: Path) -> None:
    outline = (
        '<text:outline-style style:name="Outline">'
        '<text:outline-level-style text:level="1" style:num-prefix="Article " '
        'style:num-suffix=" –" style:num-format="1"/>'
        '<text:outline-level-style text:level="2" style:num-suffix="." style:num-format="a" text:display-levels="2"/>'
        "</text:outline-style>"
    )
    body = heading("Objet") + BODY + heading("Prix") + heading("Calcul", 2) + heading("Avis", 2) + BODY

    path = libre(tmp_path / "a.odt", body + heading("Durée") + BODY, styles=outline)

    assert [text for kind, _, text in shown(path) if kind == "heading"] == [
        "Article 1 – Objet",
        "Article 2 – Prix",
        "2.a. Calcul",
        "2.b. Avis",
        "Article 3 – Durée",
    ]


def test_without_headings_lines_in_bold_are_headings(tmp_path: Path) -> None:
    body = BODY + para('<text:span text:style-name="T1">Les pièces</text:span>') + BODY + para("Gras", "P9") + BODY
    path = libre(tmp_path / "a.odt", body, automatic=BOLD + automatic("P9", "Standard", 'fo:font-weight="bold"'))

    assert [text for kind, _, text in shown(path) if kind == "heading"] == ["Les pièces", "Gras"]


LISTS = (
    '<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>'
    '<text:list-level-style-bullet text:level="2" text:bullet-char="–"/></text:list-style>'
    '<text:list-style style:name="L2">'
    '<text:list-level-style-number text:level="1" style:num-suffix="." style:num-format="1"/>'
    '<text:list-level-style-number text:level="2" style:num-suffix=")" style:num-format="a"/></text:list-style>'
)


def items(*contents: str, attributes: str = "") -> str:
    return f"<text:list {attributes}>{''.join(f'<text:list-item>{c}</text:list-item>' for c in contents)}</text:list>"


def test_lists_keep_their_depth_and_their_numbers(tmp_path: Path) -> None:
    style = 'text:style-name="L2"'
    body = (
        items(para("un plan") + items(para("de masse")), para("une notice"), attributes='text:style-name="L1"')
        + items(
            para("déposer") + para("en mairie"),
            para("attendre") + items(para("un mois"), para("deux mois")),
            attributes=style,
        )
        + BODY
        + items(para("afficher"), attributes=f'{style} text:continue-numbering="true"')
        + items(para("recommencer"), attributes=style)
        + "<text:list><text:list-item>" + para("sans style") + "</text:list-item></text:list>"
    )  # fmt: skip

    assert shown(libre(tmp_path / "a.odt", body, automatic=LISTS)) == [
        ("list_item", 0, "un plan"),
        ("list_item", 1, "de masse"),
        ("list_item", 0, "une notice"),
        ("list_item", 0, "1. déposer"),
        ("list_item", 0, "en mairie"),
        ("list_item", 0, "2. attendre"),
        ("list_item", 1, "a) un mois"),
        ("list_item", 1, "b) deux mois"),
        ("paragraph", 0, "Le conseil municipal délibère sur chaque vente."),
        ("list_item", 0, "3. afficher"),
        ("list_item", 0, "1. recommencer"),
        ("list_item", 0, "sans style"),
    ]


def test_a_list_goes_on_from_the_one_it_names_and_a_heading_may_stand_in_a_list(tmp_path: Path) -> None:
    style = 'text:style-name="L2"'
    body = (
        items(para("un"), attributes=f'xml:id="l1" {style}')
        + items(para("autre"), para("encore"), attributes=style)
        + items(para("deux"), attributes=f'{style} text:continue-list="l1"')
        + items(heading("Le recours"), attributes=f'{style} text:continue-list="l1"')
    )

    assert texts(libre(tmp_path / "a.odt", body + BODY, automatic=LISTS))[:5] == [
        "1. un",
        "1. autre",
        "2. encore",
        "2. deux",
        "3. Le recours",
    ]


NOTE = (
    '<text:note text:note-class="{kind}"><text:note-citation>{mark}</text:note-citation>'
    "<text:note-body><text:p>{text}</text:p></text:note-body></text:note>"
)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('un<text:s text:c="3"/>deux<text:tab/>trois<text:line-break/>quatre', "un deux trois quatre"),
        ("col\nlectivités", "col lectivités"),
        ("de\u0301li\u00adbe\u0301ration", "délibération"),
        ('avant <text:change text:change-id="c"/>après', "avant après"),
        ('voir <text:a xlink:href="https://exemple.fr">la fiche</text:a>.', "voir la fiche."),
        ('seul<text:span text:style-name="T2"> caché</text:span> visible', "seul visible"),
        ("texte<office:annotation><text:p>COMMENTAIRE</text:p></office:annotation>.", "texte."),
        ("Objet <text:placeholder text:placeholder-type='text'>&lt;Nom&gt;</text:placeholder>", "Objet"),
        ("le <text:bookmark text:name='b'/>maire<text:soft-page-break/> signe<!-- non -->.", "le maire signe."),
        ("page <text:page-number>2</text:page-number>", "page 2"),
        ("<text:number>1.</text:number>texte", "texte"),
    ],
)
def test_the_text_of_a_paragraph_is_what_a_person_sees(content: str, text: str, tmp_path: Path) -> None:
    assert texts(libre(tmp_path / "a.odt", para(content), automatic=HIDDEN)) == [text]


def test_notes_and_boxes_stand_below_their_paragraph(tmp_path: Path) -> None:
    foot = NOTE.format(kind="footnote", mark="1", text="Article L. 422-1.")
    end = NOTE.format(kind="endnote", mark="i", text="Sauf avocat.")
    box = f"<draw:frame><draw:text-box>{para('À retenir : trois mois.')}</draw:text-box></draw:frame>"
    shape = f"<draw:custom-shape>{para('Dans une forme.')}<draw:enhanced-geometry/></draw:custom-shape>"
    picture = "<draw:frame><draw:image/><svg:desc xmlns:svg='s'>blason</svg:desc></draw:frame>"
    body = para(f"Le maire signe{foot}.{picture}") + para(f"{box}Le délai{end}.") + f"<draw:g>{shape}</draw:g>"

    assert texts(libre(tmp_path / "a.odt", body)) == [
        "Le maire signe.",
        "Note 1 : Article L. 422-1.",
        "Le délai.",
        "Note de fin i : Sauf avocat.",
        "À retenir : trois mois.",
        "Dans une forme.",
    ]


def test_deletions_contents_and_hidden_parts_are_left_out_and_sections_are_read(tmp_path: Path) -> None:
    body = (
        f"<text:tracked-changes><text:changed-region><text:deletion>{para('OTÉ')}</text:deletion></text:changed-region>"
        f"</text:tracked-changes><text:table-of-content>"
        f"<text:index-body>{para('Le délai 2', 'Contents_20_1')}</text:index-body>"
        f"</text:table-of-content>{para('Le prix 3', 'Contents_20_1')}{para('CACHÉ', 'P8')}"
        f'<text:section text:display="none">{para("CACHÉ")}</text:section><text:section>{BODY}</text:section>'
    )
    path = libre(tmp_path / "a.odt", body, automatic=automatic("P8", "Standard", 'text:display="none"'))

    assert texts(path) == ["Le conseil municipal délibère sur chaque vente."]


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{para(text) if text else ''}</table:table-cell>"


COVERED = "<table:covered-table-cell/>"


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def test_each_row_repeats_its_headers_and_the_cells_that_cover_others(tmp_path: Path) -> None:
    head = row(cell("Nature"), cell("Délai", 'table:number-columns-spanned="2"'), COVERED)
    rows = (
        row(cell("Permis", 'table:number-rows-spanned="2"'), cell("maison"), cell("2 mois")),
        row(COVERED, cell("autres"), cell("3 mois")),
        row(cell("Déclarations", 'table:number-columns-spanned="3"'), COVERED, COVERED),
        row(cell("Piscine"), cell("1 mois", 'table:number-columns-repeated="2"')),
        row(cell("", 'table:number-columns-repeated="1000000"')),
    )
    table = f"<table:table><table:table-header-rows>{head}</table:table-header-rows>{''.join(rows)}</table:table>"

    assert shown(libre(tmp_path / "a.odt", table)) == [
        ("table_row", 0, "Nature : Permis ; Délai : maison ; Délai : 2 mois"),
        ("table_row", 0, "Nature : Permis ; Délai : autres ; Délai : 3 mois"),
        ("table_row", 0, "Déclarations"),
        ("table_row", 0, "Nature : Piscine ; Délai : 1 mois ; Délai : 1 mois"),
    ]


def test_a_document_without_text_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoText) as caught:
        read(libre(tmp_path / "scan.odt", para("<draw:frame><draw:image/></draw:frame>")))

    assert "OCR" in caught.value.hint


@pytest.mark.parametrize("content", [None, b"<office:document>pas fini", b"<vide/>", b"\x00\x01"])
def test_a_document_with_torn_parts_is_refused(content: bytes | None, tmp_path: Path) -> None:
    path = repack(libre(tmp_path / "a.odt", BODY), {"content.xml": content})

    with pytest.raises(UnreadableFile) as caught:
        read(path)

    assert str(path) in str(caught.value)
    assert "abîmé" in caught.value.why


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Modèle commenté : délibération", "Modèle commenté : délibération"),
        ("Modèle", "Note"),
        ("modele 2", "Note"),
    ],
)
def test_a_title_that_opens_with_the_word_modele_is_a_title_and_the_bare_word_is_a_tools(
    written: str, title: str, tmp_path: Path
) -> None:
    body = "<text:p>La commune loue la salle.</text:p><text:p>Le maire signe.</text:p>"

    (raw,) = OdtReader().read(libre(tmp_path / "note.odt", body, title=written))

    assert raw.metadata.title == title


def test_a_first_paragraph_that_only_repeats_the_title_is_left_out(tmp_path: Path) -> None:
    body = "<text:p>Louer la salle</text:p><text:p>Le maire signe.</text:p>"

    (raw,) = OdtReader().read(libre(tmp_path / "note.odt", body, title="Louer la salle"))

    assert [block.text for block in raw.blocks] == ["Le maire signe."]
