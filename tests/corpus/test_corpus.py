"""The demonstration corpus keeps its promises: counts, rights, facts, the PDF, and what the eval cases quote."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import frontmatter
import pytest
import yaml
from pypdf import PdfReader

from corpus.build_guides import FOOT, GUIDES, Guide, build
from domain.types import AnswerStatus, Audience, RawDocument, Visibility
from eval.dataset import Case, load_cases
from ingest.discover import discover
from ingest.readers import read_file

CHECKOUT = Path(__file__).resolve().parents[2]
CORPUS = CHECKOUT / "corpus"
NOTES = sorted([*(CORPUS / "faq").glob("*.md"), *(CORPUS / "fiches").glob("*.md")])
CASES = load_cases(CHECKOUT / "eval" / "cases" / "demo.jsonl")
FACTS = yaml.safe_load((CORPUS / "facts.yaml").read_text(encoding="utf-8"))
GUIDE = GUIDES / "guide-foncier-agricole.pdf"
SECRET_WORD = "Valmorin"
REFERENCE = re.compile(r"\b(?:art(?:icles?|\.)|loi|décret|règlements?|décision|CE|CAA|TA)\b.{0,80}?\d")


def squeeze(text: str) -> str:
    """The text with every run of spaces, no-break ones included, as one space."""
    return re.sub(r"\s+", " ", text)


def text_of(document: RawDocument) -> str:
    return squeeze(" ".join(block.text for block in document.blocks))


@pytest.fixture(scope="module")
def documents() -> dict[str, RawDocument]:
    """What an ingest of the corpus folder reads, by id."""
    read = [document for found in discover(CORPUS).files for document in read_file(found.path)]
    assert all(document.metadata.id for document in read)
    return {document.metadata.id or "": document for document in read}


def facts_of(path: Path) -> set[str]:
    """The fact ids a note lists."""
    facts: Any = frontmatter.load(str(path))["facts"]
    return set(facts)


def pages(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def test_the_corpus_holds_the_documents_it_promises(documents: dict[str, RawDocument]) -> None:
    types = Counter(document.metadata.type for document in documents.values())

    assert types["faq"] >= 12
    assert types["fiche"] >= 5
    assert types["guide"] == 1
    assert len(documents) == sum(types[kind] for kind in ("faq", "fiche", "guide"))


def test_an_ingest_of_the_folder_reads_the_notes_and_the_guide_only(documents: dict[str, RawDocument]) -> None:
    assert set(documents) == {path.stem for path in (*NOTES, GUIDE)}


def test_every_document_says_it_is_demonstration_material_and_has_a_date(documents: dict[str, RawDocument]) -> None:
    metadata = [document.metadata for document in documents.values()]

    assert all(m.demonstration and m.published and m.visibility and m.theme for m in metadata)
    assert {m.publisher for m in metadata} == {"Guichet – corpus de démonstration"}


def test_a_private_note_and_a_private_entry_share_a_word_that_no_public_document_holds(
    documents: dict[str, RawDocument],
) -> None:
    private = {id_: d for id_, d in documents.items() if d.metadata.visibility is Visibility.ADHERENT}

    assert {d.metadata.type for d in private.values()} == {"fiche", "faq"}
    assert all(SECRET_WORD in text_of(d) for d in private.values())
    assert not [id_ for id_, d in documents.items() if id_ not in private and SECRET_WORD in text_of(d)]


def test_every_public_document_holds_a_legal_reference(documents: dict[str, RawDocument]) -> None:
    public = {id_: d for id_, d in documents.items() if d.metadata.visibility is Visibility.PUBLIC}

    assert not [id_ for id_, document in public.items() if not REFERENCE.search(text_of(document))]


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_a_note_names_facts_that_the_index_holds(path: Path) -> None:
    facts = facts_of(path)

    assert facts <= set(FACTS)
    assert facts or frontmatter.load(str(path))["visibility"] == "adherent"


def test_every_fact_of_the_index_is_stated_by_a_document() -> None:
    guide = yaml.safe_load(GUIDE.with_suffix(".meta.yaml").read_text(encoding="utf-8"))

    stated = set(guide["facts"]).union(*map(facts_of, NOTES))

    assert stated == set(FACTS)
    assert all(fact["statement"] for fact in FACTS.values())


@pytest.mark.parametrize("path", [p for p in NOTES if p.parent.name == "faq"], ids=lambda path: path.stem)
def test_an_entry_answers_in_80_to_250_words_and_its_first_sentence_rests_on_the_law(path: Path) -> None:
    note = frontmatter.load(str(path))
    first_paragraph = note.content.split("\n\n")[0]

    assert 80 <= len(note.content.split()) <= 250
    assert REFERENCE.search(first_paragraph) or note["visibility"] == "adherent"


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_no_sentence_of_a_note_opens_on_a_pronoun_that_a_quote_would_leave_dangling(path: Path) -> None:
    dangling = re.findall(
        r"(?:^|[.:!?] )((?:Toutefois, )?(?:Il|Elle|Ils|Elles|Cela|Ceci|Celui-ci|Celle-ci)\b[^.]*)",
        frontmatter.load(str(path)).content,
        re.MULTILINE,
    )

    assert not dangling


def test_the_guide_numbers_its_front_pages_apart_from_its_body() -> None:
    labels = PdfReader(GUIDE).page_labels

    assert len(labels) >= 8
    assert labels[:4] == ["i", "ii", "1", "2"]
    assert labels[-1] == str(len(labels) - 2)


def test_every_page_of_the_guide_says_that_it_is_demonstration_material() -> None:
    assert all(FOOT in squeeze(page) for page in pages(GUIDE))


def test_the_outline_of_the_guide_leads_to_the_pages_its_contents_print() -> None:
    reader = PdfReader(GUIDE)
    contents = squeeze(reader.pages[1].extract_text())

    for chapter in (entry for entry in reader.outline if not isinstance(entry, list)):
        number = reader.get_destination_page_number(chapter)
        assert number is not None
        title = squeeze(str(chapter.title))
        assert title in squeeze(reader.pages[number].extract_text())
        assert f"{reader.page_labels[number]} {title}" in contents


def test_the_guide_is_the_very_file_that_its_script_builds(tmp_path: Path) -> None:
    rebuilt = tmp_path / GUIDE.name

    build(Guide.read(GUIDE.with_suffix(".meta.yaml")), rebuilt)

    assert pages(rebuilt) == pages(GUIDE)
    assert rebuilt.read_bytes() == GUIDE.read_bytes()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_a_case_quotes_stands_in_its_document(case: Case, documents: dict[str, RawDocument]) -> None:
    missing = [r for r in case.relevant if squeeze(r.quote) not in text_of(documents[r.document_id])]

    assert not missing


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_expects_an_answer_when_its_audience_may_read_one(case: Case, documents: dict[str, RawDocument]) -> None:
    readable = [r for r in case.relevant if documents[r.document_id].metadata.visibility in case.audience.visibilities]

    assert len(readable) == len(case.relevant)
    assert (case.expected_status is AnswerStatus.ANSWERED) == bool(readable)


def test_the_cases_are_shared_evenly_between_the_splits() -> None:
    kinds = {split: Counter(case.kind for case in CASES if case.split == split) for split in ("dev", "test")}

    assert kinds["dev"] == kinds["test"]
    assert kinds["dev"]["unanswered"] + kinds["dev"]["out_of_scope"] >= 12
    assert len({case.id for case in CASES}) == len({case.question for case in CASES}) == len(CASES) >= 60


def test_an_adherent_gets_what_the_public_is_refused() -> None:
    private = [case for case in CASES if case.kind == "private"]

    assert {(case.audience, case.expected_status) for case in private} == {
        (Audience.PUBLIC, AnswerStatus.ABSTAINED),
        (Audience.ADHERENT, AnswerStatus.ANSWERED),
    }
