"""The reading side of the records: what a hit may show, as it stands at this moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, Engine, Text, bindparam, case, cast, select
from sqlalchemy.orm import InstrumentedAttribute

from domain.memo import Kept
from domain.types import Document, Edition, Passage, Scope, VersionNote
from records.database import reading, transaction
from records.rows import DOCUMENT_COLUMNS, PASSAGE_COLUMNS, moment, to_document, to_edition, to_passage
from records.store import LIVE
from records.tables import PassageRow, VersionRow

OPENING = 12
"""Passages of a document that stand for the whole of it: those further on are found by what they say."""
MAX_PASSAGES = 20_000  # kept in memory: about 40 MB
MAX_HOMES = 100_000  # passages of which it is known whose they are: about 20 MB
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
_STANDING = select(VersionRow.id, VersionRow.document_id, VersionRow.visibility, VersionRow.source).where(
    *_ASKED, VersionRow.document_id.in_(bindparam("documents", expanding=True))
)
_HOMES = (
    select(PassageRow.id, VersionRow.document_id)
    .join(VersionRow)
    .where(PassageRow.id.in_(bindparam("passages", expanding=True)))
    .distinct()
)
_OPENINGS = (
    select(PassageRow.version_id, PassageRow.id)
    .where(PassageRow.version_id.in_(bindparam("versions", expanding=True)), PassageRow.ordinal < OPENING)
    .order_by(PassageRow.version_id, PassageRow.ordinal)
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

_PassageKey = tuple[int, str]  # version, passage
_DocumentKey = tuple[int, str, str]  # version, visibility, source: what a standing version may still change


class SqlLibrary:
    """Reads live passages and earlier versions. Ports: domain.ports.Library and domain.ports.History.

    What a version says never changes, nor does the document of a passage: both are kept in memory once read. Which
    versions are live, and who may read them, is asked of the database every time.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._passages = Kept[_PassageKey, Passage]("passages", MAX_PASSAGES)
        self._homes = Kept[str, str]("passage_documents", MAX_HOMES)
        self._openings = Kept[int, tuple[str, ...]]("document_openings", MAX_DOCUMENTS)
        self._documents = Kept[_DocumentKey, Document]("documents", MAX_DOCUMENTS)

    def find(
        self, passage_ids: Sequence[str], document_ids: Sequence[str], scope: Scope
    ) -> Mapping[str, tuple[Passage, Document]]:
        """The live passages among these ids, and those that open these documents, by id; only those in scope."""
        asked = _asked(scope)
        with reading(self._engine) as connection:
            homes = self._kept_homes(connection, passage_ids)
            wanted = {"documents": list({*homes.values(), *document_ids})}
            standing = connection.execute(_STANDING, asked | wanted).all()
            documents = self._kept_documents(connection, asked, {(r.id, r.visibility, r.source) for r in standing})
            live = {document.id: version for version, document in documents.items()}
            opened = [live[i] for i in document_ids if i in live]
            keys = {(live[home], passage) for passage, home in homes.items() if home in live}
            for version, opening in self._kept_openings(connection, opened).items():
                keys.update((version, passage) for passage in opening)
            passages = self._kept_passages(connection, keys)
        return {passage: (found, documents[version]) for (version, passage), found in passages.items()}

    def superseded(self, document_ids: Collection[str], scope: Scope) -> Mapping[str, str]:
        """Of these documents, those that another one in scope says it replaces: {id: that one's title}."""
        asked = _asked(replace(scope, theme=None, type=None))
        with reading(self._engine) as connection:
            rows = connection.execute(_REPLACING, asked).all()
        return {old: row.title for row in rows for old in row.replaces if old in document_ids}

    def around(self, passages: Sequence[Passage], scope: Scope) -> Mapping[str, tuple[str, str]]:
        """The texts just before and just after each passage in its document, by its id; empty at an end."""
        asked = _asked(scope)
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
        kept, missing = self._documents.among(wanted)
        found = {version: document for (version, *_), document in kept.items()}
        if missing:
            rows = connection.execute(_DOCUMENTS, {**asked, "versions": [version for version, *_ in missing]}).all()
            fresh = {(row.id, row.visibility, row.source): to_document(row) for row in rows}
            self._documents.add(fresh)
            found |= {version: document for (version, *_), document in fresh.items()}
        return found

    def _kept_homes(self, connection: Connection, passages: Sequence[str]) -> dict[str, str]:
        """The document of each passage that a version holds, live or not."""
        found, missing = self._homes.among(passages)
        if missing:
            fresh = {row.id: row.document_id for row in connection.execute(_HOMES, {"passages": missing})}
            self._homes.add(fresh)
            found |= fresh
        return found

    def _kept_openings(self, connection: Connection, versions: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The passages that open each version."""
        found, missing = self._openings.among(versions)
        if missing:
            fresh: dict[int, tuple[str, ...]] = dict.fromkeys(missing, ())
            for row in connection.execute(_OPENINGS, {"versions": missing}):
                fresh[row.version_id] += (row.id,)
            self._openings.add(fresh)
            found |= fresh
        return found

    def _kept_passages(self, connection: Connection, wanted: Set[_PassageKey]) -> dict[_PassageKey, Passage]:
        """These passages; one that is not in its version is absent."""
        found, missing = self._passages.among(wanted)
        if missing:
            ids = {"passages": [passage for _, passage in missing], "versions": list({one for one, _ in missing})}
            rows = connection.execute(_PASSAGES, ids).all()
            fresh = {(row.version_id, row.id): to_passage(row, row.document_id) for row in rows}
            self._passages.add(fresh)
            found |= fresh
        return found

    def holding(self, passage_id: str) -> tuple[str, int] | None:
        """The document and the version that hold a passage: the live one, else the last that could be found."""
        columns = select(VersionRow.document_id, VersionRow.version).join(PassageRow)
        published = (PassageRow.id == passage_id, VersionRow.published_at.is_not(None))
        order = (case((VersionRow.state == LIVE, 0), else_=1), VersionRow.version.desc())
        with reading(self._engine) as connection:
            row = connection.execute(columns.where(*published).order_by(*order).limit(1)).first()
        return (row.document_id, row.version) if row else None

    def version(self, document_id: str, number: int) -> Edition | None:
        """One version of a document as it was, in force or not; None when no such one could ever be found."""
        wanted = (*_published(document_id), VersionRow.version == number)
        with transaction(self._engine) as session:
            row = session.scalar(select(VersionRow).where(*wanted))
            return to_edition(row) if row else None

    def text(self, document_id: str, number: int, passage_id: str) -> str | None:
        """What a passage of a version says; None when there is no such one."""
        passage = (*_published(document_id), VersionRow.version == number, PassageRow.id == passage_id)
        with reading(self._engine) as connection:
            said: str | None = connection.scalar(select(PassageRow.text).join(VersionRow).where(*passage))
        return said

    def versions(self, document_id: str) -> Sequence[VersionNote]:
        """The versions of a document that could be found one day, oldest first."""
        columns = (VersionRow.version, VersionRow.title, VersionRow.published_at, VersionRow.retired_at)
        with transaction(self._engine) as session:
            rows = session.execute(select(*columns).where(*_published(document_id)).order_by(VersionRow.version))
            return tuple(VersionNote(row[0], row[1], moment(row[2]), moment(row[3])) for row in rows)


def _published(document_id: str) -> tuple[ColumnElement[bool], ...]:
    return VersionRow.document_id == document_id, VersionRow.published_at.is_not(None)


def _asked(scope: Scope) -> dict[str, object]:
    """What the conditions of a scope are filled with."""
    visibilities = [visibility.value for visibility in scope.visibilities]
    return {"visibilities": visibilities, "as_of": scope.as_of, "theme": scope.theme, "type": scope.type}
