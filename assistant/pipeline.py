"""The question's walk, each stage once, top to bottom."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from assistant.abstention import band, confidence
from assistant.ambiguity import clarification
from assistant.citations import cite
from assistant.evidence import RETRIEVED, gather
from assistant.extractive import ExtractiveComposer
from assistant.freshness import warnings
from assistant.guard import hold
from assistant.language import foreign_language
from assistant.premise import correction
from domain.dependence import is_item
from domain.errors import ComposerFailed
from domain.ids import digest
from domain.ports import Composer, Retriever
from domain.references import find_references
from domain.types import (
    Answer,
    AnswerStatus,
    AnswerWarning,
    Clarification,
    Draft,
    DraftSentence,
    Evidence,
    LegalReference,
    Query,
    Sentence,
    Support,
)
from prompts.loader import render

log = logging.getLogger(__name__)

NEAREST_SHOWN = 3  # titles named when abstaining: what was looked at, not what answers


class Pipeline:
    """Answers queries from what a retriever finds, in the words of a composer."""

    def __init__(self, retriever: Retriever, composer: Composer, *, contact: str) -> None:
        self._retriever = retriever
        self._composer = composer
        self._verbatim = composer if isinstance(composer, ExtractiveComposer) else ExtractiveComposer()
        self._contact = contact

    def answer(self, query: Query) -> Answer:
        """An answer whose every sentence is cited, a question back, or an abstention that says what was searched."""
        language = foreign_language(query.text)
        if language:
            text = render("foreign", language=language)
            return self._abstain(query, Evidence(()), 0.0, (AnswerWarning("language", text),), text)
        hits = self._retriever.search(replace(query, limit=RETRIEVED, group=False))
        unclear = clarification(query.text, hits, query.as_of)
        if unclear:
            return self._ask_back(query, unclear)
        evidence = gather(hits, query.as_of)
        verbatim = self._verbatim.compose(query, evidence)
        sure = confidence(evidence, verbatim)
        status = band(sure)
        if status is AnswerStatus.ABSTAINED:
            return self._abstain(query, evidence, sure)
        written = self._write(query, evidence)
        draft, told = (written, ()) if isinstance(written, Draft) else (hold(verbatim, evidence).draft, written)
        corrected = correction(query.text, evidence)
        if corrected:
            draft = hold(_opening_with(corrected, draft, evidence), evidence).draft
            told = (AnswerWarning("premise", render("warning_premise")), *told)
        if not draft.sentences:
            return self._abstain(query, evidence, sure)
        sentences, citations = cite(draft, evidence)
        return Answer(
            id=_answer_id(query, sentences),
            status=status,
            text=_text(sentences),
            sentences=sentences,
            citations=citations,
            references=_references(sentences),
            confidence=sure,
            warnings=(*told, *warnings(citations, query.as_of)),
            notice=render("notice_llm" if isinstance(written, Draft) else "notice"),
            contact=self._contact if status is AnswerStatus.PARTIAL else None,
            preface=render("premise") if corrected else render("partial") if status is AnswerStatus.PARTIAL else "",
        )

    def _write(self, query: Query, evidence: Evidence) -> Draft | tuple[AnswerWarning, ...]:
        """What the composer writes and the guard lets stand; else what to say of it, when it was to write."""
        if self._composer is self._verbatim:
            return ()
        try:
            written = hold(self._composer.compose(query, evidence), evidence)
        except ComposerFailed as exc:
            log.warning("verbatim instead: %s", exc)
            return (_not_written("le modèle de langage ne répond pas"),)
        if written.draft.sentences:
            return written.draft
        if written.dropped:
            return (_not_written("elle disait plus que ses sources"),)
        return (_not_written("le modèle de langage n’a rien trouvé à dire"),)

    def _ask_back(self, query: Query, unclear: Clarification) -> Answer:
        return Answer(
            id=_answer_id(query, ()),
            status=AnswerStatus.CLARIFY,
            text=unclear.question,
            notice=render("notice"),
            clarification=unclear,
        )

    def _abstain(
        self,
        query: Query,
        evidence: Evidence,
        sure: float,
        warned: tuple[AnswerWarning, ...] = (),
        text: str | None = None,
    ) -> Answer:
        titles = tuple(dict.fromkeys(hit.document.title for hit in evidence.hits))
        return Answer(
            id=_answer_id(query, ()),
            status=AnswerStatus.ABSTAINED,
            text=text or render("abstained"),
            confidence=sure,
            warnings=warned,
            notice=render("notice"),
            contact=self._contact,
            searched=titles[:NEAREST_SHOWN],
        )


def _not_written(reason: str) -> AnswerWarning:
    return AnswerWarning("llm", render("warning_llm", reason=reason))


def _opening_with(correction: Support, draft: Draft, evidence: Evidence) -> Draft:
    """The draft, the correcting sentence first and said once."""
    text = evidence.hits[correction.number - 1].passage.text[correction.start : correction.end]
    rest = (sentence for sentence in draft.sentences if text not in sentence.text)
    return Draft((DraftSentence(text, (correction,)), *rest))


def _text(sentences: Sequence[Sentence]) -> str:
    """The sentences as one text: a paragraph, list items on lines of their own."""
    parts = [sentence.text for sentence in sentences]
    breaks = ["\n" if is_item(part) else " " for part in parts]
    return "".join(f"{space}{part}" for space, part in zip(breaks, parts, strict=True)).strip()


def _answer_id(query: Query, sentences: Sequence[Sentence]) -> str:
    return digest(query.text, query.as_of.isoformat(), query.audience.value, *(s.text for s in sentences))


def _references(sentences: Sequence[Sentence]) -> tuple[LegalReference, ...]:
    """The legal references of an answer, each once, as first written."""
    found: dict[str, LegalReference] = {}
    for sentence in sentences:
        for reference in find_references(sentence.text):
            found.setdefault(reference.normalised, LegalReference(reference.text, reference.normalised, reference.url))
    return tuple(found.values())
