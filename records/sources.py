"""Files and the documents they give, in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import groupby

from sqlalchemy import Engine, delete, select, update

from domain.types import DocumentStatus, Place, Source, Visibility
from records.database import put, transaction
from records.rows import stored
from records.tables import PlaceRow, SourceRow, VersionRow


class SqlSources:
    """Port: domain.ports.Sources. One instance a process; safe from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> Mapping[str, Source]:
        """Every file known, by path, in the order of paths."""
        with transaction(self._engine) as session:
            rows = session.scalars(select(SourceRow).order_by(SourceRow.path))
            return {row.path: _source(row) for row in rows}

    def at(self, path: str) -> Source | None:
        """What is known of a file."""
        with transaction(self._engine) as session:
            row = session.get(SourceRow, path)
            return _source(row) if row else None

    def note(self, source: Source) -> None:
        """Write what became of a file."""
        with transaction(self._engine) as session:
            put(
                session,
                SourceRow(
                    path=source.path,
                    root=source.root,
                    fingerprint=source.fingerprint,
                    status=source.status.value,
                    reason=source.reason,
                    hint=source.hint,
                    content=source.content,
                    checked_at=stored(datetime.now(UTC)),
                ),
            )

    def move(self, path: str, to: Source) -> None:
        """A file has another name: what it gave stands at the new one."""
        with transaction(self._engine) as session:
            row = session.get(SourceRow, to.path)
            if row is None:
                session.add(
                    SourceRow(
                        path=to.path,
                        root=to.root,
                        fingerprint="",
                        status=to.status.value,
                        content=to.content,
                        checked_at=stored(datetime.now(UTC)),
                    )
                )
                session.flush()
            session.execute(update(PlaceRow).where(PlaceRow.path == path).values(path=to.path))
            session.execute(update(VersionRow).where(VersionRow.source == path).values(source=to.path))
            session.execute(delete(SourceRow).where(SourceRow.path == path))

    def forget(self, path: str) -> None:
        """Drop a file and its places."""
        with transaction(self._engine) as session:
            session.execute(delete(PlaceRow).where(PlaceRow.path == path))
            session.execute(delete(SourceRow).where(SourceRow.path == path))

    def places(self) -> Mapping[str, tuple[Place, ...]]:
        """Every place, by path."""
        with transaction(self._engine) as session:
            rows = session.scalars(select(PlaceRow).order_by(PlaceRow.path, PlaceRow.key))
            return {path: tuple(map(_place, some)) for path, some in groupby(rows, key=lambda row: row.path)}

    def places_at(self, path: str) -> tuple[Place, ...]:
        """The documents that a file gives."""
        return self._places(PlaceRow.path == path)

    def places_of(self, document_id: str) -> tuple[Place, ...]:
        """The files that give a document."""
        return self._places(PlaceRow.document_id == document_id)

    def claim(self, place: Place) -> None:
        """Write that a file gives a document."""
        with transaction(self._engine) as session:
            put(session, place_row(place))

    def release(self, place: Place) -> None:
        """Write that a file gives a document no longer."""
        with transaction(self._engine) as session:
            session.execute(delete(PlaceRow).where(PlaceRow.path == place.path, PlaceRow.key == place.key))

    def _places(self, where: object) -> tuple[Place, ...]:
        with transaction(self._engine) as session:
            rows = session.scalars(select(PlaceRow).where(where).order_by(PlaceRow.path, PlaceRow.key))  # type: ignore[arg-type]
            return tuple(map(_place, rows))


def place_row(place: Place) -> PlaceRow:
    """The row of a place."""
    return PlaceRow(path=place.path, key=place.key, document_id=place.document_id, visibility=place.visibility.value)


def _place(row: PlaceRow) -> Place:
    return Place(row.path, row.key, row.document_id, Visibility(row.visibility))


def _source(row: SourceRow) -> Source:
    status = DocumentStatus(row.status)
    return Source(row.path, row.root, row.fingerprint, status, row.reason, row.hint, row.content)
