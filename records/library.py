"""The reading side of the records: what a hit may show, as it stands at this moment."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import asdict
from typing import TypeVar

from cachetools import LRUCache
from sqlalchemy import ColumnElement, Connection, Engine, Text, bindparam, cast, select, union
from sqlalchemy.orm import InstrumentedAttribute

from domain.types import Document, Edition, Passage, Scope, VersionNote
from records.database import reading, transaction
from records.rows import DOCUMENT_COLUMNS, PASSAGE_COLUMNS, moment, to_document, to_edition, to_passage
from records.store import LIVE
from records.tables import PassageRow, VersionRow

K = TypeVar("K")
V = TypeVar("V")

OPENING = 12
"""Passages of a document that stand for the whole of it: those further on are found by what they say."""
MAX_PASSAGES = 20_000  # kept in memory: about 40 MB
MAX_DOCUMENTS = 5_000


def _any_or_equal(column: InstrumentedAttribute[str], name: str) -> ColumnElement[bool]:
    asked = bindparam(name, type_=Text)
    return asked.is_(None) | (column == asked)


_ASKED = (
    VersionRow.state == LIVE,
    VersionRow.visibility.in_(bindparam("visibilities", expanding=True)),
    VersionRow.valid_from.is_(None) | (VersionRow.valid_from <= bindparam("as_of")),
    _any_or_equal(VersionRow.theme, "theme"),
    _any_or_equal(VersionRow.type, "type"),
)
_WHERE = select(
    PassageRow.version_id, PassageRow.ordinal, PassageRow.id, VersionRow.visibility, VersionRow.source
).join(VersionRow)
_STANDING = union(
    _WHERE.where(*_ASKED, PassageRow.id.in_(bindparam("passages", expanding=True))),
    _WHERE.where(
        *_ASKED, VersionRow.document_id.in_(bindparam("documents", expanding=True)), PassageRow.ordinal < OPENING
    ),
)
# Columns, not entities: a search reads a hundred passages, and a session would keep track of each of them.
_PASSAGES = (
    select(*PASSAGE_COLUMNS, PassageRow.version_id, VersionRow.document_id)
    .join(VersionRow)
    .where(
        PassageRow.id.in_(bindparam("passages", expanding=True)),
        PassageRow.version_id.in_(bindparam("versions", expanding=True)),
    )
)
_BESIDE = (
    select(VersionRow.document_id, PassageRow.ordinal, PassageRow.text)
    .join_from(PassageRow, VersionRow)
    .where(
        *_ASKED,
        VersionRow.document_id.in_(bindparam("documents", expanding=True)),
        PassageRow.ordinal.in_(bindparam("ordinals", expanding=True)),
    )
)
_DOCUMENTS = select(VersionRow.id, *DOCUMENT_COLUMNS).where(
    *_ASKED, VersionRow.id.in_(bindparam("versions", expanding=True))
)

_REPLACING = select(VersionRow.replaces, VersionRow.title).where(*_ASKED, cast(VersionRow.replaces, Text) != "[]")

_PassageKey = tuple[int, int]  # version, ordinal
_DocumentKey = tuple[int, str, str]  # version, visibility, source: what a standing version may still change


class SqlLibrary:
    """Reads live passages and earlier versions. Ports: domain.ports.Library and domain.ports.History.

    What a version says never changes, so rows are kept in memory once read. Which versions are live, and who may
    read them, is asked of the database every time.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._passages: LRUCache[_PassageKey, Passage] = LRUCache(MAX_PASSAGES)
        self._documents: LRUCache[_DocumentKey, Document] = LRUCache(MAX_DOCUMENTS)
        self._lock = threading.Lock()

    def find(
        self, passage_ids: Sequence[str], document_ids: Sequence[str], scope: Scope
    ) -> Mapping[str, tuple[Passage, Document]]:
        """The live passages among these ids, and those that open these documents, by id; only those in scope."""
        asked = asdict(scope) | {"visibilities": [v.value for v in scope.visibilities]}
        with reading(self._engine) as connection:
            standing = connection.execute(
                _STANDING, asked | {"passages": list(passage_ids), "documents": list(document_ids)}
            ).all()
            documents = self._kept_documents(
                connection, asked, {(r.version_id, r.visibility, r.source) for r in standing}
            )
            passages = self._kept_passages(connection, {(r.version_id, r.ordinal): r.id for r in standing})
        return {
            row.id: (passages[row.version_id, row.ordinal], documents[row.version_id])
            for row in standing
            if row.version_id in documents
        }

    def superseded(self, document_ids: Collection[str], scope: Scope) -> Mapping[str, str]:
        """Of these documents, those that another one in scope says it replaces: {id: that one's title}."""
        asked = asdict(scope) | {"visibilities": [v.value for v in scope.visibilities], "theme": None, "type": None}
        with reading(self._engine) as connection:
            rows = connection.execute(_REPLACING, asked).all()
        return {old: row.title for row in rows for old in row.replaces if old in document_ids}

    def around(self, passages: Sequence[Passage], scope: Scope) -> Mapping[str, tuple[str, str]]:
        """The texts just before and just after each passage in its document, by its id; empty at an end."""
        asked = asdict(scope) | {"visibilities": [v.value for v in scope.visibilities]}
        ordinals = {passage.ordinal + step for passage in passages for step in (-1, 1)}
        beside = {"documents": list({p.document_id for p in passages}), "ordinals": list(ordinals)}
        with reading(self._engine) as connection:
            texts = {(row.document_id, row.ordinal): row.text for row in connection.execute(_BESIDE, asked | beside)}
        return {
            p.id: (texts.get((p.document_id, p.ordinal - 1), ""), texts.get((p.document_id, p.ordinal + 1), ""))
            for p in passages
        }

    def _kept_documents(
        self, connection: Connection, asked: Mapping[str, object], wanted: Set[_DocumentKey]
    ) -> dict[int, Document]:
        """The documents of these versions; one that was withdrawn or closed to the asker meanwhile is absent."""
        kept, missing = self._kept(self._documents, wanted)
        found = {version: document for (version, *_), document in kept.items()}
        if missing:
            rows = connection.execute(_DOCUMENTS, {**asked, "versions": [version for version, *_ in missing]}).all()
            fresh = {(row.id, row.visibility, row.source): to_document(row) for row in rows}
            self._keep(self._documents, fresh)
            found |= {version: document for (version, *_), document in fresh.items()}
        return found

    def _kept_passages(self, connection: Connection, wanted: Mapping[_PassageKey, str]) -> dict[_PassageKey, Passage]:
        found, missing = self._kept(self._passages, wanted)
        if missing:
            ids = {"passages": [wanted[key] for key in missing], "versions": list({version for version, _ in missing})}
            rows = connection.execute(_PASSAGES, ids).all()
            fresh = {(row.version_id, row.ordinal): to_passage(row, row.document_id) for row in rows}
            self._keep(self._passages, fresh)
            found |= fresh
        return found

    def _kept(self, cache: LRUCache[K, V], wanted: Iterable[K]) -> tuple[dict[K, V], list[K]]:
        with self._lock:
            found = {key: value for key in wanted if (value := cache.get(key)) is not None}
        return found, [key for key in wanted if key not in found]

    def _keep(self, cache: LRUCache[K, V], fresh: Mapping[K, V]) -> None:
        with self._lock:
            cache.update(fresh)

    def version(self, document_id: str, number: int) -> Edition | None:
        """One version of a document as it was, in force or not; None when there is no such one."""
        wanted = (VersionRow.document_id == document_id, VersionRow.version == number)
        with transaction(self._engine) as session:
            row = session.scalar(select(VersionRow).where(*wanted))
            return to_edition(row) if row else None

    def versions(self, document_id: str) -> Sequence[VersionNote]:
        """The versions of a document that could be found one day, oldest first."""
        columns = (VersionRow.version, VersionRow.title, VersionRow.published_at, VersionRow.retired_at)
        published = (VersionRow.document_id == document_id, VersionRow.published_at.is_not(None))
        with transaction(self._engine) as session:
            rows = session.execute(select(*columns).where(*published).order_by(VersionRow.version))
            return tuple(VersionNote(row[0], row[1], moment(row[2]), moment(row[3])) for row in rows)
