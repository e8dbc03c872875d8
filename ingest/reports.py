"""What an ingest says of each document and file: one line each, for a person and for `--json`."""

from __future__ import annotations

from domain.errors import GuichetError
from domain.types import Change, Document, DocumentStatus, IngestReport, LiveVersion
from ingest.plan import Entry

_PRUNE_HINT = "Pour le retirer, relancez l'ingestion avec --prune."
_EMPTY_HINT = "Vérifiez que le disque est monté ; pour retirer le document, utilisez « ./guichet delete »."


def of_document(
    path: str, document: Document, status: DocumentStatus, change: Change, passages: int, reason: str = ""
) -> IngestReport:
    """A document that was read."""
    return IngestReport(path, status, document.id, document.title, change, passages, document.pages, reason)


def unchanged(path: str, live: LiveVersion) -> IngestReport:
    """A document whose file is the same as last time."""
    return of_document(path, live.document, live.status, Change.SAME, live.passages, live.reason)


def refused(path: str, error: GuichetError, kept: str = "") -> IngestReport:
    """A file that cannot be read; `kept` says what became of its former version."""
    return IngestReport(path, DocumentStatus.REFUSED, reason=f"{error}{kept}", hint=error.hint)


def removed(live: LiveVersion) -> IngestReport:
    """A document that no longer answers."""
    return of_document(live.document.source, live.document, DocumentStatus.GONE, Change.GONE, 0)


def file_gone(live: LiveVersion, path: str, *, folder_is_empty: bool = False) -> IngestReport:
    """A document that still answers though its file is no longer there."""
    why = "le dossier est vide : rien n'a été retiré" if folder_is_empty else "le fichier n'est plus là"
    return IngestReport(
        path,
        live.status,
        live.document.id,
        live.document.title,
        Change.GONE,
        live.passages,
        live.document.pages,
        f"{why}, le document reste consultable",
        _EMPTY_HINT if folder_is_empty else _PRUNE_HINT,
    )


def planned(entry: Entry) -> IngestReport:
    """A file that an ingest would read."""
    return IngestReport(entry.path, DocumentStatus.DISCOVERED, change=entry.change, reason=twin(entry))


def twin(entry: Entry) -> str:
    """What a renamed or duplicate file has to do with another."""
    if entry.change is Change.RENAMED:
        return f"auparavant {entry.twin}"
    return f"même contenu que {entry.twin}" if entry.change is Change.DUPLICATE else ""
