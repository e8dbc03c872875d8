"""Where a request's time goes, told to an OpenTelemetry collector that the administrator names; to nobody by default.

A span says a route, a method, a status, the name of a stage: nothing that a person wrote, no address, no error's words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from http import HTTPStatus
from typing import TYPE_CHECKING

from domain.errors import BadSetting

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

TRACES_PATH = "/v1/traces"
SERVICE = "guichet"
EXPORT_SECONDS = 5.0


class RequestSpan:
    """The span of a request that is under way."""

    def __init__(self, span: Span) -> None:
        self._span = span

    def ended(self, method: str, route: str, status: int) -> None:
        """Name it: its route is only known once it was found ("" when none was)."""
        from opentelemetry.trace import StatusCode  # noqa: PLC0415

        self._span.update_name(f"{method} {route}".rstrip())
        self._span.set_attribute("http.request.method", method)
        self._span.set_attribute("http.route", route)
        self._span.set_attribute("http.response.status_code", status)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._span.set_status(StatusCode.ERROR)


class Traces:
    """Spans of requests, and of their stages. Safe from several threads."""

    def __init__(self, provider: TracerProvider) -> None:
        self._tracer = provider.get_tracer(SERVICE)

    @contextmanager
    def request(self) -> Iterator[RequestSpan]:
        """The span of a request, while the context lasts; it stands on no other, whatever its headers say."""
        from opentelemetry.context import Context  # noqa: PLC0415
        from opentelemetry.trace import SpanKind  # noqa: PLC0415

        # An exception's words may hold a question: none is recorded.
        with self._tracer.start_as_current_span(
            SERVICE, Context(), SpanKind.SERVER, record_exception=False, set_status_on_exception=False
        ) as span:
            yield RequestSpan(span)

    def stage(self, name: str) -> AbstractContextManager[object]:
        """The span of a stage of the request under way; nothing outside of one (a run of the eval set)."""
        from opentelemetry.trace import get_current_span  # noqa: PLC0415

        if not get_current_span().is_recording():
            return nullcontext()
        return self._tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False)


@contextmanager
def exported(endpoint: str | None) -> Iterator[Traces | None]:
    """What sends spans to the collector at this address, in a thread of its own; the last ones go at the end.

    Without an address, None, and no library is loaded.

    Raises:
        BadSetting: the libraries are not installed.
    """
    if endpoint is None:
        yield None
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as exc:
        raise BadSetting(
            "GUICHET_OTLP_ENDPOINT : les bibliothèques d'OpenTelemetry manquent",
            hint="Installez-les (« .venv/bin/pip install opentelemetry-exporter-otlp-proto-http »), "
            "ou retirez ce réglage.",
        ) from exc
    # Not the process's own provider: libraries that look for one would send spans of theirs, with all that they hold.
    provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}), shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=endpoint.rstrip("/") + TRACES_PATH, timeout=EXPORT_SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    try:
        yield Traces(provider)
    finally:
        provider.shutdown()
