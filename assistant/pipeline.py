"""The question's walk, each stage once, top to bottom."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.abstention import band, confidence
from assistant.ambiguity import clarification
from assistant.citations import cite
from assistant.conflicts import Conflict, both_said, conflict
from assistant.evidence import RETRIEVED, gather
from assistant.extractive import ExtractiveComposer
from assistant.freshness import freshness, warnings
from assistant.guard import hold
from assistant.language import foreign_language
from assistant.premise import correction
from assistant.profile import asked_back, case_by_case, unfit
from assistant.validated import draft_of, evidence_of, validated_warnings
from domain.dependence import run_on
from domain.errors import ComposerFailed
from domain.ids import digest
from domain.ports import Composer, Library, Retriever, Timed, ValidatedAnswers, untimed
from domain.receipts import ComposerKind, Recipe, Reply
from domain.references import find_references
from domain.text import french_date, words
from domain.types import (
    Answer,
    AnswerStatus,
    AnswerWarning,
    Clarification,
    Document,
    Draft,
    DraftSentence,
    Evidence,
    Hit,
    LegalReference,
    Query,
    Reading,
    Sentence,
    Support,
)
from domain.validated import QuotedSource, Validated, ValidatedMatch
from prompts.loader import fingerprint, render

log = logging.getLogger(__name__)

NEAREST_SHOWN = 3  # titles named when abstaining: what was looked at, not what answers


class Pipeline:
    """Answers queries from what a retriever finds, in the words of a composer, or in those that staff validated.

    `library` tells which documents others replace. `contact` says where to ask a person, `contacts` where for a theme;
    `model` names the composer's language model.
    """

    def __init__(
        self,
        retriever: Retriever,
        composer: Composer,
        *,
        contact: str,
        contacts: Mapping[str, str] | None = None,
        library: Library | None = None,
        validated: ValidatedAnswers | None = None,
        model: str = "",
        timed: Timed = untimed,
    ) -> None:
        self._retriever = retriever
        self._composer = composer
        self._verbatim = composer if isinstance(composer, ExtractiveComposer) else ExtractiveComposer()
        self._contact = contact
        self._contacts = contacts or {}
        self._library = library
        self._validated = validated
        self._model = model
        self._timed = timed

    def answer(self, query: Query) -> Answer:
        """An answer whose every sentence is cited, a question back, or an abstention that says what was searched."""
        return self.reply(query).answer

    def reply(self, query: Query) -> Reply:
        """The answer, with what it was made from."""
        language = foreign_language(query.text)
        if language:
            text = render("foreign", language=language)
            answer = self._abstain(query, Evidence(()), 0.0, (AnswerWarning("language", text),), text)
            return Reply(answer, (), self._recipe(ComposerKind.EXTRACTIVE))
        with self._timed("validated"):
            match = self._validated.match(query) if self._validated else None
        if match:
            evidence = evidence_of(match)
            kept = (match.validated.id, match.validated.version)
            return Reply(
                _validated_answer(query, match, evidence), evidence.hits, self._recipe(ComposerKind.VALIDATED), kept
            )
        return self._found(query)

    def unaided(self, query: Query) -> Answer:
        """The answer as if staff had validated none: what a measure of the rest needs."""
        return self._found(query).answer

    def _found(self, query: Query) -> Reply:
        with self._timed("search"):
            found = self._retriever.explain(replace(query, limit=RETRIEVED, group=False))
            hits = self._dated(found.hits, query)
        with self._timed("compose"):
            answer, composer = self._from_hits(query, hits, self._composer)
        answer = replace(answer, understood=_understood(query, found.reading))
        return Reply(answer, hits, self._recipe(composer))

    def again(self, query: Query, hits: Sequence[Hit]) -> Answer:
        """What these hits give, verbatim: the same query and the same hits always give the same answer."""
        if foreign_language(query.text):
            return self.reply(query).answer
        return self._from_hits(query, hits, self._verbatim)[0]

    def validated_again(self, query: Query, validated: Validated, hits: Sequence[Hit]) -> Answer:
        """What a validated answer says on the passages of its receipt."""
        kept = {hit.passage.id: QuotedSource(hit.passage, hit.document, stands=True) for hit in hits}
        match = ValidatedMatch(validated, {quote: kept[quote.passage_id] for quote in validated.quotes})
        return _validated_answer(query, match, evidence_of(match))

    def _dated(self, hits: Sequence[Hit], query: Query) -> tuple[Hit, ...]:
        """The hits, those that another document replaces marked so."""
        titles = self._library.superseded({hit.document.id for hit in hits}, query.scope) if self._library else {}
        return tuple(replace(hit, superseded_by=titles.get(hit.document.id, "")) for hit in hits)

    def _recipe(self, composer: ComposerKind) -> Recipe:
        return Recipe(composer, fingerprint(), self._model if composer is ComposerKind.LLM else "")

    def _from_hits(self, query: Query, hits: Sequence[Hit], composer: Composer) -> tuple[Answer, ComposerKind]:
        unclear = clarification(query.text, hits, query.as_of)
        if unclear:
            return _ask_back(query, unclear), ComposerKind.EXTRACTIVE
        evidence = gather(hits, query.as_of)
        verbatim = self._verbatim.compose(query, evidence)
        sure = confidence(evidence, verbatim)
        status = band(sure)
        if status is AnswerStatus.ABSTAINED:
            return self._abstain(query, evidence, sure), ComposerKind.EXTRACTIVE
        written = self._write(query, evidence, composer)
        by_llm = isinstance(written, Draft)
        draft, told = (written, ()) if isinstance(written, Draft) else (hold(verbatim, evidence).draft, written)
        draft, corrected, noted = _completed(query, draft, evidence)
        if not draft.sentences:
            return self._abstain(query, evidence, sure), ComposerKind.EXTRACTIVE
        sentences, citations = cite(draft, evidence)
        answer = Answer(
            id=_answer_id(query, sentences),
            status=status,
            text=_text(sentences),
            sentences=sentences,
            citations=citations,
            references=_references(sentences),
            confidence=sure,
            warnings=(*told, *noted, *warnings(citations, evidence, query.as_of)),
            notice=render("notice_llm" if by_llm else "notice"),
            contact=self._contact_for(evidence) if status is AnswerStatus.PARTIAL else None,
            preface=render("premise") if corrected else render("partial") if status is AnswerStatus.PARTIAL else "",
            clarification=asked_back(query.text, draft, query.profile),
            freshness=freshness(citations, query.as_of),
        )
        return answer, ComposerKind.LLM if by_llm else ComposerKind.EXTRACTIVE

    def _write(self, query: Query, evidence: Evidence, composer: Composer) -> Draft | tuple[AnswerWarning, ...]:
        """What the composer writes and the guard lets stand; else what to say of it, when it was to write."""
        if composer is self._verbatim:
            return ()
        try:
            written = hold(composer.compose(query, evidence), evidence)
        except ComposerFailed as exc:
            log.warning("verbatim instead: %s", exc)
            return (_not_written("le modèle de langage ne répond pas"),)
        if written.draft.sentences:
            return written.draft
        if written.dropped:
            return (_not_written("elle disait plus que ses sources"),)
        return (_not_written("le modèle de langage n’a rien trouvé à dire"),)

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
            contact=self._contact_for(evidence),
            searched=titles[:NEAREST_SHOWN],
        )

    def _contact_for(self, evidence: Evidence) -> str:
        """Whom to ask: the theme of the nearest document has its own address, or the general one stands."""
        theme = evidence.hits[0].document.theme if evidence.hits else ""
        return self._contacts.get(theme, self._contact)


def _understood(query: Query, reading: Reading) -> str:
    """The question as it was searched, when that is not how it was put."""
    return "" if words(reading.text) == words(query.question) else reading.text


def _completed(query: Query, draft: Draft, evidence: Evidence) -> tuple[Draft, bool, tuple[AnswerWarning, ...]]:
    """The draft with what the reader must see beside it, whether it corrects the question, and what to say of it.

    The other case of a rule that depends on the population; the other source when two disagree; the sentence that
    denies what the question takes for granted, first. What is added is held to the guard like the rest.
    """
    told: list[AnswerWarning] = []
    draft = case_by_case(draft, query.profile, evidence)
    disagreeing = conflict(draft, evidence, query.as_of)
    if disagreeing:
        draft = both_said(disagreeing, draft, evidence)
        told.append(_conflicting(disagreeing, evidence))
    correcting = correction(query.question, evidence)
    if correcting:
        draft = _opening_with(correcting, draft, evidence)
        told.insert(0, AnswerWarning("premise", render("warning_premise")))
    if unfit([sentence.text for sentence in draft.sentences], query.profile):
        told.append(AnswerWarning("profile", render("warning_profile")))
    return hold(draft, evidence).draft, correcting is not None, tuple(told)


def _conflicting(found: Conflict, evidence: Evidence) -> AnswerWarning:
    newest, other = (evidence.hits[support.number - 1].document for support in (found.newest, found.other))
    return AnswerWarning("conflict", render("warning_conflict", newest=_dated(newest), other=_dated(other)), other.id)


def _dated(document: Document) -> str:
    day = french_date(document.published) if document.published else "sans date"
    return f"« {document.title} » ({day})"


def _validated_answer(query: Query, match: ValidatedMatch, evidence: Evidence) -> Answer:
    sentences, citations = cite(draft_of(match, evidence), evidence)
    return Answer(
        id=_answer_id(query, sentences),
        status=AnswerStatus.ANSWERED,
        text=_text(sentences),
        sentences=sentences,
        citations=citations,
        references=_references(sentences),
        confidence=1.0,
        warnings=(*validated_warnings(match, query.as_of), *warnings(citations, evidence, query.as_of)),
        notice=render("notice_validated"),
        preface=render("validated", date=french_date(match.validated.day)),
        freshness=freshness(citations, query.as_of),
        validated=match.validated.day,
    )


def _ask_back(query: Query, unclear: Clarification) -> Answer:
    return Answer(
        id=_answer_id(query, ()),
        status=AnswerStatus.CLARIFY,
        text=unclear.question,
        notice=render("notice"),
        clarification=unclear,
    )


def _not_written(reason: str) -> AnswerWarning:
    return AnswerWarning("llm", render("warning_llm", reason=reason))


def _opening_with(correction: Support, draft: Draft, evidence: Evidence) -> Draft:
    """The draft, the correcting sentence first and said once."""
    text = evidence.quoted(correction)
    rest = (sentence for sentence in draft.sentences if text not in sentence.text)
    return Draft((DraftSentence(text, (correction,)), *rest))


def _text(sentences: Sequence[Sentence]) -> str:
    return run_on([sentence.text for sentence in sentences])


def _answer_id(query: Query, sentences: Sequence[Sentence]) -> str:
    return digest(query.text, query.as_of.isoformat(), query.audience.value, *(s.text for s in sentences))


def _references(sentences: Sequence[Sentence]) -> tuple[LegalReference, ...]:
    """The legal references of an answer, each once, as first written."""
    found: dict[str, LegalReference] = {}
    for sentence in sentences:
        for reference in find_references(sentence.text):
            found.setdefault(reference.normalised, LegalReference(reference.text, reference.normalised, reference.url))
    return tuple(found.values())
