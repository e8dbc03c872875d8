"""Questions and answers in Excel workbooks."""

from __future__ import annotations

import logging
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from domain.errors import BadMetadata, NoText, UnreadableFile
from domain.types import RawDocument, Visibility
from ingest.readers.faq.reader import XlsxReader

HEADER = ("Question", "Réponse")


def book(folder: Path, rows: Sequence[Sequence[object]], change: Callable[[Worksheet], object] = id) -> Path:
    """A workbook of one sheet, « FAQ », with these rows."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "FAQ"
    for row in rows:
        sheet.append(list(row))
    change(sheet)
    path = folder / "faq.xlsx"
    workbook.save(path)
    return path


def read(
    folder: Path, rows: Sequence[Sequence[object]], change: Callable[[Worksheet], object] = id
) -> list[RawDocument]:
    """The documents of such a workbook."""
    return list(XlsxReader().read(book(folder, rows, change)))


def rewritten(path: Path, part: str, change: Callable[[str], str | None]) -> None:
    """Change one of the workbook's XML parts, as another program could have written it; None drops it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    changed = change(parts.pop(part))
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (parts | ({} if changed is None else {part: changed})).items():
            archive.writestr(name, text)


def test_each_row_is_a_document_and_cells_keep_their_kind(tmp_path: Path) -> None:
    header = (*HEADER, "Date", "Valid_until", "Visibilité", "À vérifier", "Thème", "ID")
    rows = [
        header,
        ("Qui signe ?", "Le maire.\n• ou son adjoint", datetime(2025, 3, 1, 14), "31/12/2026", "Adhérent", True, 12, 7),
        ("Quand ?", date(2025, 3, 1), None, date(2026, 1, 1), "public", "non", datetime(2025, 5, 6), None),
    ]

    first, second = read(tmp_path, rows)

    assert [block.text for block in first.blocks] == ["Le maire.", "ou son adjoint"]
    assert (first.metadata.published, first.metadata.valid_until) == (date(2025, 3, 1), date(2026, 12, 31))
    assert (first.metadata.visibility, first.metadata.a_verifier) == (Visibility.ADHERENT, True)
    assert (first.metadata.theme, first.key) == ("12", "7")
    assert (second.blocks[0].text, second.metadata.theme, second.key) == ("01/03/2025", "06/05/2025", "quand")


def test_numbers_are_written_as_in_french_and_percentages_as_shown(tmp_path: Path) -> None:
    def as_percentages(sheet: Worksheet) -> None:
        sheet["B3"].number_format = "0.0%"
        sheet["B4"].number_format = "0%"

    found = read(
        tmp_path, [HEADER, ("A ?", 1234.5), ("B ?", 0.055), ("C ?", 1), ("D ?", 3.0), ("E ?", False)], as_percentages
    )

    assert [raw.blocks[0].text for raw in found] == ["1234,5", "5,5 %", "100 %", "3", "non"]


def test_every_visible_sheet_with_the_columns_is_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def more_sheets(sheet: Worksheet) -> None:
        workbook = sheet.parent
        assert isinstance(workbook, Workbook)
        workbook.create_sheet("Vide")
        workbook.create_sheet("Lisez-moi").append(["Mode d'emploi"])
        hidden = workbook.create_sheet("Brouillons")
        hidden.append(HEADER)
        hidden.append(["Secret ?", "Oui."])
        hidden.sheet_state = "hidden"
        other = workbook.create_sheet("Achats")
        other.append(["Réponse", "Intitulé"])
        other.append(["L'acheteur.", "Qui achète ?"])

    with caplog.at_level(logging.WARNING):
        found = read(tmp_path, [HEADER, ("Qui signe ?", "Le maire.")], more_sheets)

    assert [raw.metadata.title for raw in found] == ["Qui signe ?", "Qui achète ?"]
    assert "« Lisez-moi »" in caplog.text
    assert "masquée « Brouillons »" in caplog.text
    assert "« Vide »" not in caplog.text


def test_a_cell_merged_over_rows_stands_in_each(tmp_path: Path) -> None:
    def merge(sheet: Worksheet) -> None:
        for cells in ("A1:D1", "C3:C5", "D3:D4", "B4:B5"):
            sheet.merge_cells(cells)

    rows = [
        ("FAQ de la commune",), (*HEADER, "Thème", "Visibilité"), ("Un ?", "A.", "Actes", "adherent"),
        ("Deux ?", "B.", None, None), ("Trois ?", None, None, "public"),
    ]  # fmt: skip

    found = read(tmp_path, rows, merge)

    assert [raw.metadata.theme for raw in found] == ["Actes"] * 3
    assert [raw.metadata.visibility for raw in found] == [Visibility.ADHERENT, Visibility.ADHERENT, Visibility.PUBLIC]
    assert [raw.blocks[0].text for raw in found] == ["A.", "B.", "B."]


def test_a_header_merged_over_two_rows_is_no_entry(tmp_path: Path) -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:B2")

    assert len(read(tmp_path, [HEADER, (None, None), ("Un ?", "A.")], merge)) == 1


def test_the_saved_value_of_a_formula_is_read(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER, ("Combien ?", "=60000*2")])
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: re.sub(r"<v ?/>|<v></v>", "<v>120000</v>", xml))

    (raw,) = XlsxReader().read(path)

    assert raw.blocks[0].text == "120000"


def test_a_formula_without_a_saved_value_is_refused_with_its_mend(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path, [HEADER, ("Qui ?", "Moi."), ("Combien ?", "=60000*2")])

    assert caught.value.why == "question sans réponse (feuille « FAQ », ligne 3)"
    assert "formule" in caught.value.hint


def test_a_formula_written_as_text_is_text(tmp_path: Path) -> None:
    def as_text(sheet: Worksheet) -> None:
        sheet["B2"].value = "=1+1"
        sheet["B2"].data_type = "s"

    assert read(tmp_path, [HEADER, ("Combien ?", "")], as_text)[0].blocks[0].text == "=1+1"


def test_the_error_of_a_formula_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path, [HEADER, ("Combien ?", "#REF!")])

    assert "feuille « FAQ », ligne 2" in caught.value.why
    assert "#REF!" in caught.value.why


def test_rows_and_columns_that_are_empty_cost_nothing(tmp_path: Path) -> None:
    def far_away(sheet: Worksheet) -> None:
        sheet["A200000"].number_format = "0.00"
        sheet["XFD5"].number_format = "0.00"

    assert len(read(tmp_path, [HEADER, ("Un ?", "A."), (None, None), ("Deux ?", "B.")], far_away)) == 2


def test_notes_beside_the_table_are_said_to_be_ignored(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        found = read(tmp_path, [("Question", None, "Réponse"), ("Un ?", "à revoir", "A.", "vu")])

    assert found[0].blocks[0].text == "A."
    assert "colonnes ignorées : sans nom" in caplog.text
    assert "à droite de l'en-tête" in caplog.text


def test_merged_cells_that_hold_nothing_or_run_past_the_table_are_harmless(tmp_path: Path) -> None:
    path = book(tmp_path, [(*HEADER, "Thème"), ("Un ?", "A.", "Actes"), (None, None), ("Deux ?", "B.")])
    merged = "".join(f'<mergeCell ref="{cells}"/>' for cells in ("K1:K3", "A9:B12", "C2:C1048576", "A3:B3"))
    rewritten(  # openpyxl would write a million empty cells, as no spreadsheet program does
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace("</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>"),
    )

    assert [raw.metadata.theme for raw in XlsxReader().read(path)] == ["Actes", "Actes"]


def test_what_stands_outside_a_false_dimension_is_read(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER, ("Un ?", "A."), ("Deux ?", "B.")])
    rewritten(
        path, "xl/worksheets/sheet1.xml", lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', xml)
    )

    assert len(XlsxReader().read(path)) == 2


def test_line_ends_that_excel_escapes_are_line_ends(tmp_path: Path) -> None:
    (raw,) = read(tmp_path, [HEADER, ("Qui ?", "Le maire._x000D_\nSon adjoint.")])

    assert [block.text for block in raw.blocks] == ["Le maire.", "Son adjoint."]


def test_a_bad_visibility_names_its_sheet_row_and_column(tmp_path: Path) -> None:
    with pytest.raises(BadMetadata) as caught:
        read(tmp_path, [(*HEADER, "Visibilité"), ("Un ?", "A.", "public"), ("Deux ?", "B.", "interne")])

    assert caught.value.field == "visibility"
    assert "feuille « FAQ », ligne 3, colonne « Visibilité »" in caught.value.why


def test_a_workbook_without_the_columns_names_what_it_has(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path, [("Budget",), ("Compte", "Montant"), ("6061", 1200)])

    assert "« Compte », « Montant »" in caught.value.why


def test_a_workbook_of_headers_alone_holds_no_text(tmp_path: Path) -> None:
    with pytest.raises(NoText):
        read(tmp_path, [HEADER])


@pytest.mark.parametrize("missing", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_that_lacks_a_part_is_refused(missing: str, tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER, ("Un ?", "A.")])
    rewritten(path, missing, lambda _: None)

    with pytest.raises(UnreadableFile) as caught:
        XlsxReader().read(path)

    assert caught.value.hint


def test_a_sheet_cut_short_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER, ("Un ?", "A."), ("Deux ?", "B.")])
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml[: xml.index("</row>") + 20])

    with pytest.raises(UnreadableFile):
        XlsxReader().read(path)


def test_text_under_this_name_is_said(tmp_path: Path) -> None:
    path = tmp_path / "faq.xlsx"
    path.write_text("Question;Réponse\n", encoding="utf-8")

    with pytest.raises(UnreadableFile) as caught:
        XlsxReader().read(path)

    assert "mal nommé" in caught.value.why
