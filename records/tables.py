"""The tables. Migrations in records/migrations make them; a test holds the two equal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, MetaData, String, Text, UniqueConstraint, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """Names every constraint, so that a later migration can name what it changes."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class SourceRow(Base):
    """A file that was ingested, or failed to be."""

    __tablename__ = "sources"

    path: Mapped[str] = mapped_column(Text, primary_key=True)
    root: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    hint: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(String(64), default="", server_default="")
    checked_at: Mapped[datetime]


class PlaceRow(Base):
    """A file that gives a document: one of two files with the same content gives no second document."""

    __tablename__ = "places"

    path: Mapped[str] = mapped_column(ForeignKey("sources.path", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    document_id: Mapped[str] = mapped_column(String(200), index=True)
    visibility: Mapped[str] = mapped_column(String(16))


class VersionRow(Base):
    """One version of a document. State: see records/store.py."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("document_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(String(200), index=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, index=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    chunker: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(Text, default="")
    publisher: Mapped[str] = mapped_column(Text, default="")
    published: Mapped[date | None]
    url: Mapped[str] = mapped_column(Text, default="")
    theme: Mapped[str] = mapped_column(Text, default="")
    visibility: Mapped[str] = mapped_column(String(16))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    replaces: Mapped[list[str]] = mapped_column(JSON, default=list)
    a_verifier: Mapped[bool] = mapped_column(default=False)
    demonstration: Mapped[bool] = mapped_column(default=False)
    pages: Mapped[int | None]
    blocks: Mapped[list[list[Any]]] = mapped_column(JSON, deferred=True)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]

    passages: Mapped[list[PassageRow]] = relationship(
        back_populates="version", cascade="all, delete-orphan", order_by="PassageRow.ordinal"
    )


class PassageRow(Base):
    """A passage of one version. The same passage id may stand in two versions of its document."""

    __tablename__ = "passages"

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(64), index=True)
    text: Mapped[str] = mapped_column(Text)
    span_start: Mapped[int]
    span_end: Mapped[int]
    heading_path: Mapped[list[str]] = mapped_column(JSON)
    page: Mapped[int | None]
    page_end: Mapped[int | None]
    page_label: Mapped[str | None] = mapped_column(String(32))
    sentences: Mapped[list[list[int]]] = mapped_column(JSON)
    references: Mapped[list[str]] = mapped_column("legal_references", JSON)
    ocr: Mapped[float | None] = mapped_column(Float)

    version: Mapped[VersionRow] = relationship(back_populates="passages")


class AnswerRow(Base):
    """An answer that was given, with what it was made from: see records/receipts.py."""

    __tablename__ = "answers"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), index=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    question: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    theme: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float] = mapped_column(Float)
    composer: Mapped[str] = mapped_column(String(16))
    stale: Mapped[bool] = mapped_column(default=False, server_default=false())
    receipt: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)


class FeedbackRow(Base):
    """What was said of an answer: the last word counts."""

    __tablename__ = "feedback"

    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    useful: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]


class KeyRow(Base):
    """A key of another program: the digest of its secret, never the secret."""

    __tablename__ = "keys"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AccountRow(Base):
    """A person who signs in; `password` is a hash in the PHC format."""

    __tablename__ = "accounts"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    password: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class SessionRow(Base):
    """A signed-in browser, under the digest of its cookie."""

    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.name", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]


class TaskRow(Base):
    """What staff decided of a question that waits in their queue, under the digest of what it asks."""

    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    status: Mapped[str] = mapped_column(String(16))
    assignee: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]


class ValidatedRow(Base):
    """One version of an answer that staff validated. A change adds a version; the last one counts."""

    __tablename__ = "validated"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    wordings: Mapped[list[str]] = mapped_column(JSON)
    sentences: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(Text)
    validated_at: Mapped[datetime]
    review_by: Mapped[date | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class EvalRunRow(Base):
    """A run of the eval set: see records/eval_runs.py. `code`, `documents` and `cases` are digests."""

    __tablename__ = "eval_runs"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    author: Mapped[str] = mapped_column(Text)
    dataset: Mapped[str] = mapped_column(Text)
    split: Mapped[str] = mapped_column(String(16))
    retriever: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    done: Mapped[int]
    total: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(String(64))
    documents: Mapped[str] = mapped_column(String(64))
    cases: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(Text)
    machine: Mapped[str] = mapped_column(Text)
    figures: Mapped[dict[str, list[float]]] = mapped_column(JSON)
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, deferred=True)
