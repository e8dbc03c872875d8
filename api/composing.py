"""The form of an answer that staff compose: read, and its one act done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData

from domain.errors import BadRequest
from domain.types import Hit, Passage
from domain.validated import Quote, ValidatedSentence
from runtime.composition import Composition
from runtime.validated import ValidatedShelf

MAX_SENTENCES = 40
MAX_TEXT = 5_000
MAX_WORDINGS = 50
_TEXT = re.compile(r"texte-(\d{1,3})")
_ACT = re.compile(r"([a-z]+)(?:-(\d{1,3}))?(?:-(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Act:
    """What the button that was pressed asks for, of which sentence and which of its quotes."""

    name: str
    number: int = 0
    quote: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """Words of a passage that may be quoted; `value` names them in the form."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that a search found, whole and sentence by sentence."""

    hit: Hit
    whole: Choice
    sentences: tuple[Choice, ...]


def value_of(quote: Quote) -> str:
    """A quote as a value of the form."""
    return f"{quote.document_id} {quote.version} {quote.passage_id} {quote.start} {quote.end}"


def found_of(hits: Sequence[Hit]) -> tuple[Found, ...]:
    """What a search found, to choose from; a passage of one sentence is offered whole only."""
    found = []
    for hit in hits:
        passage = hit.passage
        spans = passage.sentences if len(passage.sentences) > 1 else ()
        sentences = tuple(_choice(hit, passage, span.start, span.end) for span in spans)
        found.append(Found(hit, _choice(hit, passage, 0, len(passage.text)), sentences))
    return tuple(found)


def composition_in(form: FormData, shelf: ValidatedShelf) -> Composition:
    """What the form holds.

    Raises:
        BadRequest: it is not a form of ours.
        BadValidation: a quote stands nowhere any more.
    """
    numbers = sorted(int(match[1]) for key in form if (match := _TEXT.fullmatch(key)))
    if len(numbers) > MAX_SENTENCES:
        raise BadRequest(f"une réponse a {MAX_SENTENCES} phrases au plus", hint="Faites-en deux réponses.")
    wordings = [line.strip()[:MAX_TEXT] for line in _typed(form, "wordings").splitlines() if line.strip()]
    return Composition(
        question=_typed(form, "question"),
        wordings=tuple(dict.fromkeys(wordings))[:MAX_WORDINGS],
        review_by=_typed(form, "review_by"),
        sentences=tuple(
            ValidatedSentence(_typed(form, f"texte-{n}"), _quotes(form, f"cite-{n}", shelf)) for n in numbers
        ),
    )


def act_in(form: FormData) -> Act:
    """What is asked for; an unknown one is a search, which changes nothing."""
    match = _ACT.fullmatch(_typed(form, "action"))
    return Act(match[1], int(match[2] or 0), int(match[3] or 0)) if match else Act("chercher")


def done(act: Act, composition: Composition, form: FormData, shelf: ValidatedShelf) -> Composition:
    """The composition once an act that changes it is done; the same for the others."""
    if act.name == "ajouter":
        return composition.with_sentences(_quotes(form, "choix", shelf))
    if act.name == "citer":
        return composition.citing(act.number, _quotes(form, "choix", shelf))
    if act.name == "oublier":
        return composition.not_citing(act.number, act.quote)
    if act.name == "retirer":
        return composition.without(act.number)
    if act.name in ("monter", "descendre"):
        return composition.moved(act.number, 1 if act.name == "descendre" else -1)
    return composition


def _typed(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip().replace("\r\n", "\n")[:MAX_TEXT] if isinstance(value, str) else ""


def _quotes(form: FormData, name: str, shelf: ValidatedShelf) -> tuple[Quote, ...]:
    quotes = []
    for value in form.getlist(name):
        try:
            document_id, version, passage_id, start, end = str(value).split(" ")
            place = int(version), passage_id, int(start), int(end)
        except ValueError as exc:
            raise BadRequest("une citation de ce formulaire est illisible", hint="Rechargez la page.") from exc
        quotes.append(shelf.quote_at(document_id, *place))
    return tuple(dict.fromkeys(quotes))


def _choice(hit: Hit, passage: Passage, start: int, end: int) -> Choice:
    text = passage.text[start:end]
    quote = Quote(hit.document.id, hit.document.version, passage.id, start, end, text)
    return Choice(value_of(quote), text)
