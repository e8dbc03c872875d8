"""The demonstration corpus keeps its promises: formats, rights, facts, references, and what is wrong on purpose."""

from __future__ import annotations

import logging
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import frontmatter
import pytest
import yaml

from domain.references import find_references
from domain.types import Visibility
from tests.corpus.demonstration import CORPUS, documents, files, public, squeeze, text_of

NOTES = sorted([*(CORPUS / "faq").glob("*.md"), *(CORPUS / "fiches").glob("*.md")])
FACTS = yaml.safe_load((CORPUS / "facts.yaml").read_text(encoding="utf-8"))
THEMES = {"foncier", "scic", "contractualisation", "emploi", "installation", "competences", "demarrage"}
INVENTED = ("Valmorin", "Orsanne", "Lirandel", "Belmaure")
TODAY = date(2026, 11, 25)
notes = pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)


def facts_of(path: Path) -> set[str]:
    """The fact ids a note lists."""
    facts: Any = frontmatter.load(str(path))["facts"]
    return set(facts)


def facts_beside() -> set[str]:
    """The fact ids that sidecars and corpus.yaml files list."""
    said = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in CORPUS.rglob("*.yaml") if path.name != "facts.yaml"
    ]
    each = [fields for one in said for fields in (one, *one.get("files", {}).values())]
    return {fact for fields in each for fact in fields.get("facts", ())}


def test_the_corpus_holds_the_documents_it_promises() -> None:
    types = Counter(raw.metadata.type for raw in public().values())
    formats = Counter(path.suffix for path in files())

    assert types["faq"] >= 45
    assert types["fiche"] >= 16
    assert types["guide"] >= 3
    assert formats[".docx"] >= 3
    assert formats[".odt"] >= 2
    assert formats[".html"] >= 3
    assert formats[".csv"] == 1
    assert {raw.metadata.theme for raw in public().values()} == THEMES


def test_every_document_says_it_is_demonstration_material_and_has_a_date() -> None:
    metadata = [raw.metadata for raw in documents().values()]

    assert all(m.demonstration and m.published and m.visibility and m.theme for m in metadata)
    assert {m.publisher for m in metadata} == {"Guichet – corpus de démonstration"}


def test_reading_the_corpus_gives_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    files.cache_clear()

    with caplog.at_level(logging.WARNING):
        assert files()

    assert not [record.getMessage() for record in caplog.records]


def test_private_documents_are_several_and_their_invented_words_stand_in_no_public_one() -> None:
    private = {id_: raw for id_, raw in documents().items() if raw.metadata.visibility is Visibility.ADHERENT}
    shown = squeeze(" ".join(f"{raw.metadata.title} {text_of(raw)}" for raw in public().values()))

    assert len(private) >= 5
    assert len({raw.metadata.type for raw in private.values()}) >= 3
    for id_, raw in private.items():
        assert any(word in text_of(raw) for word in INVENTED), id_
    assert not [word for word in INVENTED if word in shown]


def test_every_public_document_rests_on_a_reference_that_guichet_reads() -> None:
    assert not [id_ for id_, raw in public().items() if not find_references(text_of(raw))]


def test_every_reference_of_the_index_can_be_read() -> None:
    assert not [id_ for id_, fact in FACTS.items() if "reference" in fact and not find_references(fact["reference"])]
    assert sum("reference" in fact for fact in FACTS.values()) >= 0.95 * len(FACTS)


@notes
def test_a_note_names_facts_that_the_index_holds(path: Path) -> None:
    facts = facts_of(path)

    assert facts <= set(FACTS)
    assert facts or frontmatter.load(str(path))["visibility"] == "adherent"


def test_every_fact_of_the_index_is_stated_by_a_document_and_every_fact_stated_is_in_the_index() -> None:
    stated = facts_beside().union(*map(facts_of, NOTES))

    assert stated == set(FACTS)
    assert all(fact["statement"] for fact in FACTS.values())


@pytest.mark.parametrize("path", [p for p in NOTES if p.parent.name == "faq"], ids=lambda path: path.stem)
def test_an_entry_answers_in_80_to_250_words_and_its_first_paragraph_rests_on_the_law(path: Path) -> None:
    note = frontmatter.load(str(path))
    first_paragraph = note.content.split("\n\n")[0]

    assert 80 <= len(note.content.split()) <= 250
    assert find_references(first_paragraph) or note["visibility"] == "adherent"


@notes
def test_no_sentence_of_a_note_opens_on_a_pronoun_that_a_quote_would_leave_dangling(path: Path) -> None:
    dangling = re.findall(
        r"(?:^|[.:!?] )((?:Toutefois, )?(?:Il|Elle|Ils|Elles|Cela|Ceci|Celui-ci|Celle-ci)\b[^.]*)",
        frontmatter.load(str(path)).content,
        re.MULTILINE,
    )

    assert not dangling


def test_a_document_is_past_its_validity_beside_the_one_that_stands() -> None:
    old, new = (
        documents()["fiche-zones-revitalisation-rurale-2022"],
        documents()["fiche-france-ruralites-revitalisation"],
    )

    assert (old.metadata.valid_until or TODAY) < TODAY
    assert new.metadata.valid_until is None


@pytest.mark.parametrize(
    ("old", "said", "new", "says"),
    [
        ("fiche-acheter-sans-procedure-2024", "40 000 € HT", "fiche-acheter-sous-les-seuils", "60 000 €"),
        ("fiche-compensation-service-public-2021", "2012/21/UE", "guide-contractualiser-ess", "2025/2630"),
        ("fiche-elus-conflits-interets-2024", "même quand cet intérêt est public", "fiche-elus-conflits-interets",
         "n'est plus un intérêt"),
    ],
)  # fmt: skip
def test_an_older_document_states_a_rule_that_changed_in_2025_or_2026(old: str, said: str, new: str, says: str) -> None:
    before, after = documents()[old], documents()[new]

    assert said in text_of(before)
    assert says in text_of(after)
    assert before.metadata.published and after.metadata.published
    assert before.metadata.published < date(2025, 12, 1) < after.metadata.published


def test_some_documents_are_marked_as_to_be_checked_and_say_so() -> None:
    marked = {id_: raw for id_, raw in public().items() if raw.metadata.a_verifier}

    assert len(marked) >= 2
    current = [raw for raw in marked.values() if raw.metadata.valid_until is None]
    assert all(re.search(r"vérifi", text_of(raw)) for raw in current)


def test_an_acronym_has_two_meanings() -> None:
    meanings = {
        match.group(1).casefold()
        for raw in public().values()
        for match in re.finditer(
            r"(coopérative d'activité et d'emploi|contrat d'accompagnement dans l'emploi) \(CAE\)", text_of(raw)
        )
    }

    assert len(meanings) == 2


@pytest.mark.parametrize("threshold", ["2 000 habitants", "3 500 habitants"])
def test_some_rules_depend_on_population(threshold: str) -> None:
    assert len([raw for raw in public().values() if threshold in text_of(raw)]) >= 2
