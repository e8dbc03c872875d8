"""What programs read is what the service sends: the same models take what this process has at hand."""

from __future__ import annotations

from api.models import answer_out, search_out
from domain.types import Audience
from runtime import contract
from runtime.guichet import Guichet
from tests.builders import a_query
from tests.integrations.documents import QUESTION


def test_an_answer_of_this_process_reads_as_the_one_that_is_sent(stocked: Guichet) -> None:
    answer = stocked.answer(a_query(QUESTION))
    sent = answer_out(answer, "c1").model_dump(mode="json")

    assert answer.citations
    assert contract.AnswerOut.model_validate(answer).model_dump(mode="json") | {"conversation_id": "c1"} == sent
    assert contract.AnswerOut.model_validate(sent).model_dump(mode="json") == sent
    assert sent["confidence"] == round(answer.confidence, 4)
    assert (sent["answer_id"], sent["validated_at"]) == (answer.id, answer.validated)
    for told, citation in zip(sent["citations"], answer.citations, strict=True):
        assert told["passage_id"] == citation.passage.id
        assert told["publisher"] == citation.document.publisher == "Réseau d'essai"
        assert citation.passage.text[told["start"] : told["end"]] == told["quote"]


def test_passages_found_in_this_process_read_as_those_that_are_sent(stocked: Guichet) -> None:
    hits = stocked.search(a_query(QUESTION, audience=Audience.ADHERENT))
    sent = search_out(hits).model_dump(mode="json")

    assert len(hits) > 1
    assert contract.SearchOut.model_validate(sent).model_dump(mode="json") == sent
    for told, hit in zip(sent["results"], hits, strict=True):
        assert (told["passage_id"], told["text"]) == (hit.passage.id, hit.passage.text)
        assert (told["score"], told["similarity"]) == (round(hit.score, 6), round(hit.similarity, 6))
        assert told["publisher"] == hit.document.publisher


def test_what_a_service_of_an_earlier_version_sends_is_read(stocked: Guichet) -> None:
    sent = search_out(stocked.search(a_query(QUESTION, limit=1))).model_dump(mode="json")
    for added in ("publisher", "similarity"):
        del sent["results"][0][added]

    [result] = contract.SearchOut.model_validate(sent).results
    assert (result.publisher, result.similarity) == ("", None)
