"""The answers that staff validated: written in the records, found by their questions."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from assistant.evidence import is_stale
from assistant.guard import Reason, fault
from assistant.wording import Wording, keys
from domain.errors import BadValidation, Overtaken, UnknownAnswer
from domain.ports import History, Records
from domain.types import Audience, Query, Scope, Visibility
from domain.validated import Quote, QuotedSource, Validated, ValidatedMatch, ValidatedSentence
from records.validated import SqlValidated

_FAULTS = {
    Reason.NO_CITATION: "elle ne cite rien",
    Reason.VALUE: "un montant, une date ou une durée n'est pas dans ce qu'elle cite",
    Reason.NUMBER: "un nombre n'est pas dans ce qu'elle cite",
    Reason.REFERENCE: "un article ou un texte n'est pas dans ce qu'elle cite",
    Reason.LAW: "une loi n'est pas nommée dans ce qu'elle cite",
    Reason.COUNT: "un compte n'est pas le même dans ce qu'elle cite",
    Reason.BOUND: "« au plus » et « au moins » ne sont pas les mêmes dans ce qu'elle cite",
    Reason.NEGATION: "elle affirme ce qui est nié, ou nie ce qui est affirmé",
    Reason.OPPOSITE: "elle dit le contraire de ce qu'elle cite",
    Reason.EXCEPTION: "une exception manque, ou n'est pas dans ce qu'elle cite",
    Reason.UNGROUNDED: "trop peu de ses mots sont dans ce qu'elle cite",
}


@dataclass(frozen=True, slots=True)
class Due:
    """A validated answer to be read again, and why (French)."""

    validated: Validated
    reasons: tuple[str, ...]


class ValidatedShelf:
    """Port: domain.ports.ValidatedAnswers."""

    def __init__(self, store: SqlValidated, records: Records, history: History) -> None:
        self._store = store
        self._records = records
        self._history = history
        self._change = threading.Lock()
        self._ids = self._index()

    def match(self, query: Query) -> ValidatedMatch | None:
        """The validated answer to this very question, or to another wording of it, that the asker may see."""
        for validated_id in filter(None, map(self._ids.get, keys(query.text))):
            validated = self._store.version(validated_id)
            if validated and not validated.withdrawn:
                sources = self._store.sources(validated.quotes, query.scope)
                if all(quote in sources for quote in validated.quotes):
                    return ValidatedMatch(validated, sources)
        return None

    def answers(self, question: str) -> bool:
        """Whether a validated answer stands for this question."""
        return any(key in self._ids for key in keys(question))

    def validate(
        self,
        question: str,
        sentences: Sequence[ValidatedSentence],
        *,
        author: str,
        wordings: Sequence[str] = (),
        review_by: date | None = None,
        validated_id: str | None = None,
        replaces: int | None = None,
    ) -> Validated:
        """Serve this answer for this question from now on; with an id, instead of what it said.

        With `replaces`, only if what it says is still that version: nobody writes over what they have not read.

        Raises:
            BadValidation: a sentence cites nothing, misquotes a passage, or says more than what it quotes; or another
                validated answer answers this question.
            UnknownAnswer: no validated answer has this id.
            Overtaken: it no longer is the version that was to be replaced.
        """
        if validated_id is not None and replaces is None:
            self.read(validated_id)
        if not sentences:
            raise BadValidation("la réponse ne contient aucune phrase")
        for sentence in sentences:
            self.check(sentence)
        mine = validated_id or secrets.token_hex(8)
        answer = Validated(mine, 0, question, tuple(sentences), author, datetime.now(UTC), tuple(wordings), review_by)
        return self._served(answer, replaces)

    def withdraw(self, validated_id: str, *, author: str) -> None:
        """Serve it no more; what it said stays.

        Raises:
            UnknownAnswer: no validated answer has this id.
        """
        with self._change:
            self._store.put(replace(self.read(validated_id), author=author, withdrawn=True))
            self._ids = self._index()

    def restore(self, validated_id: str, *, author: str) -> Validated:
        """Serve again what was withdrawn last.

        Raises:
            UnknownAnswer: no validated answer has this id.
            BadValidation: another one answers its question by now.
        """
        last = self.history(validated_id)[0]
        return self._served(replace(last, author=author, withdrawn=False))

    def _served(self, answer: Validated, replaces: int | None = None) -> Validated:
        """Kept and served, unless another one answers its questions: two of them are never looked at at once."""
        with self._change:
            if replaces is not None:
                last = self.history(answer.id)[0]
                if last.withdrawn or last.version != replaces:
                    raise Overtaken(answer.id)
            self.check_free((answer.question, *answer.wordings), answer.id)
            kept = self._store.put(answer)
            self._ids = self._index()
        return kept

    def check_free(self, questions: Sequence[str], validated_id: str) -> None:
        """Hold each question to being answered by no other validated answer.

        Raises:
            BadValidation: one is.
        """
        for asked in questions:
            others = (found for found in map(self._ids.get, keys(asked)) if found not in (None, validated_id))
            if taken := next(others, None):
                raise BadValidation(
                    f"une autre réponse validée ({taken}) répond déjà à « {asked} »",
                    hint="Modifiez cette réponse-là, ou retirez-la d'abord.",
                )

    def history(self, validated_id: str) -> Sequence[Validated]:
        """Every version of a validated answer, withdrawn or not, the last one first.

        Raises:
            UnknownAnswer: no validated answer has this id.
        """
        versions = self._store.versions(validated_id)
        if not versions:
            raise UnknownAnswer(validated_id)
        return versions

    def standing(self) -> Sequence[Validated]:
        """The validated answers that are served."""
        return self._store.live()

    def withdrawn(self) -> Sequence[Validated]:
        """Those that are served no more, in the order of their ids."""
        return self._store.live(withdrawn=True)

    def due(self, validated: Validated, as_of: date) -> tuple[str, ...]:
        """The reasons to read a validated answer again, if any."""
        return tuple(self._reasons(validated, as_of))

    def sources(self, quotes: Sequence[Quote], as_of: date) -> Mapping[Quote, QuotedSource]:
        """Where each quote stands, for staff; one whose document is gone is absent."""
        return self._store.sources(quotes, Scope(Audience.STAFF.visibilities, as_of))

    def readers(self, quotes: Sequence[Quote]) -> Visibility:
        """Who may be given an answer that stands on these quotes, as the rights of their documents are now."""
        live = (self._records.live_document(document_id) for document_id in {quote.document_id for quote in quotes})
        private = any(one is None or one.document.visibility is Visibility.ADHERENT for one in live)
        return Visibility.ADHERENT if private else Visibility.PUBLIC

    def read(self, validated_id: str, version: int | None = None) -> Validated:
        """One version, the last one by default.

        Raises:
            UnknownAnswer: there is none, or it was withdrawn.
        """
        found = self._store.version(validated_id, version)
        if found is None or (version is None and found.withdrawn):
            raise UnknownAnswer(validated_id)
        return found

    def all(self, as_of: date) -> tuple[Due, ...]:
        """Every validated answer that stands, with the reasons to read it again, if any."""
        return tuple(Due(one, tuple(self._reasons(one, as_of))) for one in self._store.live())

    def sourced(self, as_of: date) -> tuple[tuple[Validated, Mapping[Quote, QuotedSource]], ...]:
        """The validated answers whose every quote is in a version in force, each with where its quotes stand."""
        scope = Scope(Audience.STAFF.visibilities, as_of)
        found = []
        for one in self._store.live():
            sources = self._store.sources(one.quotes, scope)
            if all(quote in sources and sources[quote].stands for quote in one.quotes):
                found.append((one, sources))
        return tuple(found)

    def published(self, as_of: date) -> tuple[ValidatedMatch, ...]:
        """The validated answers that anyone may read and that nothing asks to read again, by id.

        One that quotes a document out of force is not told either: nothing would warn whoever reads it elsewhere.
        """
        live = self._store.live()
        sources = self._store.sources(
            tuple(quote for one in live for quote in one.quotes), Scope(Audience.PUBLIC.visibilities, as_of)
        )
        return tuple(
            ValidatedMatch(one, {quote: sources[quote] for quote in one.quotes})
            for one in live
            if not (one.review_by and one.review_by < as_of)
            and all(
                quote in sources and sources[quote].stands and not is_stale(sources[quote].document, as_of)
                for quote in one.quotes
            )
        )

    def quote(self, document_id: str, passage_id: str, text: str | None = None) -> Quote:
        """Words of a passage in force, or all of it.

        Raises:
            BadValidation: no such passage, or it does not hold these words.
        """
        edition = self._records.live_edition(document_id)
        passage = next((p for p in edition.passages if p.id == passage_id), None) if edition else None
        if edition is None or passage is None:
            raise BadValidation(f"le document « {document_id} » n'a pas de passage « {passage_id} » en vigueur")
        said = passage.text if text is None else text
        start = passage.text.find(said)
        if start < 0 or not said:
            raise BadValidation(f"cette citation n'est pas dans « {document_id} » : « {said} »")
        return Quote(document_id, edition.document.version, passage_id, start, start + len(said), said)

    def quote_at(self, document_id: str, version: int, passage_id: str, start: int, end: int) -> Quote:
        """Characters [start, end) of a passage of a version, in force or not.

        Raises:
            BadValidation: there is no such text.
        """
        text = self._history.text(document_id, version, passage_id) or ""
        if not 0 <= start < end <= len(text):
            raise BadValidation(f"cette citation n'est plus dans « {document_id} »")
        return Quote(document_id, version, passage_id, start, end, text[start:end])

    def _reasons(self, validated: Validated, as_of: date) -> list[str]:
        sources = self.sources(validated.quotes, as_of)
        reasons = []
        for quote in validated.quotes:
            if quote not in sources:
                reasons.append(f"le document « {quote.document_id} » n'est plus consultable : elle n'est plus servie")
            elif not sources[quote].stands:
                reasons.append(f"« {sources[quote].document.title} » ne contient plus le passage cité")
        if validated.review_by and validated.review_by < as_of:
            reasons.append(f"à relire depuis le {validated.review_by:%d/%m/%Y}")
        return list(dict.fromkeys(reasons))

    def check(self, sentence: ValidatedSentence) -> None:
        """Hold a sentence to what it quotes.

        Raises:
            BadValidation: it cites nothing, misquotes a passage, or says more than what it quotes.
        """
        if not sentence.quotes:
            raise BadValidation(f"cette phrase ne cite aucun passage : « {sentence.text} »")
        for quote in sentence.quotes:
            text = self._history.text(quote.document_id, quote.version, quote.passage_id) or ""
            if text[quote.start : quote.end] != quote.text or not quote.text:
                raise BadValidation(f"cette citation n'est pas dans « {quote.document_id} » : « {quote.text} »")
        reason = fault(sentence.text, "\n".join(quote.text for quote in sentence.quotes))
        if reason:
            why = f"cette phrase dit autre chose que ce qu'elle cite ({_FAULTS[reason]})"
            raise BadValidation(f"{why} : « {sentence.text} »")

    def _index(self) -> dict[str | Wording, str]:
        """{what a question is known by: the id of its validated answer}."""
        return {
            key: one.id for one in self._store.live() for asked in (one.question, *one.wordings) for key in keys(asked)
        }
