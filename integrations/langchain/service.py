"""A Guichet that is served elsewhere, over HTTP: requests, events, and errors in the words of the service."""

from __future__ import annotations

import json
import weakref
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import httpx
from pydantic import BaseModel, Field, SecretStr

from domain.errors import GuichetError

Json = dict[str, Any]
Event = tuple[str, Json]
"""The name of a server-sent event, and its data."""
CONNECT_SECONDS = 10.0
_STREAM = {"Accept": "text/event-stream"}


class Remote(BaseModel):
    """Where a Guichet is served, and what opens it; to be mixed in."""

    base_url: str
    """Its address, without /v1."""
    api_key: SecretStr | None = None
    """A key (`guichet keys create`) or a token; without one, public documents are read."""
    timeout: float = Field(default=30.0, gt=0)
    """Seconds that the service may be silent for."""

    @cached_property
    def _service(self) -> Service:
        return Service(self.base_url, self.api_key.get_secret_value() if self.api_key else None, self.timeout)


class Service:
    """Requests to a service. Each method raises GuichetError with what the service says, or that it does not answer."""

    def __init__(self, base_url: str, api_key: str | None, timeout: float) -> None:
        self._url = base_url.rstrip("/")
        self._settings: Json = {
            "base_url": self._url,
            "headers": {"Authorization": f"Bearer {api_key}"} if api_key else {},
            "timeout": httpx.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)),
            # Certificates are read once: it takes longer than a request. Plain HTTP has none.
            "verify": httpx.create_ssl_context() if self._url.startswith("https:") else False,
        }
        self._client = httpx.Client(**self._settings)
        weakref.finalize(self, self._client.close)

    def send(self, method: str, path: str, **content: Any) -> Json:
        """What the service answers."""
        with self._telling():
            return _json_of(self._client.request(method, path, **content))

    async def asend(self, method: str, path: str, **content: Any) -> Json:
        """What the service answers."""
        with self._telling():
            async with self._async_client() as client:
                return _json_of(await client.request(method, path, **content))

    def events(self, path: str, body: Mapping[str, Any]) -> Iterator[Event]:
        """The events that the service answers with, as they come."""
        with self._telling(), self._client.stream("POST", path, json=body, headers=_STREAM) as response:
            if not response.is_success:
                response.read()
                raise _error_of(response)
            reading = _Reading()
            for line in response.iter_lines():
                yield from reading.line(line)

    async def aevents(self, path: str, body: Mapping[str, Any]) -> AsyncIterator[Event]:
        """The events that the service answers with, as they come."""
        with self._telling():
            async with (
                self._async_client() as client,
                client.stream("POST", path, json=body, headers=_STREAM) as response,
            ):
                if not response.is_success:
                    await response.aread()
                    raise _error_of(response)
                reading = _Reading()
                async for line in response.aiter_lines():
                    for event in reading.line(line):
                        yield event

    def _async_client(self) -> httpx.AsyncClient:
        """One a call: its connections belong to the event loop that runs, and a caller may run several in turn."""
        return httpx.AsyncClient(**self._settings)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except httpx.TimeoutException as exc:
            raise _told(
                f"le service {self._url} n'a pas répondu à temps", "Réessayez, ou donnez un « timeout » plus long."
            ) from exc
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            raise _told(
                f"le service {self._url} ne répond pas ({exc})",
                "Vérifiez l'adresse, et que « ./guichet serve » y tourne.",
            ) from exc


class _Reading:
    """Server-sent events, line by line (WHATWG HTML, « Server-sent events »)."""

    def __init__(self) -> None:
        self._name, self._data = "message", list[str]()

    def line(self, line: str) -> Iterator[Event]:
        if line:
            field, _, value = line.partition(":")
            if field == "event":
                self._name = value.removeprefix(" ")
            elif field == "data":
                self._data.append(value.removeprefix(" "))
            return
        if self._data:
            yield self._name, json.loads("\n".join(self._data))
        self._name, self._data = "message", []


def problem_error(problem: Mapping[str, Any]) -> GuichetError:
    """The error that an RFC 9457 problem of the service tells."""
    return _told(str(problem["detail"]), str(problem.get("hint", "")))


def _json_of(response: httpx.Response) -> Json:
    if not response.is_success:
        raise _error_of(response)
    try:
        found = response.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _told(f"ce qui répond à {response.url} n'est pas Guichet", "Vérifiez « base_url ».")
    return found


def _error_of(response: httpx.Response) -> GuichetError:
    try:
        return problem_error(response.json())
    except (ValueError, KeyError, TypeError):  # a proxy's own page, most often
        return _told(
            f"le service a répondu {response.status_code} {response.reason_phrase}",
            "Vérifiez « base_url », et ce qui se tient entre ce programme et le service.",
        )


def _told(message: str, hint: str) -> GuichetError:
    error = GuichetError(message, hint=hint)
    if hint:
        error.add_note(f"À faire : {hint}")  # so that a traceback says it too
    return error
