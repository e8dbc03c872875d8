"""A run of the eval set, as the records keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class EvalState(StrEnum):
    """Where a run stands. One that a stop interrupted has failed."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric: its value, its 95 % interval, and the sum below."""

    value: float
    low: float
    high: float
    count: float


@dataclass(frozen=True, slots=True)
class EvalRun:
    """A run without its cases. Moments are in UTC; `total` is 0 until the cases are read.

    `author` is who asked for it, `dataset` a name or a folder, `split` dev, test or all, `reason` why it failed, in
    French. `code`, `documents` and `cases` are digests: of the program, of the documents that could be found, of the
    questions. Two runs that share them differ by chance alone. `figures` are over all its cases, by metric.
    """

    id: str
    author: str
    dataset: str
    split: str
    retriever: str
    state: EvalState
    started_at: datetime
    finished_at: datetime | None = None
    done: int = 0
    total: int = 0
    reason: str = ""
    code: str = ""
    documents: str = ""
    cases: str = ""
    model: str = ""
    machine: str = ""
    figures: Mapping[str, Figure] = field(default_factory=dict)
