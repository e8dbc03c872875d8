"""Tables of questions and answers in CSV."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest

from domain.errors import BadMetadata, NoText, UnreadableFile
from domain.types import Block, BlockKind, Metadata, RawDocument, Visibility
from ingest.readers.faq.reader import CsvReader


def read(text: str | bytes, folder: Path, *, name: str = "faq.csv") -> tuple[RawDocument, ...]:
    """The documents of a CSV file of this content."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return CsvReader().read(path)


def refused(text: str, folder: Path, kind: type[UnreadableFile] = UnreadableFile) -> UnreadableFile:
    """The error for a CSV file of this content."""
    with pytest.raises(kind) as caught:
        read(text, folder)
    assert caught.value.path.startswith(str(folder / "faq.csv"))
    assert caught.value.hint
    return caught.value


def test_each_row_is_a_document_whose_title_is_its_question(tmp_path: Path) -> None:
    text = (
        "Question;Réponse;Thème;Date;Lien;Visibilité;Valid_from;Fin de validité;Éditeur;À vérifier;Remplace\n"
        "Qui signe le bail ?;Le maire, après délibération.;Foncier;01/03/2025;https://exemple.fr/bail;adhérent;"
        "2025-01-01;31/12/2026;Mairie de Valmorin;oui;ancien-a, ancien-b\n"
        "Quand ?;Lundi.;;;;public;;;;;\n"
    )

    first, second = read(text, tmp_path)

    assert first.metadata == Metadata(
        title="Qui signe le bail ?", type="faq", publisher="Mairie de Valmorin", published=date(2025, 3, 1),
        url="https://exemple.fr/bail", theme="Foncier", visibility=Visibility.ADHERENT, valid_from=date(2025, 1, 1),
        valid_until=date(2026, 12, 31), replaces=("ancien-a", "ancien-b"), a_verifier=True,
    )  # fmt: skip
    assert first.blocks == (Block(BlockKind.PARAGRAPH, "Le maire, après délibération."),)
    assert first.key == "qui-signe-le-bail"
    assert second.metadata == Metadata(title="Quand ?", type="faq", visibility=Visibility.PUBLIC)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_delimiter_and_the_encoding_are_told_from_the_header(delimiter: str, encoding: str, tmp_path: Path) -> None:
    rows = (
        ("Thème", "Question", "Réponse"),
        ("Élus", "L’élu peut-il, s’il le veut, voter ?", '"Non ; l\'élu intéressé, même peu,\nse retire | il le dit."'),
    )
    text = "".join(delimiter.join(f'"{cell.strip(chr(34))}"' for cell in row) + "\r\n" for row in rows)

    (raw,) = read(text.encode(encoding), tmp_path, name="faq.tsv")

    assert (raw.metadata.title, raw.metadata.theme) == ("L’élu peut-il, s’il le veut, voter ?", "Élus")
    assert [block.text for block in raw.blocks] == ["Non ; l'élu intéressé, même peu, se retire | il le dit."]


@pytest.mark.parametrize(
    ("question", "answer"),
    [("QUESTION", "RÉPONSE"), ("Intitulé", "Reponse"), ("Titre :", "réponses"), ("title", "Answer"), ("Q", "R")],
)
def test_columns_are_known_by_their_folded_french_and_english_names(question: str, answer: str, tmp_path: Path) -> None:
    (raw,) = read(f"{answer};{question}\nLe maire.;Qui signe ?\n", tmp_path)

    assert (raw.metadata.title, raw.blocks[0].text) == ("Qui signe ?", "Le maire.")


def test_beside_a_question_a_title_is_another_column_and_named_as_ignored(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        (raw,) = read("Titre;Question;Réponse;Vide\nBaux;Qui signe ?;Le maire.;\n", tmp_path)

    assert raw.metadata.title == "Qui signe ?"
    assert "colonnes ignorées : « Titre »" in caplog.text
    assert "Vide" not in caplog.text


def test_legal_references_of_a_row_are_kept_below_its_answer(tmp_path: Path) -> None:
    text = 'Question;Réponse;Textes de référence\nQui signe ?;Le maire.;"CGCT, art. L. 2122-21"\n'

    assert [block.text for block in read(text, tmp_path)[0].blocks] == [
        "Le maire.", "Références : CGCT, art. L. 2122-21",
    ]  # fmt: skip


def test_lines_above_the_header_are_passed_over_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        (raw,) = read("sep=;\nFAQ de la commune, 2025\n\nQuestion;Réponse\nQui signe ?;Le maire.\n", tmp_path)

    assert raw.metadata.title == "Qui signe ?"
    assert "au-dessus de l'en-tête (ligne 4)" in caplog.text


def test_a_table_without_question_or_answer_names_what_it_has_and_what_is_expected(tmp_path: Path) -> None:
    error = refused("Liste des élus\nNom;Prénom;Fonction\nDurand;Anne;maire\n", tmp_path)

    assert "« Nom », « Prénom », « Fonction »" in error.why
    assert "« question »" in error.hint
    assert "« réponse »" in error.hint


def test_blank_rows_and_a_repeated_header_are_passed_over(tmp_path: Path) -> None:
    text = "Question;Réponse;Thème\n;;Foncier\nQui signe ?;Le maire.;\n\nQuestion;Réponse;Thème\n-;…;\n;;\n;;\n"

    assert [raw.metadata.title for raw in read(text, tmp_path)] == ["Qui signe ?"]


def test_incomplete_rows_refuse_the_file_and_are_all_named(tmp_path: Path) -> None:
    error = refused("Question;Réponse\nQui ?;Le maire.\nQuand ?;\n\n;Lundi.\nOù ?;  \n", tmp_path)

    assert error.why == "question sans réponse (ligne 3, ligne 6) ; réponse sans question (ligne 5)"


def test_a_delimiter_that_was_not_quoted_is_refused_rather_than_cutting_the_answer(tmp_path: Path) -> None:
    error = refused("Question;Réponse\nQui ?;Le maire ; son adjoint s'il est empêché.\n", tmp_path)

    assert "ligne 2" in error.why
    assert "« ; »" in error.hint


@pytest.mark.parametrize("row", ['Qui ?;"Le maire.\nQuand ?;Lundi.\n', 'Qui ?;"Oui", dit-il\n'])
def test_quotes_that_do_not_match_are_refused_with_their_row(row: str, tmp_path: Path) -> None:
    assert "ligne 3 : guillemets" in refused(f"Question;Réponse\nOù ?;Ici.\n{row}", tmp_path).why


def test_a_table_of_headers_alone_holds_no_text(tmp_path: Path) -> None:
    refused("Question;Réponse\n;\n", tmp_path, NoText)
    refused("\n", tmp_path, NoText)


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        ("Visibilité", "tout public", "visibility"),
        ("Accès", "membres", "visibility"),
        ("Privé", "oui", "visibility"),
        ("Date", "mars 2025", "date"),
        ("valid_until", "31/02/2025", "valid_until"),
        ("Lien", "www.exemple.fr", "url"),
        ("À vérifier", "peut-être", "a_verifier"),
    ],
)
def test_an_unusable_value_names_its_row_and_column(column: str, value: str, field: str, tmp_path: Path) -> None:
    with pytest.raises(BadMetadata) as caught:
        read(f"Question;Réponse;{column}\nQui ?;Le maire.;\nQuand ?;Lundi.;{value}\n".replace(
            "maire.;\n", "maire.;public\n" if field == "visibility" else "maire.;\n"
        ), tmp_path)  # fmt: skip

    assert caught.value.field == field
    assert f"ligne 3, colonne « {column} »" in caught.value.why


def test_a_blank_visibility_among_others_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadMetadata) as caught:
        read("Question;Réponse;Visibilité\nQui ?;Le maire.;adherent\nQuand ?;Lundi.;\n", tmp_path)

    assert (caught.value.field, "ligne 3" in caught.value.why) == ("visibility", True)


def test_a_visibility_column_that_nobody_filled_says_nothing(tmp_path: Path) -> None:
    found = read("Question;Réponse;Visibilité\nQui ?;Le maire.;\nQuand ?;Lundi.; \n", tmp_path)

    assert [raw.metadata.visibility for raw in found] == [None, None]


@pytest.mark.parametrize("columns", ["visibilite ;Visibiltié", "Visibilité;Visibility", "Visibilité;Accès"])
def test_columns_that_do_not_say_plainly_who_may_read_are_refused(columns: str, tmp_path: Path) -> None:
    with pytest.raises(BadMetadata) as caught:
        read(f"Question;Réponse;{columns}\nQui ?;Le maire.;public;adherent\n", tmp_path)

    assert caught.value.field == "visibility"


def test_a_formula_is_text_like_any_other(tmp_path: Path) -> None:
    (raw,) = read('Question;Réponse\n=1+1 ?;"=HYPERLINK(""https://x.fr"";""lien"")"\n', tmp_path)

    assert (raw.metadata.title, raw.blocks[0].text) == ("=1+1 ?", '=HYPERLINK("https://x.fr";"lien")')


def test_another_format_under_this_name_is_said(tmp_path: Path) -> None:
    path = tmp_path / "faq.csv"
    path.write_bytes(b"%PDF-1.7\n")

    with pytest.raises(UnreadableFile) as caught:
        CsvReader().read(path)

    assert "mal nommé" in caught.value.why


def test_ten_thousand_rows_each_keep_a_key_of_their_own(tmp_path: Path) -> None:
    rows = "".join(f"La question {n // 2} ?;La réponse {n}.;public\n" for n in range(10_000))

    found = read(f"Question;Réponse;Visibilité\n{rows}", tmp_path)

    assert len({raw.key for raw in found}) == 10_000
