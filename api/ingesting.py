"""An ingest that a command asks for, told line by line, in this process or in the one that serves the data folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from pydantic import BaseModel

from domain.ports import Progress
from domain.types import Visibility

if TYPE_CHECKING:  # which takes seconds to import: a command that asks a running service is spared them
    from runtime.guichet import Guichet

Emit = Callable[[dict[str, object]], None]


class IngestIn(BaseModel):
    """Files, folders (as absolute paths) and sites (as addresses) to ingest."""

    paths: tuple[str, ...]
    default_visibility: Visibility
    prune: bool = False
    dry_run: bool = False


def run_ingest(guichet: Guichet, body: IngestIn, emit: Emit) -> None:
    """Ingest, or say what an ingest would do: `report`, `plan` and progress lines as they come."""
    if body.dry_run:
        for line in guichet.preview(body.paths, default_visibility=body.default_visibility):
            emit({"report": asdict(line)})
        return
    guichet.ingest(
        body.paths,
        default_visibility=body.default_visibility,
        prune=body.prune,
        report=lambda line: emit({"report": asdict(line)}),
        progress=progress_of(emit),
        on_plan=lambda plan: emit({"plan": {change.value: count for change, count in plan.counts().items()}}),
    )


def progress_of(emit: Emit) -> Progress:
    """How much is done, emitted."""
    return lambda done, total, label="": emit({"done": done, "total": total, "label": label})
