"""What Prometheus reads of memories."""

from __future__ import annotations

from domain.memo import Kept
from domain.types import Counts
from runtime.metrics import Metrics


def read(metrics: Metrics) -> set[str]:
    nothing = Counts(0, 0, 0, demonstration=False, public={}, public_passages=0)
    return set(metrics.read(nothing, 0).decode().splitlines())


def test_hits_misses_and_size_of_each_memory_are_told() -> None:
    metrics = Metrics()
    kept: Kept[str, int] = Kept("une mémoire d’essai", limit=2)
    kept.add({"a": 1, "b": 2, "c": 3})
    kept.among(["a", "b", "c"])

    told = read(metrics)

    for what, count in (("hits_total", 2), ("misses_total", 1), ("size", 2)):
        assert f'guichet_cache_{what}{{cache="une mémoire d’essai"}} {count}.0' in told
    kept.among(["b"])
    assert 'guichet_cache_hits_total{cache="une mémoire d’essai"} 3.0' in read(metrics)
