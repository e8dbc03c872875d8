"""The JSON of the staff's document routes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from fastapi import UploadFile
from pydantic import BaseModel

from domain.types import Change, DocumentStatus, Edition, IngestReport, LiveVersion, VersionNote, Visibility


class FieldsIn(BaseModel):
    """What may be said of a document beside its file: the public contract's front matter, checked by the reader."""

    id: str | None = None
    title: str | None = None
    type: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    theme: str | None = None
    visibility: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    replaces: list[str] | None = None
    a_verifier: bool | None = None

    def given(self) -> Mapping[str, Any]:
        """The fields that were filled in."""
        fields = self.model_dump(exclude={"file"})
        return {name: value for name, value in fields.items() if value not in (None, "", [])}


class NewDocumentIn(FieldsIn):
    """A document sent by staff."""

    file: UploadFile


class ChangedDocumentIn(FieldsIn):
    """Another file, or other fields, for a document sent by staff."""

    file: UploadFile | None = None


class ReportOut(BaseModel):
    """What became of a document that was sent or deleted."""

    document_id: str
    title: str
    status: DocumentStatus
    change: Change
    passages: int
    pages: int | None
    reason: str


class DocumentOut(BaseModel):
    """A document that can be found."""

    id: str
    title: str
    version: int
    type: str
    publisher: str
    published: date | None
    url: str
    theme: str
    visibility: Visibility
    valid_from: date | None
    valid_until: date | None
    replaces: tuple[str, ...]
    a_verifier: bool
    demonstration: bool
    pages: int | None


class ListedDocumentOut(DocumentOut):
    """A document with where it stands on its walk."""

    status: DocumentStatus
    reason: str
    passages: int


class DocumentListOut(BaseModel):
    """Documents by id; `next` is the last id given when more follow."""

    documents: tuple[ListedDocumentOut, ...]
    next: str | None


class PassageOut(BaseModel):
    """A stretch of a document as it is searched and cited."""

    id: str
    text: str
    heading_path: tuple[str, ...]
    page: int | None
    page_end: int | None
    page_label: str | None
    ocr: float | None


class VersionOut(BaseModel):
    """When a version could be found."""

    version: int
    title: str
    published_at: datetime | None
    retired_at: datetime | None


class DocumentDetailOut(DocumentOut):
    """One version of a document with its passages, and the list of its versions."""

    passages: tuple[PassageOut, ...]
    versions: tuple[VersionOut, ...]


def report_out(report: IngestReport) -> ReportOut:
    """A report without the server's own paths."""
    return ReportOut(
        document_id=report.document_id or "",
        title=report.title,
        status=report.status,
        change=report.change,
        passages=report.passages,
        pages=report.pages,
        reason=report.reason if report.change is not Change.DUPLICATE else "même contenu qu'un autre document",
    )


def list_out(versions: Sequence[LiveVersion], *, limit: int, after: str | None) -> DocumentListOut:
    """At most `limit` documents whose id comes after `after`."""
    # Sorted here: a database compares texts in its own collation, and `after` is compared as Python does.
    ordered = sorted(versions, key=lambda version: version.document.id)
    following = [version for version in ordered if after is None or version.document.id > after]
    page = following[:limit]
    listed = tuple(
        ListedDocumentOut.model_validate(
            asdict(live.document) | {"status": live.status, "reason": live.reason, "passages": live.passages}
        )
        for live in page
    )
    return DocumentListOut(documents=listed, next=page[-1].document.id if len(following) > limit else None)


def detail_out(edition: Edition, versions: Sequence[VersionNote]) -> DocumentDetailOut:
    """A version in full."""
    return DocumentDetailOut.model_validate(
        asdict(edition.document)
        | {"passages": [asdict(passage) for passage in edition.passages], "versions": [asdict(v) for v in versions]}
    )
