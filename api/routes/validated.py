"""/v1/validated: the answers that staff validated."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.dependencies import TheGuichet, Today
from api.models import Problem
from api.security import CLOSED, Responses, RuledRoute, StaffOnly, TheCaller
from api.validated import ValidatedIn, ValidatedListOut, ValidatedOut, list_out, validated_out
from domain.access import Caller
from domain.validated import ValidatedSentence
from runtime.guichet import Guichet

_UNKNOWN: Responses = {404: {"model": Problem, "description": "Réponse inconnue."}}

router = APIRouter(
    route_class=RuledRoute,
    prefix="/v1/validated",
    tags=["réponses validées"],
    dependencies=[StaffOnly],
    responses=CLOSED,
)


@router.post(
    "",
    operation_id="validate_answer",
    summary="Valider une réponse",
    status_code=201,
    responses=_UNKNOWN,
)
def validate(body: ValidatedIn, guichet: TheGuichet, caller: TheCaller) -> ValidatedOut:
    """Served at once for the question and its paraphrases. Each sentence is held to what it quotes."""
    return _kept(body, guichet, caller, None)


@router.get("", operation_id="list_validated", summary="Les réponses validées")
def listed(
    guichet: TheGuichet,
    today: Today,
    due: Annotated[bool, Query(description="Seulement celles qui sont à relire.")] = False,
) -> ValidatedListOut:
    """Those to be read again first, with the reasons: a cited passage changed, a review is due."""
    return list_out(guichet.validated.all(today), only_due=due)


@router.put(
    "/{validated_id}",
    operation_id="replace_validated",
    summary="Modifier une réponse validée",
    responses=_UNKNOWN,
)
def change(validated_id: str, body: ValidatedIn, guichet: TheGuichet, caller: TheCaller) -> ValidatedOut:
    """A new version; what it said before stays in its history, for the receipts that name it."""
    return _kept(body, guichet, caller, validated_id)


@router.delete(
    "/{validated_id}",
    operation_id="withdraw_validated",
    summary="Retirer une réponse validée",
    status_code=204,
    responses=_UNKNOWN,
)
def withdraw(validated_id: str, guichet: TheGuichet, caller: TheCaller) -> Response:
    """Served no more; what it said stays in its history."""
    guichet.validated.withdraw(validated_id, author=caller.name)
    return Response(status_code=204)


def _kept(body: ValidatedIn, guichet: Guichet, caller: Caller, validated_id: str | None) -> ValidatedOut:
    sentences = (
        guichet.answers.as_validated(body.answer_id)
        if body.answer_id and not body.sentences
        else tuple(
            ValidatedSentence(
                sentence.text,
                tuple(guichet.validated.quote(q.document_id, q.passage_id, q.quote) for q in sentence.citations),
            )
            for sentence in body.sentences
        )
    )
    kept = guichet.validated.validate(
        body.question,
        sentences,
        author=body.author or caller.name,
        wordings=body.wordings,
        review_by=body.review_by,
        validated_id=validated_id,
    )
    return validated_out(kept)
