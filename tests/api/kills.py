"""Kills a serving process at random moments while it is written to, and looks for what it had acknowledged.

Run by tests/api/test_kills.py, a few times, and by `make bench-kills`, fifty.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx

from tests.api.conftest import STAFF_TOKEN, Server, serving
from tests.coined import coined
from tests.integration.files import BAIL, SCIC, write

QUESTION = "Une commune peut-elle entrer au capital d'une SCIC ?"
SHORTEST, LONGEST = 0.3, 2.5
"""Seconds of writing before a kill."""
STAFF = {"authorization": f"Bearer {STAFF_TOKEN}"}


@dataclass
class Acknowledged:
    """What the service said it had written."""

    answers: list[tuple[str, str]] = field(default_factory=list)
    """(answer, conversation)"""
    feedback: list[str] = field(default_factory=list)
    """Conversations whose answer was found useless."""
    validated: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)

    def count(self) -> int:
        return sum(len(kind) for kind in (self.answers, self.feedback, self.validated, self.documents, self.tasks))


@dataclass(frozen=True)
class Outcome:
    """What a kill left: how many writes were acknowledged, those that are lost, wrong answers, seconds to be back."""

    acknowledged: int
    lost: tuple[str, ...]
    wrong: tuple[str, ...]
    seconds: float


def prepared(folder: Path, model_dir: Path) -> str:
    """A data folder that answers; what it says to QUESTION."""
    documents = write(folder / "documents", scic=SCIC, bail=BAIL)
    with serving(folder, model_dir, documents, GUICHET_STAFF_TOKEN=STAFF_TOKEN) as server, server.client() as client:
        return str(client.post("/v1/ask", json={"question": QUESTION}).json()["text"])


def killed(folder: Path, model_dir: Path, expected: str, seed: int) -> Outcome:
    """Start, write from several clients, kill at a random moment after the first write, start again, and look."""
    written = Acknowledged()
    moment = random.Random(seed).uniform(SHORTEST, LONGEST)
    with serving(folder, model_dir, GUICHET_STAFF_TOKEN=STAFF_TOKEN) as server:
        writers = [
            threading.Thread(target=_write_until_gone, args=(server, write_one, written))
            for write_one in (_ask, _ask, _say, _validate, _upload, _decide)
        ]
        for writer in writers:
            writer.start()
        while not written.count() and any(writer.is_alive() for writer in writers):
            time.sleep(0.01)
        time.sleep(moment)
        server.kill()
        for writer in writers:
            writer.join()
    began = time.monotonic()
    with serving(folder, model_dir, GUICHET_STAFF_TOKEN=STAFF_TOKEN) as server, server.client() as client:
        assert client.get("/readyz").status_code == 200
        seconds = time.monotonic() - began
        client.headers.update(STAFF)
        answer = client.post("/v1/ask", json={"question": QUESTION}).json()["text"]
        wrong = () if answer == expected else (answer,)
        lost = tuple(_lost(client, written))
        for document in written.documents:
            client.delete(f"/v1/documents/{document}")
    return Outcome(written.count(), lost, wrong, seconds)


def _write_until_gone(
    server: Server, write_one: Callable[[httpx.Client, Acknowledged], None], written: Acknowledged
) -> None:
    with httpx.Client(base_url=server.url, timeout=30, headers=STAFF) as client:
        while not server.command.ended:
            try:
                write_one(client, written)
            except httpx.TransportError:
                return  # it was killed: what it was doing was not acknowledged


def _ask(client: httpx.Client, written: Acknowledged) -> None:
    answer = client.post("/v1/ask", json={"question": QUESTION}).json()
    written.answers.append((answer["answer_id"], answer["conversation_id"]))


def _say(client: httpx.Client, written: Acknowledged) -> None:
    answer = client.post("/v1/ask", json={"question": f"Quel est le tarif du {coined()} ?"}).json()
    response = client.post(f"/v1/answers/{answer['answer_id']}/feedback", json={"useful": False})
    assert response.status_code == 204, response.text
    written.feedback.append(answer["conversation_id"])


def _validate(client: httpx.Client, written: Acknowledged) -> None:
    [passage] = client.get("/v1/documents/bail-communal").json()["passages"]
    said = {"text": passage["text"], "citations": [{"document_id": "bail-communal", "passage_id": passage["id"]}]}
    body = {"question": f"Que dire du {coined()} ?", "sentences": [said]}
    response = client.post("/v1/validated", json=body)
    assert response.status_code == 201, response.text
    written.validated.append(response.json()["id"])


def _upload(client: httpx.Client, written: Acknowledged) -> None:
    name = f"fiche-{uuid4().hex}"
    file = ("fiche.md", f"# Fiche {name}\n\nLe tarif de la fiche {name} est voté chaque année.\n".encode())
    response = client.post("/v1/documents", files={"file": file}, data={"id": name})
    assert response.status_code == 201, response.text
    written.documents.append(name)


def _decide(client: httpx.Client, written: Acknowledged) -> None:
    task = uuid4().hex[:16]
    response = client.put(f"/v1/queue/{task}", json={"status": "doing", "assignee": task})
    assert response.status_code == 204, response.text
    written.tasks.append(task)


def _lost(client: httpx.Client, written: Acknowledged) -> list[str]:
    """What was acknowledged and is not there, or not whole."""
    lost = []
    for answer_id, _ in written.answers:
        if client.post(f"/v1/answers/{answer_id}/note", params={"format": "md"}).status_code != 200:
            lost.append(f"answer {answer_id}")
    for conversation in written.feedback:
        kept = client.get(f"/v1/conversations/{conversation}").json().get("exchanges", [])
        if not kept or not kept[0]["feedback"]:
            lost.append(f"feedback in {conversation}")
    held = {one["id"] for one in client.get("/v1/validated").json()["validated"]}
    lost += [f"validated {one}" for one in written.validated if one not in held]
    for document in written.documents:
        found = client.get("/v1/search", params={"q": f"tarif de la fiche {document}"}).json()["results"]
        if document not in {result["document_id"] for result in found}:
            lost.append(f"document {document}")
    return lost
