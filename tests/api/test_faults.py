"""What goes wrong around a serving process: it says so, gives no wrong answer, and is itself again afterwards."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import STAFF_TOKEN, Server, serving
from tests.api.kills import QUESTION
from tests.integration.files import BAIL, SCIC, write

LOCKED_SECONDS = 2.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "documents", scic=SCIC, bail=BAIL)
    return tmp_path


@pytest.fixture
def own_server(folder: Path, model_dir: Path) -> Iterator[Server]:
    """A server of the test's own, to be hurt."""
    with serving(folder, model_dir, folder / "documents", GUICHET_STAFF_TOKEN=STAFF_TOKEN) as started:
        yield started


def ask(client: httpx.Client) -> httpx.Response:
    return client.post("/v1/ask", json={"question": QUESTION})


def test_a_database_that_another_program_locks_is_waited_for(own_server: Server, folder: Path) -> None:
    def hold() -> None:
        connection = sqlite3.connect(folder / "data" / "guichet.db", isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        locked.set()
        time.sleep(LOCKED_SECONDS)
        connection.execute("ROLLBACK")
        connection.close()

    locked = threading.Event()
    holder = threading.Thread(target=hold)
    with own_server.client() as client:
        expected = ask(client).json()["text"]
        holder.start()
        locked.wait()
        began = time.monotonic()
        response = ask(client)
        waited = time.monotonic() - began
    holder.join()

    assert response.status_code == 200
    assert response.json()["text"] == expected
    assert waited > LOCKED_SECONDS / 2  # the receipt was written once it could be


def test_an_index_that_is_deleted_gives_no_wrong_answer_and_is_made_again(
    own_server: Server, folder: Path, model_dir: Path
) -> None:
    with own_server.client() as client:
        expected = ask(client).json()["text"]
        shutil.rmtree(folder / "data" / "index")
        hurt = [ask(client) for _ in range(3)]
        added = client.post(
            "/v1/documents",
            files={"file": ("fiche.md", b"# Fiche\n\nLe tarif de la cantine est de 3 euros.\n")},
            headers={"authorization": f"Bearer {STAFF_TOKEN}"},
        )
    own_server.command.terminate()
    own_server.command.wait(60)

    for response in hurt:
        assert response.status_code in (200, 503)
        assert response.status_code == 503 or response.json()["text"] == expected
    assert added.status_code in (201, 503)
    with serving(folder, model_dir) as again, again.client() as client:
        assert ask(client).json()["text"] == expected


def test_more_than_can_be_answered_is_told_to_come_back(folder: Path, model_dir: Path) -> None:
    with serving(folder, model_dir, folder / "documents", GUICHET_MAX_REQUESTS="2", GUICHET_CONCURRENCY="1") as server:
        with server.client() as client:
            ask(client)
        statuses: list[httpx.Response] = []

        def insist() -> None:
            with server.client() as mine:
                statuses.extend(ask(mine) for _ in range(5))

        clients = [threading.Thread(target=insist) for _ in range(12)]
        for one in clients:
            one.start()
        for one in clients:
            one.join()

    refused = [response for response in statuses if response.status_code != 200]
    assert len(statuses) == 60
    assert refused
    for response in refused:
        assert response.status_code == 503
        assert int(response.headers["retry-after"]) > 0
        assert response.json()["type"] == "urn:guichet:erreur:service-sature"


def test_callers_from_elsewhere_are_limited_each_by_their_own_address(folder: Path, model_dir: Path) -> None:
    with (
        serving(folder, model_dir, folder / "documents", GUICHET_RATE_LIMIT="3/minute") as server,
        server.client() as client,
    ):
        one = [client.get("/healthz", headers={"x-forwarded-for": "203.0.113.7"}) for _ in range(4)]
        other = client.get("/healthz", headers={"x-forwarded-for": "203.0.113.8"})
        this_machine = [client.get("/healthz") for _ in range(6)]

    assert [response.status_code for response in one] == [200, 200, 200, 429]
    assert one[0].headers["ratelimit-policy"] == '"defaut";q=3;w=60'
    assert one[2].headers["ratelimit"].startswith('"defaut";r=0;t=')
    assert 0 < int(one[3].headers["retry-after"]) <= 60
    assert one[3].headers["content-type"] == "application/problem+json"
    assert other.status_code == 200
    assert {response.status_code for response in this_machine} == {200}


def test_an_address_is_only_believed_from_a_proxy_that_is_trusted(folder: Path, model_dir: Path) -> None:
    """Without it, whoever writes the header would choose the address that they are counted under."""
    with (
        serving(
            folder, model_dir, folder / "documents", GUICHET_RATE_LIMIT="1/minute", GUICHET_TRUSTED_PROXIES="[]"
        ) as server,
        server.client() as client,
    ):
        answers = [client.get("/healthz", headers={"x-forwarded-for": f"203.0.113.{n}"}) for n in range(3)]

    assert {response.status_code for response in answers} == {200}  # this machine, whatever the header says
    assert not [response for response in answers if "ratelimit" in response.headers]


def test_a_stop_lets_the_answers_in_hand_be_given(own_server: Server) -> None:
    given: list[httpx.Response] = []
    clients = [own_server.client() for _ in range(6)]
    for client in clients:
        client.get("/healthz")  # connected: what is measured is the answer
    threads = [threading.Thread(target=lambda mine=client: given.append(ask(mine))) for client in clients]
    for thread in threads:
        thread.start()
    time.sleep(0.1)  # asked, and most of them not yet answered
    own_server.command.terminate()
    for thread in threads:
        thread.join()
    own_server.command.wait(30)
    for client in clients:
        client.close()

    assert [response.status_code for response in given] == [200] * 6


def test_the_log_names_routes_and_requests_and_never_a_question(folder: Path, model_dir: Path) -> None:
    word = "Zanzibar"
    with serving(folder, model_dir, folder / "documents") as server:
        with server.client() as client:
            client.post("/v1/ask", json={"question": f"Que dit {word} ?"}, headers={"x-request-id": "essai-journal-1"})
            client.get("/v1/search", params={"q": word})
            client.post("/v1/ask", json={"question": word * 500})
            client.get("/equipe/connexion")
        server.command.terminate()
        server.command.wait(30)
        log = server.command.stderr

    assert '"request_id": "essai-journal-1"' in log
    assert '"route": "/v1/ask"' in log
    assert '"route": "/equipe/connexion"' in log
    assert word not in log
