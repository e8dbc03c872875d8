"""What Prometheus may read: counted over everybody, of public documents only, never a word of a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from domain.memo import MemoStats
from domain.types import Counts
from runtime.traces import Traces

MEDIA_TYPE = CONTENT_TYPE_LATEST
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_OTHER_METHOD = "other"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """One a process, with a registry of its own. Safe from several threads.

    `traces`, when a service has them, are told of each stage.
    """

    traces: Traces | None = None

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self._requests = Counter(
            "guichet_requests", "Requêtes, par route et par code.", ("method", "route", "status"), registry=registry
        )
        self._request_seconds = Histogram(
            "guichet_request_seconds", "Durée des requêtes.", ("route",), buckets=_SECONDS, registry=registry
        )
        self._answers = Counter(
            "guichet_answers", "Réponses données, par état et par rédacteur.", ("status", "composer"), registry=registry
        )
        self._stages = Histogram(
            "guichet_stage_seconds", "Durée des étapes d'une réponse.", ("stage",), buckets=_SECONDS, registry=registry
        )
        self.in_hand = Gauge("guichet_requests_in_hand", "Requêtes en cours.", registry=registry)
        self._documents = Gauge("guichet_documents", "Documents publics, par état.", ("status",), registry=registry)
        self._passages = Gauge("guichet_passages", "Passages publics consultables.", registry=registry)
        self._waiting = Gauge("guichet_queue_waiting", "Questions sans réponse utile.", registry=registry)
        self._ingesting = Gauge("guichet_ingests_in_hand", "Documents en cours de lecture.", registry=registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; those that no route took are counted together, and so are those of unusual methods.

        A client writes any word for a method, and each would be a series that is kept for good.
        """
        told = method if method in _METHODS else _OTHER_METHOD
        self._requests.labels(told if route else "", route, str(status)).inc()
        if route:
            self._request_seconds.labels(route).observe(seconds)

    def answer(self, status: str, composer: str) -> None:
        """Count an answer."""
        self._answers.labels(status, composer).inc()

    @contextmanager
    def stage(self, stage: str) -> Iterator[None]:
        """Time a stage. Port: domain.ports.Timed."""
        started = perf_counter()
        try:
            with self.traces.stage(stage) if self.traces else nullcontext():
                yield
        finally:
            self._stages.labels(stage).observe(perf_counter() - started)

    @contextmanager
    def ingesting(self) -> Iterator[None]:
        """Count a change of the documents while it lasts."""
        with self._ingesting.track_inprogress():
            yield

    def read(self, counts: Counts, waiting: int) -> bytes:
        """Everything in the text format, with how much is public and what waits for staff now."""
        self._documents.clear()
        for status, count in counts.public.items():
            self._documents.labels(status.value).set(count)
        self._passages.set(counts.public_passages)
        self._waiting.set(waiting)
        return generate_latest(self._registry)


def read_caches(caches: Mapping[str, MemoStats]) -> bytes:
    """What memories hold, by name, in the same format. Not for the public: it grows when private documents are read."""
    registry = CollectorRegistry()
    registry.register(_Caches(caches))
    return generate_latest(registry)


class _Caches(Collector):
    def __init__(self, caches: Mapping[str, MemoStats]) -> None:
        self._caches = caches

    def collect(self) -> Iterable[Metric]:
        told: tuple[CounterMetricFamily | GaugeMetricFamily, ...] = (
            CounterMetricFamily("guichet_cache_hits", "Valeurs trouvées en mémoire.", labels=("cache",)),
            CounterMetricFamily("guichet_cache_misses", "Valeurs calculées ou lues de nouveau.", labels=("cache",)),
            GaugeMetricFamily("guichet_cache_size", "Valeurs gardées en mémoire.", labels=("cache",)),
        )
        for name, one in sorted(self._caches.items()):
            for family, count in zip(told, (one.hits, one.misses, one.size), strict=True):
                family.add_metric((name,), count)
        return told
