"""The form by which staff make an eval case of a real question: what it holds, what it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.question import checked, to_query
from domain.errors import BadRequest, BadValidation, UnknownDocument
from domain.receipts import Receipt
from domain.types import Audience, Hit
from eval.dataset import Case
from eval.staff_cases import Proof, answered_case, silent_case
from records.redaction import redacted
from runtime.guichet import Guichet

FOUND = 6
"""Passages shown for a search."""
MAX_LINES = 20

Expected = Literal["dire", "silence"]


class Pick(BaseModel):
    """Words of a passage that a person ticked: the value of a checkbox."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    passage_id: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseForm:
    """What a person has typed and ticked so far. `asked_by` and `theme` come from the answer that it starts from."""

    question: str = ""
    expected: Expected = "dire"
    picks: tuple[Pick, ...] = ()
    said: str = ""
    search: str = ""
    theme: str = ""
    asked_by: Audience = Audience.PUBLIC


def read_picks(values: Sequence[str]) -> tuple[Pick, ...]:
    """The boxes that were ticked, each once.

    Raises:
        BadRequest: one of them is not of this form.
    """
    try:
        return tuple(dict.fromkeys(map(Pick.model_validate_json, values)))
    except ValidationError as exc:
        raise BadRequest(
            "un passage coché est illisible", hint="Rechargez la page, puis cochez-le de nouveau."
        ) from exc


def form_of(receipt: Receipt) -> CaseForm:
    """What an answer that was given fills in: its question, what it cited; a search of its question."""
    answer = receipt.reply.answer
    picks = (Pick(document_id=c.document.id, passage_id=c.passage.id, text=c.quote) for c in answer.citations)
    return CaseForm(
        question=receipt.query.question,
        picks=tuple(dict.fromkeys(picks)),
        search="" if answer.citations else receipt.query.question,
        theme=receipt.reply.hits[0].document.theme if receipt.reply.hits else "",
        asked_by=receipt.query.audience,
    )


def found(guichet: Guichet, search: str, today: date) -> Sequence[Hit]:
    """The passages to tick among, private ones too: staff alone see this form.

    Raises:
        BadQuestion: this cannot be searched.
    """
    return guichet.search(to_query(search, as_of=today, audience=Audience.STAFF, limit=FOUND, group=False))


def title_of(guichet: Guichet, document_id: str) -> str:
    """The title of a document as it stands; its id when it is gone."""
    try:
        return guichet.version(document_id)[0].document.title
    except UnknownDocument:
        return document_id


def case_of(form: CaseForm, guichet: Guichet, today: date) -> Case:
    """The case that a form asks for; personal data that is recognised is taken out of its question.

    Raises:
        BadQuestion: nobody could ask this.
        BadValidation: no passage is ticked, or a passage is not as it stands now.
        BadRequest: too many things to say.
    """
    question = redacted(checked(form.question))
    if form.expected == "silence":
        return silent_case(question, form.theme, form.asked_by, today)
    if not form.picks:
        raise BadValidation(
            "aucun passage n'est coché",
            hint="Cherchez et cochez ceux qui répondent, ou dites que Guichet doit s'abstenir.",
        )
    said = [line.strip() for line in form.said.splitlines() if line.strip()]
    if len(said) > MAX_LINES:
        raise BadRequest(f"plus de {MAX_LINES} choses à dire", hint="Faites-en plusieurs questions.")
    return answered_case(question, [_proof(guichet, pick) for pick in form.picks], said, today)


def _proof(guichet: Guichet, pick: Pick) -> Proof:
    quote = guichet.validated.quote(pick.document_id, pick.passage_id, pick.text)
    return Proof(guichet.version(quote.document_id)[0].document, quote.text)
