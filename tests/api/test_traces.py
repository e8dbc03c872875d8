"""Spans of requests, as a real collector receives them from a real service."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from tests.api.conftest import STAFF_TOKEN, serving
from tests.conftest import CHECKOUT
from tests.integration.files import BAIL, NOTE, SCIC, write

QUESTION = "Une commune peut-elle entrer au capital d'une SCIC ?"
PERSONAL = "Madame Zéphirine Valtorta"


class Collector(ThreadingHTTPServer):
    """An OTLP collector over HTTP, on a port of its own."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiving)
        self.bodies: list[bytes] = []
        self.paths: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def spans(self) -> list[Span]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [span for r in requests for told in r.resource_spans for of in told.scope_spans for span in of.spans]


class _Receiving(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies.append(gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body)
        self.server.paths.add(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None: ...


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def told(collector: Collector, tmp_path: Path, model_dir: Path) -> Collector:
    """What a service told of an answer, a search, a page that is not there, and an error, once it has stopped."""
    documents = write(tmp_path / "documents", scic=SCIC, bail=BAIL, note=NOTE)
    with (
        serving(tmp_path, model_dir, documents, GUICHET_OTLP_ENDPOINT=collector.url + "/") as server,
        server.client() as client,
    ):
        headers = {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01", "x-request-id": "zephirine-valtorta"}
        asked = client.post("/v1/ask", json={"question": f"{QUESTION} {PERSONAL}"}, headers=headers)
        assert asked.status_code == 200
        assert client.get("/v1/search", params={"q": f"bail {PERSONAL}"}).status_code == 200
        assert client.get("/zephirine-valtorta").status_code == 404
        assert client.post("/v1/ask", json={"question": "?", "profile": {"kind": PERSONAL}}).status_code == 422
        assert client.get("/v1/queue", headers={"authorization": f"Bearer {STAFF_TOKEN}"}).status_code == 401
    return collector


def test_a_request_and_its_stages_are_told_and_nothing_that_a_person_wrote(told: Collector) -> None:
    spans = told.spans()

    assert told.paths == {"/v1/traces"}
    requests = {span.name: span for span in spans if span.kind == Span.SPAN_KIND_SERVER}
    assert {"POST /v1/ask", "GET /v1/search", "GET", "GET /v1/queue"} <= requests.keys()
    asked = next(span for span in spans if span.name == "POST /v1/ask" and _attribute(span, "status_code") == 200)
    stages = {span.name: span for span in spans if span.trace_id == asked.trace_id and span is not asked}
    assert {"search", "compose", "receipt"} <= stages.keys()
    for stage in stages.values():
        assert stage.parent_span_id == asked.span_id
        assert asked.start_time_unix_nano <= stage.start_time_unix_nano <= stage.end_time_unix_nano
        assert stage.end_time_unix_nano <= asked.end_time_unix_nano
    # A caller's header does not choose the trace: anyone could write in one's own.
    assert asked.trace_id != bytes.fromhex("a" * 32)
    assert not asked.parent_span_id
    allowed = {"http.request.method", "http.route", "http.response.status_code"}
    assert {one.key for span in spans for one in span.attributes} == allowed
    assert not [span for span in spans if span.events or span.links or span.status.message]
    sent = b"".join(told.bodies).decode("utf-8", "replace").casefold()
    for word in ("capital", "scic", "bail", "zéphirine", "zephirine", "valtorta", "127.0.0.1", STAFF_TOKEN):
        assert word not in sent


def test_an_error_of_ours_is_told_by_its_status_alone(collector: Collector, tmp_path: Path, model_dir: Path) -> None:
    with (
        serving(tmp_path, model_dir, None, GUICHET_OTLP_ENDPOINT=collector.url) as server,
        server.client() as client,
    ):
        assert client.get("/readyz").status_code == 503

    [span] = [span for span in collector.spans() if span.name == "GET /readyz"]
    assert span.status.code == Status.STATUS_CODE_ERROR
    assert (_attribute(span, "status_code"), span.status.message, len(span.events)) == (503, "", 0)


def test_a_collector_that_is_away_stops_neither_an_answer_nor_the_service(tmp_path: Path, model_dir: Path) -> None:
    documents = write(tmp_path / "documents", scic=SCIC)
    with (
        serving(tmp_path, model_dir, documents, GUICHET_OTLP_ENDPOINT="http://127.0.0.1:1") as server,
        server.client() as client,
    ):
        assert client.post("/v1/ask", json={"question": QUESTION}).json()["status"] == "answered"


def test_without_a_collector_nothing_that_sends_spans_is_loaded() -> None:
    code = "import sys, cli.serve; print(*(m for m in sys.modules if m.startswith('opentelemetry.exporter')))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)

    assert "http" not in loaded.stdout


def _attribute(span: Span, ending: str) -> int:
    return int(next(one.value.int_value for one in span.attributes if one.key.endswith(ending)))
