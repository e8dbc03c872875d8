"""An answer that staff compose: a question, its other wordings, sentences on the quotes that say them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.question import checked
from domain.errors import BadQuestion, BadValidation
from domain.text import capitalised
from domain.validated import Quote, Validated, ValidatedSentence
from runtime.validated import ValidatedShelf


@dataclass(frozen=True, slots=True)
class Composition:
    """What is written so far; nothing of it is checked. `review_by` is as it was typed, AAAA-MM-JJ or "".

    Sentences and quotes are numbered from 0.
    """

    question: str = ""
    wordings: tuple[str, ...] = ()
    review_by: str = ""
    sentences: tuple[ValidatedSentence, ...] = ()

    def with_sentences(self, quotes: Sequence[Quote]) -> Composition:
        """A sentence more for each quote, in its very words."""
        added = (ValidatedSentence(quote.text, (quote,)) for quote in quotes)
        return replace(self, sentences=(*self.sentences, *added))

    def citing(self, number: int, quotes: Sequence[Quote]) -> Composition:
        """The sentence stands on these quotes too."""
        return self._with(number, lambda one: replace(one, quotes=tuple(dict.fromkeys((*one.quotes, *quotes)))))

    def not_citing(self, number: int, quote: int) -> Composition:
        """The sentence stands on this quote no more."""
        return self._with(number, lambda one: replace(one, quotes=(*one.quotes[:quote], *one.quotes[quote + 1 :])))

    def without(self, number: int) -> Composition:
        """The sentence is gone."""
        return replace(self, sentences=(*self.sentences[:number], *self.sentences[number + 1 :]))

    def moved(self, number: int, step: int) -> Composition:
        """The sentence stands `step` places further; unchanged at an end."""
        place = number + step
        if not (0 <= number < len(self.sentences) and 0 <= place < len(self.sentences)):
            return self
        order = list(self.sentences)
        order.insert(place, order.pop(number))
        return replace(self, sentences=tuple(order))

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Every quote, once, in order."""
        return tuple(dict.fromkeys(quote for sentence in self.sentences for quote in sentence.quotes))

    def _with(self, number: int, change: Callable[[ValidatedSentence], ValidatedSentence]) -> Composition:
        changed = (change(one) if place == number else one for place, one in enumerate(self.sentences))
        return replace(self, sentences=tuple(changed))


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with a composition, in French, by where it is; `sentences` by number."""

    question: str = ""
    wordings: str = ""
    review_by: str = ""
    answer: str = ""
    sentences: dict[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any((self.question, self.wordings, self.review_by, self.answer, self.sentences))


def composition_of(validated: Validated) -> Composition:
    """A validated answer, to be changed."""
    review_by = validated.review_by.isoformat() if validated.review_by else ""
    return Composition(validated.question, validated.wordings, review_by, validated.sentences)


def faults_of(composition: Composition, shelf: ValidatedShelf, validated_id: str = "") -> Faults:
    """Why a composition cannot be validated; nothing when it can. `validated_id` is the one that it changes."""
    return Faults(
        question=_question_fault(composition.question, shelf, validated_id),
        wordings=next(filter(None, (_taken(one, shelf, validated_id) for one in composition.wordings)), ""),
        review_by=_date_fault(composition.review_by),
        answer="" if composition.sentences else "Ajoutez au moins une phrase : cherchez le passage qui la dit.",
        sentences={n: fault for n, one in enumerate(composition.sentences) if (fault := _sentence_fault(one, shelf))},
    )


def review_date(composition: Composition) -> date | None:
    """The day by which to read it again, of a composition without faults."""
    return date.fromisoformat(composition.review_by) if composition.review_by else None


def _question_fault(question: str, shelf: ValidatedShelf, validated_id: str) -> str:
    if not question.strip():
        return "Écrivez la question à laquelle cette réponse répond."
    try:
        checked(question)
    except BadQuestion as exc:
        return _said(exc)
    return _taken(question, shelf, validated_id)


def _taken(question: str, shelf: ValidatedShelf, validated_id: str) -> str:
    try:
        shelf.check_free((question,), validated_id)
    except BadValidation as exc:
        return _said(exc)
    return ""


def _date_fault(typed: str) -> str:
    try:
        date.fromisoformat(typed or "2000-01-01")
    except ValueError:
        return "Écrivez une date qui existe, par exemple 2027-06-30, ou laissez ce champ vide."
    return ""


def _sentence_fault(sentence: ValidatedSentence, shelf: ValidatedShelf) -> str:
    if not sentence.text.strip():
        return "Écrivez cette phrase, ou retirez-la."
    try:
        shelf.check(sentence)
    except BadValidation as exc:
        return _said(exc)
    return ""


def _said(error: BadQuestion | BadValidation) -> str:
    """The error without the words that it is told beside."""
    text = str(error).split(" : « ")[0]
    return f"{capitalised(text)}. {error.hint}".strip()
