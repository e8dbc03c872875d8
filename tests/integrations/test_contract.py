"""What programs read is what the service sends: integrations may not import api, so the two are held together here."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from api import models, passages
from api.models import answer_out, search_out
from domain.types import Audience
from integrations import contract
from runtime.guichet import Guichet
from tests.builders import a_query
from tests.integrations.documents import QUESTION

PAIRS = [
    (models.AnswerOut, contract.AnswerOut),
    (models.SentenceOut, contract.SentenceOut),
    (models.CitationOut, contract.CitationOut),
    (models.ReferenceOut, contract.ReferenceOut),
    (models.WarningOut, contract.WarningOut),
    (models.ClarificationOut, contract.ClarificationOut),
    (models.SearchOut, contract.SearchOut),
    (models.ResultOut, contract.ResultOut),
    (passages.PassageDetailOut, contract.PassageOut),
]


@pytest.mark.parametrize(("sent", "read"), PAIRS, ids=lambda model: f"{model.__module__}.{model.__name__}")
def test_every_field_that_is_sent_is_read(sent: type[BaseModel], read: type[BaseModel]) -> None:
    assert list(read.model_fields) == list(sent.model_fields)


def test_an_answer_of_this_process_reads_as_the_one_that_is_sent(stocked: Guichet) -> None:
    answer = stocked.answer(a_query(QUESTION))
    here = contract.AnswerOut.model_validate(answer).model_dump(mode="json")
    sent = answer_out(answer).model_dump(mode="json")

    assert answer.citations
    assert here | {"confidence": round(here["confidence"], 4)} == sent


def test_passages_found_in_this_process_read_as_those_that_are_sent(stocked: Guichet) -> None:
    hits = stocked.search(a_query(QUESTION, audience=Audience.ADHERENT))
    here = [contract.ResultOut.model_validate(hit).model_dump(mode="json") for hit in hits]

    assert len(here) > 1
    assert [one | {"score": round(one["score"], 6)} for one in here] == search_out(hits).model_dump(mode="json")[
        "results"
    ]
