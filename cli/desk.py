"""What a command may ask, answered by this process or by the one that is serving the data folder.

Both answer in the JSON of the public contract, so that a command prints the same either way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import httpx
from pydantic import TypeAdapter

from api.ingesting import IngestIn, run_ingest
from api.orders import Order
from domain.errors import DataFolderBusy, GuichetError
from domain.ports import Progress
from runtime.ownership import control_socket
from runtime.settings import Settings

if TYPE_CHECKING:  # see api/ingesting.py
    from runtime.guichet import Guichet

Json = dict[str, Any]
_AS_JSON: TypeAdapter[Any] = TypeAdapter(Any)
OnLine = Callable[[Json], None]
"""Told of each line of an ingest: a `report`, a `plan`, or how much is `done`."""
WAIT_SECONDS = 30.0  # for another command to end
CONNECT_SECONDS = 10.0


class Desk(Protocol):
    """Implementations: LocalDesk, RemoteDesk (below)."""

    def do(self, order: Order) -> Any:
        """What an order gives, as JSON values: see api/orders.py."""
        ...

    def ingest(self, request: IngestIn, on_line: OnLine) -> None:
        """See api/ingesting.py."""
        ...

    def reindex(self, progress: Progress) -> int:
        """See ingest/rebuild.py."""
        ...

    def export(self) -> Iterator[Json]:
        """See runtime/export.py."""
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

    def do(self, order: Order) -> Any:
        return _AS_JSON.dump_python(order.done_by(self._guichet), mode="json")

    def ingest(self, request: IngestIn, on_line: OnLine) -> None:
        run_ingest(self._guichet, request, on_line)

    def reindex(self, progress: Progress) -> int:
        return self._guichet.reindex(progress)

    def export(self) -> Iterator[Json]:
        return self._guichet.export()


class RemoteDesk:
    """Works through the control socket of the process that serves the data folder."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def do(self, order: Order) -> Any:
        return self._json(f"/{order.name}", order.model_dump(mode="json"))

    def ingest(self, request: IngestIn, on_line: OnLine) -> None:
        for line in self._lines("/ingest", request.model_dump(mode="json")):
            on_line(line)

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

    def _json(self, path: str, body: Json) -> Any:
        try:
            response = self._client.post(path, json=body)
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
