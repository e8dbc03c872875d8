"""The staff's day over HTTP: what waits, who takes it, what is validated, what is kept of a person's questions."""

from __future__ import annotations

import httpx
import pytest

from tests.api.conftest import Server
from tests.coined import coined


def refused(client: httpx.Client) -> dict[str, str]:
    """A question of this test's own that nothing answers."""
    question = f"Quel est le tarif du {coined()} ?"
    answer: dict[str, str] = client.post("/v1/ask", json={"question": question}).json()
    assert answer["status"] == "abstained"
    return answer | {"question": question}


def waiting(staff: httpx.Client, question: str) -> list[dict[str, object]]:
    return [one for one in staff.get("/v1/queue").json()["waiting"] if one["question"] == question]


def test_a_question_is_taken_closed_and_waits_again_when_it_is_asked_again(staff: httpx.Client) -> None:
    question = refused(staff)["question"]
    [fresh] = waiting(staff, question)
    assert fresh["task"] == {"status": "open", "assignee": "", "note": "", "changed_at": None}

    staff.put(
        f"/v1/queue/{fresh['id']}", json={"status": "doing", "assignee": "Claire", "note": "Vu avec la préfecture"}
    )
    [taken] = waiting(staff, question)
    staff.put(f"/v1/queue/{fresh['id']}", json={"status": "closed"})
    closed = waiting(staff, question)
    staff.post("/v1/ask", json={"question": question})
    [again] = waiting(staff, question)

    assert (taken["task"]["status"], taken["task"]["assignee"]) == ("doing", "Claire")  # type: ignore[index]
    assert closed == []
    assert again["asked"] == 2


def test_a_refused_question_that_staff_answer_is_validated_live_and_an_eval_case_in_one_step(
    staff: httpx.Client, server: Server
) -> None:
    question = refused(staff)["question"]
    [passage] = staff.get("/v1/documents/bail-communal").json()["passages"]
    said = {"text": passage["text"], "citations": [{"document_id": "bail-communal", "passage_id": passage["id"]}]}

    validated = staff.post("/v1/validated", json={"question": question, "sentences": [said]}).json()

    answer = staff.post("/v1/ask", json={"question": question}).json()
    evaluated = server.run("eval", "--dataset", "validated")
    assert (answer["status"], answer["validated_at"]) == ("answered", validated["validated_at"][:10])
    assert waiting(staff, question) == []
    assert evaluated.returncode == 0, evaluated.stderr
    assert "1 cas" in evaluated.stderr
    staff.delete(f"/v1/validated/{validated['id']}")


def test_what_is_kept_of_a_conversation_is_given_and_erased_when_asked(staff: httpx.Client) -> None:
    asked = refused(staff)
    conversation = asked["conversation_id"]
    follow_up = "Mme Martin (06 12 34 56 78) peut-elle louer une terre communale ?"
    staff.post("/v1/ask", json={"question": follow_up, "conversation_id": conversation})
    staff.post(f"/v1/answers/{asked['answer_id']}/feedback", json={"useful": False, "comment": "Rien d'utile"})

    kept = staff.get(f"/v1/conversations/{conversation}").json()["exchanges"]
    erased = staff.delete(f"/v1/conversations/{conversation}").status_code

    assert [one["question"] for one in kept] == [
        asked["question"],
        "Mme [nom] ([téléphone]) peut-elle louer une terre communale ?",
    ]
    assert kept[0]["feedback"]["comment"] == "Rien d'utile"
    assert kept[0]["text"] == asked["text"]
    assert erased == 204
    assert staff.get(f"/v1/conversations/{conversation}").status_code == 404
    assert waiting(staff, asked["question"]) == []


def test_zones_count_what_was_asked_this_month(staff: httpx.Client) -> None:
    def asked() -> int:
        return sum(zone["refused"] for zone in staff.get("/v1/zones", params={"months": 1}).json()["zones"])

    before = asked()
    refused(staff)

    assert asked() == before + 1


@pytest.mark.parametrize("useful", [0.0, 1, "true", None])
def test_an_opinion_is_yes_or_no_and_nothing_like_it(client: httpx.Client, useful: object) -> None:
    said = client.post("/v1/answers/rien/feedback", json={"useful": useful})

    assert said.status_code == 422
