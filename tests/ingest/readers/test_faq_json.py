"""Questions and answers in JSON Lines and JSON-LD."""

from __future__ import annotations

import json
import logging
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.errors import BadMetadata, NoText, UnreadableFile
from domain.types import Metadata, RawDocument, Visibility
from ingest.readers.faq.reader import JsonLdReader, JsonLinesReader


def lines(text: str, folder: Path) -> tuple[RawDocument, ...]:
    """The documents of a JSON Lines file of this content."""
    path = folder / "faq.jsonl"
    path.write_text(text, encoding="utf-8")
    return JsonLinesReader().read(path)


def tree(value: Any, folder: Path) -> tuple[RawDocument, ...]:
    """The documents of a JSON file that holds this value (or this very text)."""
    path = folder / "faq.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return JsonLdReader().read(path)


def question(name: str, answer: Any = "Le maire.", **more: Any) -> dict[str, Any]:
    """A schema.org question."""
    return {"@type": "Question", "name": name, "acceptedAnswer": {"@type": "Answer", "text": answer}, **more}


def test_each_line_is_a_document(tmp_path: Path) -> None:
    text = (
        '\ufeff{"question": "Qui signe ?", "answer": "Le maire.", "theme": "Actes", "visibility": "adherent", '
        '"replaces": ["a", "b"], "a_verifier": true, "date": "2025-03-01"}\r\n\n'
        '{"intitulé": "Combien ?", "réponse": 12.5}\n'
    )

    first, second = lines(text, tmp_path)

    assert first.metadata == Metadata(
        title="Qui signe ?", type="faq", theme="Actes", visibility=Visibility.ADHERENT, replaces=("a", "b"),
        a_verifier=True, published=date(2025, 3, 1),
    )  # fmt: skip
    assert (second.metadata.title, second.blocks[0].text, second.key) == ("Combien ?", "12,5", "combien")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"question": "Qui ?", "answer": }', "ligne 2, colonne 33 : ce n'est pas du JSON"),
        ("[1, 2]", "ligne 2 : un objet"),
        ('"Qui ?"', "ligne 2 : un objet"),
        ('{"nom": "Durand", "age": 3}', "« nom », « age »"),
        ('{"question": "Qui ?", "answer": ["a"]}', "ligne 2 : du texte était attendu dans « answer »"),
        ('{"question": {"fr": "Qui ?"}, "answer": "a"}', "ligne 2 : du texte était attendu dans « question »"),
        ('{"question": "Qui ?", "answer": null}', "question sans réponse (ligne 2)"),
        ('{"visibility": "adherent", "question": "Qui ?", "answer": "a", "visibility": "public"}', "donné deux fois"),
        ("[" * 100_000, "imbriqués"),
    ],
)
def test_a_line_that_is_no_entry_is_refused_by_its_number(line: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        lines(f'{{"question": "Où ?", "answer": "Ici."}}\n{line}\n', tmp_path)

    assert told in caught.value.why
    assert caught.value.hint


@pytest.mark.parametrize("value", ["", None, "privé", ["public"], True])
def test_a_visibility_that_is_not_plain_is_refused_by_its_line(value: object, tmp_path: Path) -> None:
    with pytest.raises(BadMetadata) as caught:
        lines(json.dumps({"question": "Qui ?", "answer": "Moi.", "visibilité": value}), tmp_path)

    assert caught.value.field == "visibility"
    assert caught.value.why.startswith("ligne 1, colonne « visibilité »")


@pytest.mark.parametrize(("key", "value"), [("theme", {"a": 1}), ("publisher", ["a"]), ("date", 2025)])
def test_a_field_of_another_nature_is_refused(key: str, value: object, tmp_path: Path) -> None:
    with pytest.raises(BadMetadata):
        lines(json.dumps({"question": "Qui ?", "answer": "Moi.", key: value}), tmp_path)


def test_a_mistyped_visibility_is_refused_and_other_unknown_keys_are_named_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    entry = '{{"question": "Q{}", "answer": "R.", "{}": "x"}}'
    with pytest.raises(BadMetadata):
        lines(entry.format(1, "visibilty"), tmp_path)

    with caplog.at_level(logging.WARNING):
        lines("\n".join(entry.format(n, "auteur") for n in range(5)), tmp_path)

    assert caplog.text.count("« auteur »") == 1


@pytest.mark.parametrize(
    "value",
    [
        {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": [question("Un ?"), question("Deux ?")]},
        {"@type": ["WebPage", "https://schema.org/FAQPage"], "mainEntity": [question("Un ?"), question("Deux ?")]},
        [{"@type": "FAQPage", "mainEntity": question("Un ?")}, {"@type": "FAQPage", "mainEntity": question("Deux ?")}],
        {"@graph": [
            {"@type": "FAQPage", "mainEntity": [{"@type": "Question", "@id": "#1"}, {"@id": "#2"}]},
            question("Un ?", **{"@id": "#1"}), question("Deux ?", **{"@id": "#2"}),
        ]},
        {"@type": "WebPage", "hasPart": {"@type": "FAQPage", "mainEntity": [question("Un ?"), question("Deux ?")]}},
        [{"question": "Un ?", "answer": "Le maire."}, {"question": "Deux ?", "réponse": "Le maire."}],
    ],
)  # fmt: skip
def test_questions_are_found_in_order_wherever_they_stand(value: Any, tmp_path: Path) -> None:
    found = tree(value, tmp_path)

    assert [(raw.metadata.title, raw.blocks[0].text) for raw in found] == [
        ("Un ?", "Le maire."),
        ("Deux ?", "Le maire."),
    ]


def test_what_the_page_says_stands_for_its_questions_unless_they_say_otherwise(tmp_path: Path) -> None:
    page = {
        "@type": "FAQPage", "name": "Questions", "url": "https://exemple.fr/faq", "inLanguage": "fr",
        "datePublished": "2024-01-01", "dateModified": "2025-03-01T10:00:00+01:00",
        "publisher": {"@type": "Organization", "name": "Mairie"}, "visibility": "adherent", "theme": "Actes",
        "mainEntity": [
            question("Un ?", url="/faq#un"),
            question("Deux ?", url="https://exemple.fr/deux", dateCreated="2025-06-01", theme="Achats"),
        ],
    }  # fmt: skip

    first, second = (raw.metadata for raw in tree(page, tmp_path))

    assert first == Metadata(
        title="Un ?", type="faq", url="https://exemple.fr/faq", published=date(2025, 3, 1), publisher="Mairie",
        visibility=Visibility.ADHERENT, theme="Actes",
    )  # fmt: skip
    assert (second.url, second.published, second.theme) == ("https://exemple.fr/deux", date(2025, 6, 1), "Achats")


def test_several_accepted_answers_are_one_text_and_html_is_taken_apart(tmp_path: Path) -> None:
    entry = question("Qui ?") | {"acceptedAnswer": [{"text": "<ul><li>Le maire</li></ul>"}, {"text": "<p>Lui.</p>"}]}

    (raw,) = tree({"@type": "FAQPage", "mainEntity": entry}, tmp_path)

    assert [(block.kind.value, block.text) for block in raw.blocks] == [
        ("list_item", "Le maire"),
        ("paragraph", "Lui."),
    ]


def test_a_question_without_an_accepted_answer_is_refused_by_its_number(tmp_path: Path) -> None:
    lone = {"@type": "Question", "name": "Et alors ?", "suggestedAnswer": {"text": "Peut-être."}}

    with pytest.raises(UnreadableFile) as caught:
        tree({"@type": "FAQPage", "mainEntity": [question("Qui ?"), lone]}, tmp_path)

    assert caught.value.why == "question sans réponse (question 2)"


@pytest.mark.parametrize(
    "value",
    ["{}", "[]", "3", '{"a": [1, 2]}', '{"@type": "Recipe", "name": "Soupe"}', '{"@type": "FAQPage", "mainEntity": []}',
     '{"question": "Qui ?", "answer": "Moi."}'],
)  # fmt: skip
def test_any_other_json_is_refused_with_the_form_that_is_expected(value: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        tree(value, tmp_path)

    assert '"@type": "FAQPage"' in caught.value.hint
    assert '[{"question"' in caught.value.hint


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("{\n\n'a': 1}", "ligne 3, colonne 1"),
        ('[{"a": 1, "a": 2}]', "« a » est donné deux fois"),
        ("[" * 100_000 + "]" * 100_000, "imbriqués"),
        ('[{"question": "Qui ?", "answer": "Moi."}, 3]', "élément 2"),
    ],
)
def test_broken_json_says_where(value: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        tree(value, tmp_path)

    assert told in caught.value.why


def test_an_empty_file_holds_no_text(tmp_path: Path) -> None:
    for read in (lines, tree):
        with pytest.raises(NoText):
            read(" \n", tmp_path)
