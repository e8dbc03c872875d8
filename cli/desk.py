"""What a command may ask, answered by this process or by the one that is serving the data folder.

Both answer in the JSON of the public contract, so that a command prints the same either way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import httpx

from api.control import DeleteIn, IngestIn, PurgeIn, QueryIn, QuestionIn, ReplayIn, report_out, run_ingest
from api.models import answer_out, explained_out, replay_out, search_out
from domain.errors import DataFolderBusy, GuichetError
from domain.ports import Progress
from runtime.guichet import Guichet
from runtime.ownership import control_socket
from runtime.settings import Settings

Json = dict[str, Any]
OnLine = Callable[[Json], None]
"""Told of each line of an ingest: a `report`, a `plan`, or how much is `done`."""
WAIT_SECONDS = 30.0  # for another command to end
CONNECT_SECONDS = 10.0


class Desk(Protocol):
    """Implementations: LocalDesk, RemoteDesk (below)."""

    def ask(self, question: QuestionIn) -> Json:
        """The API's answer, its receipt kept."""
        ...

    def answer(self, query: QueryIn) -> Json:
        """The API's answer, nothing kept of it: for measures."""
        ...

    def replay(self, answer_id: str) -> Json:
        """An answer made again from its receipt."""
        ...

    def purge(self, request: PurgeIn) -> int:
        """Delete receipts; how many."""
        ...

    def search(self, query: QueryIn) -> Json:
        """The API's search results."""
        ...

    def explain(self, query: QueryIn) -> Json:
        """The same, with how the question was read and what each score is made of."""
        ...

    def ingest(self, request: IngestIn, on_line: OnLine) -> None:
        """See api/control.py."""
        ...

    def delete(self, document_ids: Sequence[str]) -> Sequence[Json]:
        """See ingest/sync.py."""
        ...

    def reindex(self, progress: Progress) -> int:
        """See ingest/sync.py."""
        ...

    def export(self) -> Iterator[Json]:
        """See runtime/export.py."""
        ...

    def status(self) -> Json:
        """See runtime/guichet.py."""
        ...


@contextmanager
def open_desk(settings: Settings, tell: Callable[[str], None], *, accept_mismatch: bool = False) -> Iterator[Desk]:
    """The serving process when there is one, else this process for as long as the context lasts."""
    socket = control_socket(settings.data_dir)
    if socket is not None:
        transport = httpx.HTTPTransport(uds=str(socket))
        timeout = httpx.Timeout(CONNECT_SECONDS, read=None)  # an ingest may be silent for minutes
        with httpx.Client(transport=transport, base_url="http://guichet", timeout=timeout) as client:
            yield RemoteDesk(client)
        return
    from runtime.wiring import open_guichet  # noqa: PLC0415 - spares seconds of imports when a service answers

    with open_guichet(settings, tell=tell, wait_seconds=WAIT_SECONDS, accept_mismatch=accept_mismatch) as guichet:
        yield LocalDesk(guichet)


class LocalDesk:
    """Works in this process, which owns the data folder."""

    def __init__(self, guichet: Guichet) -> None:
        self._guichet = guichet

    def ask(self, question: QuestionIn) -> Json:
        return question.asked_of(self._guichet).model_dump(mode="json")

    def replay(self, answer_id: str) -> Json:
        return replay_out(self._guichet.answers.replay(answer_id)).model_dump(mode="json")

    def purge(self, request: PurgeIn) -> int:
        return self._guichet.answers.purge(keep_days=request.keep_days, conversation=request.conversation)

    def answer(self, query: QueryIn) -> Json:
        return answer_out(self._guichet.answer(query.to_query())).model_dump(mode="json")

    def search(self, query: QueryIn) -> Json:
        return search_out(self._guichet.search(query.to_query())).model_dump(mode="json")

    def explain(self, query: QueryIn) -> Json:
        return explained_out(self._guichet.explain(query.to_query())).model_dump(mode="json")

    def ingest(self, request: IngestIn, on_line: OnLine) -> None:
        run_ingest(self._guichet, request, on_line)

    def delete(self, document_ids: Sequence[str]) -> Sequence[Json]:
        return [report_out(line) for line in self._guichet.delete(document_ids)]

    def reindex(self, progress: Progress) -> int:
        return self._guichet.reindex(progress)

    def export(self) -> Iterator[Json]:
        return self._guichet.export()

    def status(self) -> Json:
        return self._guichet.status().as_json()


class RemoteDesk:
    """Works through the control socket of the process that serves the data folder."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def ask(self, question: QuestionIn) -> Json:
        found: Json = self._json("POST", "/ask", question.model_dump(mode="json"))
        return found

    def answer(self, query: QueryIn) -> Json:
        found: Json = self._json("POST", "/answer", query.model_dump(mode="json"))
        return found

    def purge(self, request: PurgeIn) -> int:
        found: int = self._json("POST", "/purge", request.model_dump(mode="json"))
        return found

    def replay(self, answer_id: str) -> Json:
        found: Json = self._json("POST", "/replay", ReplayIn(answer_id=answer_id).model_dump(mode="json"))
        return found

    def search(self, query: QueryIn) -> Json:
        found: Json = self._json("POST", "/search", query.model_dump(mode="json"))
        return found

    def explain(self, query: QueryIn) -> Json:
        found: Json = self._json("POST", "/explain", query.model_dump(mode="json"))
        return found

    def ingest(self, request: IngestIn, on_line: OnLine) -> None:
        for line in self._lines("/ingest", request.model_dump(mode="json")):
            on_line(line)

    def delete(self, document_ids: Sequence[str]) -> Sequence[Json]:
        found: Sequence[Json] = self._json(
            "POST", "/delete", DeleteIn(document_ids=tuple(document_ids)).model_dump(mode="json")
        )
        return found

    def reindex(self, progress: Progress) -> int:
        documents = 0
        for line in self._lines("/reindex", {}):
            if "documents" in line:
                documents = line["documents"]
            else:
                progress(line["done"], line["total"], line["label"])
        return documents

    def export(self) -> Iterator[Json]:
        return (line["line"] for line in self._lines("/export", {}))

    def status(self) -> Json:
        found: Json = self._json("GET", "/status", None)
        return found

    def _json(self, method: str, path: str, body: Json | None) -> Any:
        try:
            response = self._client.request(method, path, json=body)
        except httpx.TransportError as exc:
            raise _unreachable(exc) from exc
        if response.is_error:
            raise _as_error(response.json())
        return response.json()

    def _lines(self, path: str, body: Json) -> Iterator[Json]:
        try:
            with self._client.stream("POST", path, json=body) as response:
                if response.is_error:
                    response.read()
                    raise _as_error(response.json())
                for text in response.iter_lines():
                    line = json.loads(text)
                    if "error" in line:
                        raise _as_error(line["error"])
                    yield line
        except httpx.TransportError as exc:
            raise _unreachable(exc) from exc


def _as_error(problem: Json) -> GuichetError:
    return GuichetError(problem["detail"], hint=problem["hint"])


def _unreachable(exc: Exception) -> GuichetError:
    return DataFolderBusy(
        f"le service qui utilise ce dossier ne répond pas ({exc})",
        hint="Vérifiez que « ./guichet serve » tourne encore, ou arrêtez-le, puis recommencez.",
    )
