"""Which hits an answer may stand on, and what is said of their age."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.evidence import MAX_PER_DOCUMENT, gather
from assistant.freshness import warnings
from domain.types import Citation, Document, Evidence
from tests.builders import TODAY, a_document, a_hit, a_passage


def cited(document: Document) -> Citation:
    passage = a_passage("Un texte.", document)
    return Citation(1, passage, document, passage.text, 0, len(passage.text))


def test_one_document_does_not_take_all_the_room() -> None:
    hits = [a_hit(f"Phrase numéro {n}.", 0.9, rank=n + 1) for n in range(6)]

    assert len(gather(hits, TODAY).hits) == MAX_PER_DOCUMENT


def test_a_document_past_its_validity_comes_after_current_ones_and_one_not_yet_in_force_is_left_out() -> None:
    old = a_document("ancien", valid_until=date(2025, 12, 31))
    new = a_document("actuel")
    future = a_document("futur", valid_from=date(2027, 1, 1))
    hits = [a_hit("Texte.", 0.9, document=d, rank=n) for n, d in enumerate((old, future, new), start=1)]

    assert [hit.document.id for hit in gather(hits, TODAY).hits] == ["actuel", "ancien"]


def test_the_same_document_is_current_for_a_question_about_an_earlier_date() -> None:
    old = a_document("ancien", valid_until=date(2025, 12, 31))

    assert [w.code for w in warnings([cited(old)], Evidence(()), TODAY)] == ["stale"]
    assert warnings([cited(old)], Evidence(()), date(2025, 6, 1)) == ()


def test_demonstration_and_unchecked_documents_are_said_to_be_so_once() -> None:
    document = a_document("demo", demonstration=True, a_verifier=True)

    assert [w.code for w in warnings([cited(document), cited(document)], Evidence(()), TODAY)] == [
        "to_check",
        "demonstration",
    ]


def test_a_text_read_on_an_image_is_said_to_be_so_with_its_page() -> None:
    document = a_document("scan")
    passage = replace(a_passage("Le plafond est de 50 %.", document, page=4), ocr=0.81)

    [warning] = warnings([Citation(1, passage, document, passage.text, 0, len(passage.text))], Evidence(()), TODAY)

    assert (warning.code, warning.document_id) == ("ocr", "scan")
    assert "page 4" in warning.text
