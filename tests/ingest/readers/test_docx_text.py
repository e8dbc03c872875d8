"""The Word reader: what is text in a paragraph, and what notes, boxes and tables become."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx.document import Document

from ingest.readers.docx.reader import DocxReader
from tests.ingest.readers.offices import para, run, word, word_xml

PROMPT = "<w:sdtPr><w:showingPlcHdr/></w:sdtPr>"


def texts(path: Path) -> list[str]:
    (raw,) = DocxReader().read(path)
    return [block.text for block in raw.blocks]


def shown(path: Path) -> list[tuple[str, str]]:
    (raw,) = DocxReader().read(path)
    return [(block.kind.value, block.text) for block in raw.blocks]


def field(code: str, result: str) -> str:
    """A field as Word writes it: three marks, its code, its result."""
    marks = [f'<w:r><w:fldChar w:fldCharType="{side}"/></w:r>' for side in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{marks[1]}{run(result)}{marks[2]}"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (run("col") + run("lectivité"), "collectivité"),
        (run("un") + "<w:r><w:tab/></w:r>" + run("deux") + "<w:r><w:br/></w:r>" + run("trois"), "un deux trois"),
        (run("rendez") + "<w:r><w:noBreakHyphen/></w:r>" + run("vous"), "rendez-vous"),
        (run("déli\u00adbé") + "<w:r><w:softHyphen/></w:r>" + run("ration"), "délibération"),
        (run("de\u0301libe\u0301ration"), "délibération"),
        (run("avant") + '<w:r><w:br w:type="page"/><w:lastRenderedPageBreak/></w:r>' + run("après"), "avant après"),
        (
            f'<w:ins w:id="1">{run("ajouté")}</w:ins><w:del w:id="2"><w:r><w:delText>ôté</w:delText></w:r></w:del>',
            "ajouté",
        ),
        (f'<w:moveTo w:id="1">{run("ici")}</w:moveTo><w:moveFrom w:id="2">{run("là")}</w:moveFrom>', "ici"),
        (run("voir ") + f'<w:hyperlink w:anchor="a">{run("la fiche")}</w:hyperlink>', "voir la fiche"),
        (run("seul") + run(" caché", "<w:vanish/>") + run(" visible", '<w:vanish w:val="0"/>'), "seul visible"),
        (field(" REF a ", "le chapitre 2"), "le chapitre 2"),
        (field(" IF ", "oui") + run(" fin"), "oui fin"),
        (f'<w:fldSimple w:instr="AUTHOR">{run("la mairie")}</w:fldSimple>', "la mairie"),
        (f"<w:sdt><w:sdtContent>{run('rempli')}</w:sdtContent></w:sdt>", "rempli"),
        (run("Objet") + f"<w:sdt>{PROMPT}<w:sdtContent>{run(' Cliquez ici')}</w:sdtContent></w:sdt>", "Objet"),
        (f"{run('texte')}<w:r><w:commentReference w:id='1'/></w:r>", "texte"),
        ("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>", "a+b"),
    ],
)
def test_the_text_of_a_paragraph_is_what_a_person_sees(content: str, text: str, tmp_path: Path) -> None:
    assert texts(word_xml(tmp_path / "a.docx", para(content))) == [text]


def test_notes_stand_below_the_paragraph_that_calls_them(tmp_path: Path) -> None:
    first = para(run("Le seuil est révisé") + '<w:r><w:footnoteReference w:id="8"/></w:r>' + run("."))
    second = para(run("Le recours est gratuit") + '<w:r><w:endnoteReference w:id="3"/></w:r>' + run("."))
    third = para(run("Le délai court") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run("."))
    notes = (
        f'<w:footnote w:id="2">{para("Article R. 421-1.")}</w:footnote>'
        f'<w:footnote w:id="8"><w:p><w:r><w:footnoteRef/></w:r>{run(" Tous les deux ans.")}</w:p></w:footnote>'
    )
    endnotes = f'<w:endnote w:id="3">{para("Sauf avocat.")}</w:endnote>'

    assert texts(word_xml(tmp_path / "a.docx", first + second + third, notes=notes, endnotes=endnotes)) == [
        "Le seuil est révisé.",
        "Note 1 : Tous les deux ans.",
        "Le recours est gratuit.",
        "Note de fin 1 : Sauf avocat.",
        "Le délai court.",
        "Note 2 : Article R. 421-1.",
    ]


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    inside = f"<w:txbxContent>{para('À retenir : trois mois.')}</w:txbxContent>"
    new = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback>"
    box = f"<w:r><mc:AlternateContent>{new}{old}</mc:AlternateContent></w:r>"

    assert texts(word_xml(tmp_path / "a.docx", para(run("Le délai.") + box))) == [
        "Le délai.",
        "À retenir : trois mois.",
    ]


def test_page_heads_feet_and_contents_are_left_out(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = "Mairie de Valmont"
        document.sections[0].footer.paragraphs[0].text = "Page 1"
        document.add_paragraph("Sommaire", style="TOC Heading")
        document.add_paragraph("Le délai 2", style=document.styles.add_style("toc 1", 1))
        document.add_paragraph("Le délai est de deux mois.")

    assert texts(word(tmp_path / "a.docx", write)) == ["Le délai est de deux mois."]


def test_a_contents_control_is_left_out_and_others_are_read(tmp_path: Path) -> None:
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{para('Le délai 2')}</w:sdtContent></w:sdt>"
    )
    other = f"<w:sdt><w:sdtContent>{para('Le maire signe.')}</w:sdtContent></w:sdt>"

    assert texts(word_xml(tmp_path / "a.docx", contents + other)) == ["Le maire signe."]


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text if text.startswith('<') else para(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl><w:p/>"


HEAD = row(cell("Nature"), cell("Seuil"), properties="<w:tblHeader/>")


def test_each_row_repeats_its_headers_and_merged_cells(tmp_path: Path) -> None:
    rows = (
        row(cell("Nature"), cell("Seuil", '<w:gridSpan w:val="2"/>'), properties="<w:tblHeader/>"),
        row(cell("", "<w:vMerge/>"), cell("HT"), cell("TTC"), properties="<w:tblHeader/>"),
        row(cell("Travaux", '<w:vMerge w:val="restart"/>'), cell("100"), cell("120")),
        row(cell("", "<w:vMerge/>"), cell("200"), cell("240")),
        row(cell("Marchés de services", '<w:gridSpan w:val="3"/>')),
        row(cell("Nature"), cell("Seuil", '<w:gridSpan w:val="2"/>')),
        row(cell("Études"), cell("sans objet", '<w:gridSpan w:val="2"/>')),
        row(cell("ôté"), cell("1"), cell("2"), properties='<w:del w:id="1"/>'),
    )

    assert shown(word_xml(tmp_path / "a.docx", table(*rows))) == [
        ("table_row", "Nature : Travaux ; Seuil – HT : 100 ; Seuil – TTC : 120"),
        ("table_row", "Nature : Travaux ; Seuil – HT : 200 ; Seuil – TTC : 240"),
        ("table_row", "Marchés de services"),
        ("table_row", "Nature : Études ; Seuil – HT : sans objet ; Seuil – TTC : sans objet"),
    ]


def test_a_table_without_headers_gets_none(tmp_path: Path) -> None:
    rows = (row(cell("Lundi"), cell("9 h – 12 h")), row(cell("Mardi"), cell("14 h – 17 h")))

    assert texts(word_xml(tmp_path / "a.docx", table(*rows))) == ["Lundi : 9 h – 12 h", "Mardi : 14 h – 17 h"]


@pytest.mark.parametrize(
    "head",
    [
        row(cell(para(run("Jour", "<w:b/>"))), cell(para(run("Horaire", "<w:b/>")))),
        row(cell("Jour"), cell("Horaire"), properties="<w:tblHeader/>"),
    ],
)
def test_a_first_row_in_bold_or_marked_heads_the_others(head: str, tmp_path: Path) -> None:
    rows = (head, row(cell("Lundi"), cell("matin")), row(cell("Mardi"), cell("matin")))

    assert texts(word_xml(tmp_path / "a.docx", table(*rows))) == [
        "Jour : Lundi ; Horaire : matin",
        "Jour : Mardi ; Horaire : matin",
    ]


def test_a_first_row_that_the_tables_style_prints_apart_heads_the_others(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        made = document.add_table(rows=0, cols=2, style="Light List Accent 1")
        for pair in (("Jour", "Horaire"), ("Lundi", "matin")):
            for place, text in zip(made.add_row().cells, pair, strict=True):
                place.text = text

    assert texts(word(tmp_path / "a.docx", write)) == ["Jour : Lundi ; Horaire : matin"]


def test_labels_over_three_columns_head_the_others_unless_one_comes_again(tmp_path: Path) -> None:
    labels = row(cell("Nom"), cell("Fonction"), cell("Bureau"))
    planning = row(cell("Lundi"), cell("fermé"), cell("ouvert"))
    body = row(cell("Mardi"), cell("fermé"), cell("12"))

    assert texts(word_xml(tmp_path / "a.docx", table(labels, body))) == ["Nom : Mardi ; Fonction : fermé ; Bureau : 12"]
    assert texts(word_xml(tmp_path / "b.docx", table(planning, body))) == [
        "Lundi ; fermé ; ouvert",
        "Mardi ; fermé ; 12",
    ]


def test_a_cell_says_its_list_on_one_line_and_its_table_and_notes_come_after(tmp_path: Path) -> None:
    inner = table(HEAD, row(cell("Travaux"), cell("100")))
    listed = para("acte de vente") + para("- plan") + para("- avis")
    called = para(run("deux mois") + '<w:r><w:footnoteReference w:id="1"/></w:r>')
    rows = (HEAD, row(cell(listed), cell(called + inner)), row(cell("Délai"), cell("fin")))
    path = word_xml(tmp_path / "a.docx", table(*rows), notes=f'<w:footnote w:id="1">{para("Francs.")}</w:footnote>')

    assert texts(path) == [
        "Nature : acte de vente, plan, avis ; Seuil : deux mois",
        "Nature : Délai ; Seuil : fin",
        "Note 1 : Francs.",
        "Nature : Travaux ; Seuil : 100",
    ]


def test_a_frame_and_a_page_laid_out_in_a_table_are_plain_text(tmp_path: Path) -> None:
    heading = para("Les délais", '<w:pStyle w:val="Heading2"/>')
    frame = table(row(cell(para("À retenir.") + para("- un plan"))))
    page = table(row(cell(heading + para("Deux mois.")), cell(para("Contact : la mairie."))))

    assert shown(word_xml(tmp_path / "a.docx", frame + page)) == [
        ("paragraph", "À retenir."),
        ("list_item", "un plan"),
        ("heading", "Les délais"),
        ("paragraph", "Deux mois."),
        ("paragraph", "Contact : la mairie."),
    ]
